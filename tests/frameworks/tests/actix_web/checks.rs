//! `check(…)`: decided in two steps, and no step allows more than the rule.

use std::io;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::Method;
use actix_web::test::init_service;
use actix_web::web::{self, Bytes, Data, Path};
use actix_web::{App, HttpResponse, Responder, post};
use auth_core::guard::CheckedResponse;
use auth_core::{Auth, Identity, require};
use futures_util::stream;
use tests::callers::Pace;
use tests::trace::Trace;

use super::{Answer, book, by, run, send};

/// The result of a check, as the body requests it.
fn ask(trace: &Trace, text: &str) -> io::Result<bool> {
    trace.reach_extractor();
    match text {
        "yes" => Ok(true),
        "error" => Err(io::Error::other("the database is down")),
        "panic" => panic!("nobody needs this check"),
        _ => Ok(false),
    }
}

#[require(any(role = "admin", all(role = "editor", check(ask(&trace, &text)?))))]
async fn plain(trace: Data<Trace>, text: String) -> &'static str {
    trace.reach_handler();
    if text.is_empty() {
        return "nothing";
    }
    "edited"
}

#[require(any(role = "admin", all(role = "editor", check(ask(&trace, &text)?))))]
#[post("/opaque")]
async fn opaque(trace: Data<Trace>, text: String) -> impl Responder {
    trace.reach_handler();
    if text.is_empty() {
        return HttpResponse::Ok().body("nothing");
    }
    HttpResponse::Ok().body("edited")
}

#[post("/fallible")]
#[require(any(role = "admin", all(role = "editor", check(ask(&trace, &text)?))))]
async fn fallible(trace: Data<Trace>, text: String) -> Result<String, actix_web::Error> {
    trace.reach_handler();
    let text = std::str::from_utf8(text.as_bytes())?;
    Ok(if text.is_empty() { "nothing" } else { "edited" }.to_owned())
}

#[post("/fallible-and-opaque")]
#[require(any(role = "admin", all(role = "editor", check(async { ask(&trace, &text) }.await?))))]
async fn fallible_and_opaque(
    trace: Data<Trace>,
    text: String,
) -> actix_web::Result<impl Responder> {
    trace.reach_handler();
    Ok(web::Bytes::from(if text.is_empty() { "nothing" } else { "edited" }))
}

#[require(check(identity.subject() == *owner), conceal)]
async fn hidden(trace: Data<Trace>, owner: Path<String>) -> String {
    trace.reach_handler();
    owner.into_inner()
}

fn request(
    path: &str,
    caller: &str,
    text: &'static str,
    trace: &Trace,
) -> (actix_web::test::TestRequest, Payload) {
    let (trace, mut text) = (trace.clone(), Some(Bytes::from_static(text.as_bytes())));
    let polled = stream::poll_fn(move |_| {
        trace.reach_body();
        std::task::Poll::Ready(text.take().map(Ok::<_, PayloadError>))
    });
    (by(caller, path).method(Method::POST), Payload::Stream { payload: Box::pin(polled) })
}

fn ask_app(pace: Pace, path: &str, caller: &str, text: &'static str) -> (Trace, Answer) {
    let trace = Trace::default();
    let answer = run(async {
        let app = App::new()
            .app_data(Data::new(trace.clone()))
            .route("/plain", web::post().to(plain))
            .service(opaque)
            .service(fallible)
            .service(fallible_and_opaque)
            .route("/hidden/{owner}", web::post().to(hidden))
            .wrap(Auth::new(book(pace)));
        let app = init_service(app).await;
        let (request, payload) = request(path, caller, text, &trace);
        let mut request = request.to_request();
        *request.payload() = payload;
        send(&app, request).await
    });
    (trace, answer)
}

#[test]
fn check_runs_after_the_body_and_before_the_handler() {
    for pace in [Pace::AtOnce, Pace::Later] {
        for path in ["/plain", "/opaque", "/fallible", "/fallible-and-opaque"] {
            // caller, body; status, body read, check made, handler ran
            for (caller, text, status, [read, asked, ran]) in [
                ("", "yes", 401, [false, false, false]),
                ("expired", "yes", 401, [false, false, false]),
                ("outage", "yes", 503, [false, false, false]),
                ("reader", "yes", 403, [false, false, false]),
                ("admin", "panic", 200, [true, false, true]),
                ("admin", "", 200, [true, false, true]),
                ("editor", "yes", 200, [true, true, true]),
                ("editor", "no", 403, [true, true, false]),
                ("editor", "error", 503, [true, true, false]),
            ] {
                let (trace, answer) = ask_app(pace, path, caller, text);
                let case = format!("{pace:?} {path} {caller} {text}");
                assert_eq!(answer.status, status, "{case}");
                assert_eq!(
                    [trace.body(), trace.extractor(), trace.handler()],
                    [read, asked, ran],
                    "{case}"
                );
                if status == 200 {
                    assert_eq!(
                        answer.body,
                        if text.is_empty() { "nothing" } else { "edited" },
                        "{case}"
                    );
                } else {
                    assert_eq!(answer.field("cache-control"), ["no-store"], "{case}");
                    assert_eq!(
                        answer.field("www-authenticate").is_empty(),
                        status != 401,
                        "{case}"
                    );
                }
            }
        }
    }
}

#[test]
fn concealed_check_is_an_unknown_route() {
    let (trace, own) = ask_app(Pace::Later, "/hidden/editor", "editor", "");
    assert_eq!((own.status, own.body.as_str(), trace.handler()), (200, "editor", true));
    for caller in ["", "reader", "outage"] {
        let (trace, answer) = ask_app(Pace::Later, "/hidden/editor", caller, "");
        assert_eq!(
            (answer.status, answer.body.as_str(), trace.handler()),
            (404, "", false),
            "{caller}"
        );
        assert_eq!(answer.response.headers().len(), 0, "{caller}");
    }
}

#[test]
fn handler_called_by_a_test_gives_its_response() {
    run(async {
        let trace = Data::new(Trace::default());
        let editor =
            Identity::builder("https://issuer.example", "edith").role("editor").build().unwrap();
        let call = async |text: &str| -> CheckedResponse<&'static str> {
            plain(editor.pending().unwrap(), trace.clone(), text.to_owned()).await
        };
        assert_eq!(call("yes").await.into_result().unwrap(), "edited");
        assert_eq!(call("no").await.into_result().unwrap_err().status(), 403);
    });
}
