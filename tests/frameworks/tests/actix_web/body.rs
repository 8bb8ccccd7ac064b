//! Nothing of a refused request is read, however long the authenticator takes.

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::Method;
use actix_web::test::init_service;
use actix_web::web::{self, Bytes, Form, Json};
use actix_web::{App, Either};
use auth_core::{Auth, Identity, MaybeIdentity, public, require};
use futures_util::stream;
use serde_json::Value;
use tests::callers::Pace;
use tests::trace::Trace;

use super::{auth, book, by, run, send};

#[require(role = "admin")]
async fn json(_: Json<Value>) -> &'static str {
    "in"
}

#[require(role = "admin")]
async fn either(_: Either<Json<Value>, Form<Value>>) -> &'static str {
    "in"
}

/// The payload itself is no extractor that reads: the handler decides.
#[require(role = "admin")]
async fn payload(payload: web::Payload) -> String {
    payload.to_bytes().await.unwrap().len().to_string()
}

#[require(authenticated)]
#[require(role = "admin")]
async fn stacked(_: Identity, _: MaybeIdentity, body: Bytes) -> String {
    body.len().to_string()
}

#[public("shows that bad tokens do not matter here")]
async fn open(body: Bytes) -> String {
    body.len().to_string()
}

/// Identity stands behind the body's extractor, and still comes first: both are asked at once, and
/// it knows the answer.
async fn last(body: Bytes, _: Identity) -> String {
    body.len().to_string()
}

fn traced(trace: &Trace) -> Payload {
    let (trace, mut left) = (trace.clone(), 4);
    let polled = stream::poll_fn(move |_| {
        trace.reach_body();
        left -= 1;
        std::task::Poll::Ready((left >= 0).then(|| Ok::<_, PayloadError>(Bytes::from_static(b"{"))))
    });
    Payload::Stream { payload: Box::pin(polled) }
}

#[test]
fn body_is_read_only_for_allowed_requests() {
    for pace in [Pace::AtOnce, Pace::Later] {
        run(async {
            let app = App::new()
                .route("/json", web::post().to(json))
                .route("/either", web::post().to(either))
                .route("/payload", web::post().to(payload))
                .route("/stacked", web::post().to(stacked))
                .route("/open", web::post().to(open))
                .wrap(Auth::new(book(pace)));
            let app = init_service(app).await;
            for (path, caller, expected, read) in [
                ("/json", "", 401, false),
                ("/json", "nobody knows", 401, false),
                ("/json", "expired", 401, false),
                ("/json", "outage", 503, false),
                ("/json", "editor", 403, false),
                ("/json", "admin", 400, true),
                ("/either", "editor", 403, false),
                ("/either", "admin", 400, true),
                ("/payload", "editor", 403, false),
                ("/payload", "admin", 200, true),
                ("/stacked", "editor", 403, false),
                ("/stacked", "admin", 200, true),
                ("/open", "outage", 200, true),
            ] {
                let trace = Trace::default();
                let request = by(caller, path).insert_header(("content-type", "application/json"));
                let mut request = request.method(Method::POST).to_request();
                *request.payload() = traced(&trace);
                let status = send(&app, request).await.status;
                assert_eq!((status, trace.body()), (expected, read), "{pace:?} {path} {caller}");
            }
        });
    }
}

/// Extractors are polled in order: an extractor before an identity is polled once before the
/// rejection.
#[test]
fn identity_behind_the_body_rejects_afterwards() {
    run(async {
        let app = init_service(App::new().route("/last", web::post().to(last)).wrap(auth())).await;
        let trace = Trace::default();
        let mut request = by("expired", "/last").method(Method::POST).to_request();
        *request.payload() = traced(&trace);
        assert_eq!(send(&app, request).await.status, 401);
        assert!(trace.body(), "better than promised: say so in the documentation");
    });
}
