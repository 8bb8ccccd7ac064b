//! salvo 1.

use auth_core::testing::{self, Callers};
use auth_core::{public, require};
use salvo::prelude::*;

use crate::tables::{Mistake, check};

#[public("a load balancer has no credentials")]
#[handler]
async fn health() -> &'static str {
    "up"
}

#[require(role = "admin")]
#[require(scope = "audit", conceal)]
#[handler]
async fn audit() -> &'static str {
    "audit"
}

macro_rules! routes {
    ($($name:ident: $method:ident $path:literal { $($rule:tt)* })*) => {
        $(
            #[require($($rule)*)]
            #[handler]
            async fn $name() -> &'static str {
                "ok"
            }
        )*

        fn routes() -> Router {
            Router::new()$(.push(Router::with_path($path).$method($name)))*
        }
    };
}

routes! {
    publish: post "posts" { any(role = "admin", all(role = "editor", scope = "posts:write")) }
    remove: delete "posts/{id}" { role = "admin", conceal }
    user: get "users/{id}" { any(role = "admin", path.id == subject) }
    tenant: get "tenants/{tenant}" { path.tenant == claim.tenant, claim.level >= 3 }
    pay: post "pay" { acr = "gold", max_age = "5m" }
    metrics: get "metrics" { any(ip = "10.0.0.0/8", role = "operator") }
    partner: get "partner" { issuer = "https://partner.example", permission = "read" }
    beta: get "beta" { scope = "beta", report_only }
}

#[require(authenticated)]
#[handler]
async fn me() -> &'static str {
    "me"
}

/// A hoop that loses credentials, or hides rejections.
struct Spoil(Mistake);

#[handler]
impl Spoil {
    async fn handle(
        &self,
        request: &mut Request,
        depot: &mut Depot,
        response: &mut Response,
        flow: &mut FlowCtrl,
    ) {
        if self.0 == Mistake::LosesCredentials {
            request.headers_mut().remove("authorization");
        }
        flow.call_next(request, depot, response).await;
        if self.0 == Mistake::HidesRejections && response.status_code == Some(StatusCode::FORBIDDEN)
        {
            response.status_code(StatusCode::OK);
        }
    }
}

async fn run(mistake: Mistake) {
    let callers = Callers::new();
    let mut inside = routes().push(Router::with_path("health").get(health));
    if mistake != Mistake::RouteMissing {
        inside = inside.push(Router::with_path("me").get(me));
    }
    let other = Router::with_path("audit").get(audit);
    let app = Router::new().hoop(Spoil(mistake));
    let app = match mistake {
        Mistake::RouteOutside => app.push(other).push(inside.hoop(callers.auth())),
        _ => app.push(inside.push(other).hoop(callers.auth())),
    };
    let service = Service::new(app);
    let app = testing::salvo(|request| service.handle(request));
    check(mistake, ("{", "}"), &callers, &app).await;
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
