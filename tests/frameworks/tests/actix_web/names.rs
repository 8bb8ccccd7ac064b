//! Logs call a handler's rule as the handler is called, above `#[get]` and below it.

use actix_web::test::init_service;
use actix_web::{App, get};
use auth_core::require;
use tests::log::Log;

use super::{auth, by, run, send};

#[require(role = "admin")]
#[get("/above")]
async fn above_get() -> &'static str {
    "above"
}

#[get("/below")]
#[require(role = "admin")]
async fn below_get() -> &'static str {
    "below"
}

#[test]
fn rejection_in_log_names_the_handler() {
    for (path, policy) in
        [("/above", "actix_web::names::above_get"), ("/below", "actix_web::names::below_get")]
    {
        let log = Log::default();
        let answer = log.collect(|| {
            run(async {
                let app =
                    init_service(App::new().service(above_get).service(below_get).wrap(auth()))
                        .await;
                send(&app, by("editor", path).to_request()).await
            })
        });
        assert_eq!(answer.status, 403, "{path}");
        let events = log.events().concat();
        assert!(events.contains(&format!("policy=\"{policy}\"")), "{policy} in {events}");
    }
}
