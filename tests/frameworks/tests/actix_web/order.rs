//! In which order attributes may stand: each combination is guarded.

use actix_web::test::init_service;
use actix_web::{App, get, route, routes, web};
use auth_core::require;
use tracing::instrument;

use super::{Admins, auth, by, run, status};

#[require(role = "admin")]
#[get("/above")]
async fn above(id: web::Query<Vec<(String, String)>>) -> String {
    id.len().to_string()
}

#[get("/below")]
#[require(role = "admin")]
async fn below() -> &'static str {
    "in"
}

#[get("/between")]
#[require(role = "admin")]
#[instrument]
async fn between() -> &'static str {
    "in"
}

#[require(role = "admin")]
#[instrument]
#[get("/above-both")]
async fn above_both() -> &'static str {
    "in"
}

#[instrument]
#[require(role = "admin")]
#[get("/below-instrument")]
async fn below_instrument() -> &'static str {
    "in"
}

#[get("/below-both")]
#[instrument]
#[require(role = "admin")]
async fn below_both() -> &'static str {
    "in"
}

#[instrument(err, skip_all)]
#[get("/instrument-above")]
#[require(role = "admin")]
async fn instrument_above() -> Result<&'static str, actix_web::Error> {
    Ok("in")
}

#[cfg_attr(all(), require(role = "admin"))]
#[cfg_attr(all(), get("/conditional-above"))]
async fn conditional_above() -> &'static str {
    "in"
}

#[cfg_attr(all(), get("/conditional-below"))]
#[cfg_attr(all(), require(role = "admin"))]
async fn conditional_below() -> &'static str {
    "in"
}

#[require(role = "admin")]
#[routes]
#[get("/routes-above")]
#[get("/routes-above-too")]
async fn routes_above() -> &'static str {
    "in"
}

#[routes]
#[get("/routes-below")]
#[get("/routes-below-too")]
#[require(role = "admin")]
async fn routes_below() -> &'static str {
    "in"
}

#[route("/route-below", method = "GET", method = "HEAD")]
#[require(Admins)]
async fn route_below() -> &'static str {
    "in"
}

#[require(Admins)]
#[route("/route-above", method = "GET", method = "HEAD")]
async fn route_above() -> &'static str {
    "in"
}

/// Documented.
#[utoipa::path(get, path = "/documented-above")]
#[require(role = "admin")]
#[get("/documented-above")]
async fn documented_above() -> &'static str {
    "in"
}

/// Documented.
#[require(role = "admin")]
#[utoipa::path(get, path = "/documented-below")]
#[get("/documented-below")]
async fn documented_below() -> &'static str {
    "in"
}

#[require(role = "admin")]
#[get("/documented-inside")]
#[utoipa::path(get, path = "/documented-inside")]
async fn documented_inside() -> &'static str {
    "in"
}

#[derive(utoipa::OpenApi)]
#[openapi(paths(documented_above, documented_below))]
struct Document;

#[test]
fn published_documentation_names_no_rule() {
    let document = <Document as utoipa::OpenApi>::openapi().to_json().unwrap();
    assert_eq!(document.matches("Documented.").count(), 2, "{document}");
    assert!(!document.contains("Requires") && !document.contains("admin"), "{document}");
}

struct Api;

impl Api {
    #[require(Admins)]
    async fn associated() -> &'static str {
        inner().await
    }
}

#[async_trait::async_trait]
trait Service {
    async fn rewritten() -> &'static str;
}

#[async_trait::async_trait]
impl Service for Api {
    async fn rewritten() -> &'static str {
        inner().await
    }
}

async fn inner() -> &'static str {
    std::future::ready("in").await
}

/// A method that `#[async_trait]` rewrites takes a guard only as its own argument.
#[async_trait::async_trait]
trait Guarded {
    async fn guarded(proof: auth_core::Guard<Admins>) -> &'static str;
}

#[async_trait::async_trait]
impl Guarded for Api {
    async fn guarded(_proof: auth_core::Guard<Admins>) -> &'static str {
        <Self as Service>::rewritten().await
    }
}

#[test]
fn attribute_guards_above_and_below_every_other() {
    run(async {
        let app = App::new()
            .service(above)
            .service(below)
            .service(between)
            .service(above_both)
            .service(below_instrument)
            .service(below_both)
            .service(instrument_above)
            .service(conditional_above)
            .service(conditional_below)
            .service(routes_above)
            .service(routes_below)
            .service(route_above)
            .service(route_below)
            .service(documented_above)
            .service(documented_below)
            .service(documented_inside)
            .route("/associated", web::get().to(Api::associated))
            .route("/async-trait", web::get().to(<Api as Guarded>::guarded))
            .wrap(auth());
        let app = init_service(app).await;
        let paths = [
            "/above",
            "/below",
            "/between",
            "/above-both",
            "/below-instrument",
            "/below-both",
            "/instrument-above",
            "/conditional-above",
            "/conditional-below",
            "/routes-above",
            "/routes-above-too",
            "/routes-below",
            "/routes-below-too",
            "/route-above",
            "/route-below",
            "/documented-above",
            "/documented-below",
            "/documented-inside",
            "/associated",
            "/async-trait",
        ];
        for path in paths {
            let mut statuses = Vec::new();
            for caller in ["", "editor", "admin"] {
                statuses.push(status(&app, by(caller, path).to_request()).await);
            }
            assert_eq!(statuses, [401, 403, 200], "{path}");
        }
    });
}
