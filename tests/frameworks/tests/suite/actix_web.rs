//! actix-web 4.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::{Next, from_fn};
use actix_web::test::{init_service, try_call_service};
use actix_web::{App, Error, web};
use auth_core::testing::{self, Callers};
use auth_core::{public, require};

use crate::tables::{Mistake, check};

#[public("a load balancer has no credentials")]
async fn health() -> &'static str {
    "up"
}

#[require(role = "admin")]
#[require(scope = "audit", conceal)]
async fn audit() -> &'static str {
    "audit"
}

macro_rules! routes {
    ($($name:ident: $method:ident $path:literal { $($rule:tt)* })*) => {
        $(
            #[require($($rule)*)]
            async fn $name() -> &'static str {
                "ok"
            }
        )*

        fn routes(config: &mut web::ServiceConfig) {
            config$(.route($path, web::$method().to($name)))*;
        }
    };
}

routes! {
    publish: post "/posts" { any(role = "admin", all(role = "editor", scope = "posts:write")) }
    remove: delete "/posts/{id}" { role = "admin", conceal }
    user: get "/users/{id}" { any(role = "admin", path.id == subject) }
    tenant: get "/tenants/{tenant}" { path.tenant == claim.tenant, claim.level >= 3 }
    pay: post "/pay" { acr = "gold", max_age = "5m" }
    metrics: get "/metrics" { any(ip = "10.0.0.0/8", role = "operator") }
    partner: get "/partner" { issuer = "https://partner.example", permission = "read" }
    beta: get "/beta" { scope = "beta", report_only }
}

#[require(authenticated)]
async fn me() -> &'static str {
    "me"
}

/// Loses credentials, or hides rejections.
async fn spoil<B: MessageBody>(
    mistake: Mistake,
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    if mistake == Mistake::LosesCredentials {
        request.headers_mut().remove("authorization");
    }
    let mut response = next.call(request).await?;
    if mistake == Mistake::HidesRejections && response.status() == StatusCode::FORBIDDEN {
        *response.response_mut().status_mut() = StatusCode::OK;
    }
    Ok(response)
}

async fn run(mistake: Mistake) {
    let callers = Callers::new();
    let inside = web::scope("").configure(routes).route("/health", web::get().to(health));
    let inside = match mistake {
        Mistake::RouteMissing => inside,
        _ => inside.route("/me", web::get().to(me)),
    };
    let mut app = App::new();
    let audit = || web::get().to(audit);
    let inside = match mistake {
        Mistake::RouteOutside => {
            app = app.route("/audit", audit());
            inside
        }
        _ => inside.route("/audit", audit()),
    };
    let app = app
        .service(inside.wrap(callers.auth()))
        .wrap(from_fn(move |request, next| spoil(mistake, request, next)));
    let service = init_service(app).await;
    let app = testing::actix_web(|request| try_call_service(&service, request.to_request()));
    check(mistake, ("{", "}"), &callers, &app).await;
}

#[actix_web::test]
async fn application_of_the_report_passes() {
    run(Mistake::None).await;
}

#[actix_web::test]
async fn mistakes_are_found() {
    run(Mistake::LosesCredentials).await;
    run(Mistake::HidesRejections).await;
    run(Mistake::RouteOutside).await;
    run(Mistake::RouteMissing).await;
}
