//! rocket 0.5. All fairings are global, so that no route is outside of `Auth`.

use auth_core::testing::{self, Callers};
use auth_core::{public, require};
use rocket::config::{Config, LogLevel};
use rocket::fairing::AdHoc;
use rocket::http::{Header, Status};
use rocket::local::asynchronous::Client;
use rocket::{delete, get, post, routes};

use crate::tables::{Mistake, check};

#[public("a load balancer has no credentials")]
#[get("/health")]
fn health() {}

#[require(authenticated)]
#[get("/me")]
fn me() {}

#[require(any(role = "admin", all(role = "editor", scope = "posts:write")))]
#[post("/posts")]
fn publish() {}

#[require(role = "admin", conceal)]
#[delete("/posts/<_>")]
fn remove() {}

#[require(any(role = "admin", path.id == subject))]
#[get("/users/<id>")]
fn user(id: u64) -> String {
    id.to_string()
}

#[require(path.tenant == claim.tenant, claim.level >= 3)]
#[get("/tenants/<tenant>")]
fn tenant(tenant: &str) -> String {
    tenant.to_owned()
}

#[require(acr = "gold", max_age = "5m")]
#[post("/pay")]
fn pay() {}

#[require(any(ip = "10.0.0.0/8", role = "operator"))]
#[get("/metrics")]
fn metrics() {}

#[require(issuer = "https://partner.example", permission = "read")]
#[get("/partner")]
fn partner() {}

#[require(scope = "beta", report_only)]
#[get("/beta")]
fn beta() {}

#[require(role = "admin")]
#[require(scope = "audit", conceal)]
#[get("/audit")]
fn audit() {}

async fn run(mistake: Mistake) {
    let callers = Callers::new();
    let config = Config { log_level: LogLevel::Off, ..Config::debug_default() };
    let lose = AdHoc::on_request("loses credentials", move |request, _| {
        Box::pin(async move {
            if mistake == Mistake::LosesCredentials {
                request.replace_header(Header::new("authorization", ""));
            }
        })
    });
    let hide = AdHoc::on_response("hides rejections", move |_, response| {
        Box::pin(async move {
            if mistake == Mistake::HidesRejections && response.status() == Status::Forbidden {
                response.set_status(Status::Ok);
            }
        })
    });
    let mut app = rocket::custom(config)
        .attach(lose)
        .attach(callers.auth())
        .attach(hide)
        .mount("/", routes![health, publish, remove, user, tenant, pay, metrics, partner, beta])
        .mount("/", routes![audit]);
    if mistake != Mistake::RouteMissing {
        app = app.mount("/", routes![me]);
    }
    let client = Client::untracked(app).await.unwrap();
    check(mistake, ("<", ">"), &callers, &testing::rocket(client)).await;
}

#[rocket::async_test]
async fn application_of_the_report_passes() {
    run(Mistake::None).await;
}

#[rocket::async_test]
async fn mistakes_are_found() {
    run(Mistake::LosesCredentials).await;
    run(Mistake::HidesRejections).await;
    run(Mistake::RouteMissing).await;
}
