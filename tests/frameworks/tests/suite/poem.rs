//! poem 3.

use auth_core::testing::{self, Callers};
use auth_core::{public, require};
use poem::http::StatusCode;
use poem::{Endpoint, EndpointExt as _, IntoResponse as _, Request, Response, Route, handler};

use crate::tables::{Mistake, check};

#[public("a load balancer has no credentials")]
#[handler]
fn health() -> &'static str {
    "up"
}

#[require(role = "admin")]
#[require(scope = "audit", conceal)]
#[handler]
fn audit() -> &'static str {
    "audit"
}

macro_rules! routes {
    ($($name:ident: $method:ident $path:literal { $($rule:tt)* })*) => {
        $(
            #[require($($rule)*)]
            #[handler]
            fn $name() -> &'static str {
                "ok"
            }
        )*

        fn routes() -> Route {
            Route::new()$(.at($path, poem::$method($name)))*
        }
    };
}

routes! {
    publish: post "/posts" { any(role = "admin", all(role = "editor", scope = "posts:write")) }
    remove: delete "/posts/:id" { role = "admin", conceal }
    user: get "/users/:id" { any(role = "admin", path.id == subject) }
    tenant: get "/tenants/:tenant" { path.tenant == claim.tenant, claim.level >= 3 }
    pay: post "/pay" { acr = "gold", max_age = "5m" }
    metrics: get "/metrics" { any(ip = "10.0.0.0/8", role = "operator") }
    partner: get "/partner" { issuer = "https://partner.example", permission = "read" }
    beta: get "/beta" { scope = "beta", report_only }
}

#[require(authenticated)]
#[handler]
fn me() -> &'static str {
    "me"
}

/// Loses credentials, or hides rejections.
async fn spoil<E: Endpoint>(
    mistake: Mistake,
    endpoint: &E,
    mut request: Request,
) -> poem::Result<Response> {
    if mistake == Mistake::LosesCredentials {
        request.headers_mut().remove("authorization");
    }
    let mut response = endpoint.call(request).await?.into_response();
    if mistake == Mistake::HidesRejections && response.status() == StatusCode::FORBIDDEN {
        response.set_status(StatusCode::OK);
    }
    Ok(response)
}

async fn run(mistake: Mistake) {
    let callers = Callers::new();
    let mut routes = routes().at("/health", poem::get(health));
    if mistake != Mistake::RouteMissing {
        routes = routes.at("/me", poem::get(me));
    }
    let app = match mistake {
        Mistake::RouteOutside => Route::new()
            .at("/audit", poem::get(audit))
            .nest("/", routes.with(callers.auth()))
            .boxed(),
        _ => routes.at("/audit", poem::get(audit)).with(callers.auth()).boxed(),
    };
    let app = app
        .around(move |endpoint, request| async move { spoil(mistake, &*endpoint, request).await });
    check(mistake, (":", ""), &callers, &testing::poem(app)).await;
}

#[tokio::test]
async fn application_of_the_report_passes() {
    run(Mistake::None).await;
}

#[tokio::test]
async fn mistakes_are_found() {
    run(Mistake::LosesCredentials).await;
    run(Mistake::HidesRejections).await;
    run(Mistake::RouteOutside).await;
    run(Mistake::RouteMissing).await;
}
