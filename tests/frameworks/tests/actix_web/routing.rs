//! Methods, paths and routing: the guard allowed each request that reached the handler.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::http::Method;
use actix_web::middleware::{Condition, NormalizePath, TrailingSlash};
use actix_web::test::init_service;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{App, HttpResponse, guard};
use auth_core::require;

use super::{auth, by, run, send};

type Runs = Data<Arc<AtomicUsize>>;

#[require(role = "admin")]
async fn handler(runs: Runs) -> &'static str {
    runs.fetch_add(1, Ordering::SeqCst);
    "in"
}

fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/any").to(handler))
        .route("/get", web::get().to(handler))
        .service(web::resource(["/first", "/second/{id}"]).route(web::route().to(handler)))
        .service(web::resource("/guarded").guard(guard::Header("x-choose", "me")).to(handler))
        .service(
            web::scope("/scope")
                .service(
                    web::scope("/{id}").route("", web::to(handler)).route("/", web::to(handler)),
                )
                .route("/tail/{rest:.*}", web::to(handler))
                .default_service(web::to(handler)),
        )
        .service(web::scope("/empty").service(web::scope("").route("/inside", web::to(handler))))
        .default_service(web::to(handler));
}

const PATHS: [&str; 34] = [
    "/any",
    "/any/",
    "//any",
    "/any//",
    "/any?x=1",
    "/any?",
    "/%61ny",
    "/ANY",
    "/any%2F",
    "/any%00",
    "/./any",
    "/x/../any",
    "/any;v=1",
    "/any%3Fx",
    "/get",
    "/get/",
    "/first",
    "/first/",
    "/second/7",
    "/second/%2F",
    "/second/",
    "/guarded",
    "/scope",
    "/scope/",
    "/scope//",
    "/scope/7",
    "/scope/7/",
    "/scope/7//",
    "/scope/7/8",
    "/scope/tail/",
    "/scope/tail/a//b/%2e%2e",
    "/empty/inside",
    "/empty//inside",
    "/",
];

const METHODS: [&str; 10] =
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"];

#[test]
fn whenever_the_handler_ran_the_guard_had_allowed() {
    for trim in [
        None,
        Some(TrailingSlash::Trim),
        Some(TrailingSlash::MergeOnly),
        Some(TrailingSlash::Always),
    ] {
        run(async {
            let runs = Runs::new(Arc::default());
            let normalize = Condition::new(
                trim.is_some(),
                NormalizePath::new(trim.unwrap_or(TrailingSlash::Trim)),
            );
            let app =
                App::new().app_data(runs.clone()).configure(routes).wrap(auth()).wrap(normalize);
            let app = init_service(app).await;
            let mut reached = 0;
            for path in PATHS {
                for method in METHODS {
                    let method: Method = method.parse().unwrap();
                    let mut statuses = Vec::new();
                    for caller in ["", "editor", "expired", "outage", "admin"] {
                        let request = by(caller, path).method(method.clone());
                        let before = runs.load(Ordering::SeqCst);
                        let status =
                            send(&app, request.insert_header(("x-choose", "me")).to_request())
                                .await
                                .status;
                        let ran = runs.load(Ordering::SeqCst) - before;
                        assert_eq!(
                            ran,
                            usize::from(caller == "admin" && status == 200),
                            "{method} {path} {caller}"
                        );
                        statuses.push(status);
                        reached += ran;
                    }
                    // A route with other methods names them to every client. No handler runs.
                    let expected: &[u16] =
                        if statuses == [405; 5] { &[405; 5] } else { &[401, 403, 401, 503, 200] };
                    assert_eq!(statuses, expected, "{method} {path}");
                }
            }
            assert!(reached > 250, "only {reached} requests were let in");
        });
    }
}

#[test]
fn head_and_options_that_reach_handler_are_guarded() {
    run(async {
        let app = App::new()
            .app_data(Runs::new(Arc::default()))
            .service(
                web::resource("/both").route(web::get().to(handler)).route(web::head().to(handler)),
            )
            .service(web::resource("/any").to(handler))
            .service(web::resource("/get").route(web::get().to(handler)))
            .wrap(auth());
        let app = init_service(app).await;
        for (method, path, expected) in [
            ("HEAD", "/both", [401, 403, 200]),
            ("HEAD", "/any", [401, 403, 200]),
            ("OPTIONS", "/any", [401, 403, 200]),
            ("HEAD", "/get", [405, 405, 405]),
            ("OPTIONS", "/get", [405, 405, 405]),
        ] {
            let mut statuses = Vec::new();
            for caller in ["", "editor", "admin"] {
                let request = by(caller, path).method(method.parse().unwrap());
                statuses.push(send(&app, request.to_request()).await.status);
            }
            assert_eq!(statuses, expected, "{method} {path}");
        }
    });
}

/// Scopes and resources can have an `Auth` of their own, like applications. Guards outside of it
/// reject every request.
#[test]
fn auth_covers_only_the_services_that_it_wraps() {
    run(async {
        let runs = Runs::new(Arc::default());
        let app = App::new()
            .app_data(runs.clone())
            .service(web::resource("/resource").to(handler).wrap(auth()))
            .service(web::scope("/scope").route("/inside", web::to(handler)).wrap(auth()))
            .route("/outside", web::to(handler))
            .route("/open", web::to(HttpResponse::Ok));
        let app = init_service(app).await;
        for path in ["/resource", "/scope/inside"] {
            assert_eq!(send(&app, by("admin", path).to_request()).await.status, 200);
            assert_eq!(send(&app, by("editor", path).to_request()).await.status, 403);
        }
        let before = runs.load(Ordering::SeqCst);
        let answer = send(&app, by("admin", "/outside").to_request()).await;
        assert_eq!((answer.status, answer.field("cache-control")), (500, vec!["no-store"]));
        assert_eq!(runs.load(Ordering::SeqCst), before);
        assert_eq!(send(&app, by("admin", "/open").to_request()).await.status, 200);
    });
}
