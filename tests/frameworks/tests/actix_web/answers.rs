//! Responses of actix-web: each rejection is complete, wherever it was made.

use std::cell::RefCell;
use std::rc::Rc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::ErrorUnauthorized;
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::{ErrorHandlerResponse, ErrorHandlers, Next, from_fn};
use actix_web::test::{init_service, try_call_service};
use actix_web::{App, Error, HttpResponse, Responder, ResponseError as _, web};
use auth_core::{Auth, Guard, Identity, MaybeIdentity, Rejection, require};
use http::header::CONTENT_TYPE;
use tests::callers::Pace;
use tests::log::Log;

use super::{Admins, auth, book, by, run, send, status};

#[require(role = "admin")]
async fn admin() -> &'static str {
    "in"
}

#[require(scope = "posts:write", conceal)]
async fn hidden() -> &'static str {
    "in"
}

/// A service makes the decision, and the handler passes the rejection on.
async fn service(identity: Identity) -> Result<&'static str, Rejection> {
    identity.check::<Admins>()?;
    Ok("in")
}

async fn through_any_error(identity: Identity) -> Result<&'static str, Error> {
    identity.check::<Admins>()?;
    Ok("in")
}

const CHALLENGE: &str = r#"Bearer realm="api""#;

#[test]
fn rejection_is_an_error_with_the_whole_response() {
    run(async {
        let app = App::new().route("/admin", web::get().to(admin)).wrap(auth());
        let app = init_service(app).await;
        let answer = send(&app, by("", "/admin").to_request()).await;
        assert_eq!(answer.status, 401);
        assert_eq!(answer.field("www-authenticate"), [CHALLENGE]);
        assert_eq!(answer.field("cache-control"), ["no-store"]);
        assert_eq!(answer.field("content-type"), ["application/problem+json"]);
        assert_eq!(answer.body, r#"{"type":"about:blank","title":"Unauthorized","status":401}"#);
        let outage = send(&app, by("outage", "/admin").to_request()).await;
        assert_eq!((outage.status, outage.field("retry-after")), (503, vec!["7"]));
    });
}

#[test]
fn rejection_of_a_service_is_complete_and_logged_once() {
    for path in ["/service", "/any-error"] {
        let log = Log::default();
        let answer = log.collect(|| {
            run(async {
                let app = App::new()
                    .route("/service", web::get().to(service))
                    .route("/any-error", web::get().to(through_any_error))
                    .wrap(auth());
                send(&init_service(app).await, by("editor", path).to_request()).await
            })
        });
        assert_eq!(
            (answer.status, answer.field("cache-control")),
            (403, vec!["no-store"]),
            "{path}"
        );
        assert_eq!(log.events().len(), 1, "{path}: {:?}", log.events());
    }
}

#[test]
fn layers_further_out_see_the_typed_rejection() {
    run(async {
        let app = init_service(App::new().route("/", web::get().to(admin)).wrap(auth())).await;
        let response = try_call_service(&app, by("editor", "/").to_request()).await.unwrap();
        let extensions = response.response().extensions();
        assert!(matches!(extensions.get::<Rejection>(), Some(Rejection::Forbidden(_))));
        let error: Option<&Rejection> = response.response().error().and_then(Error::as_error);
        assert_eq!(error.unwrap().status_code(), StatusCode::FORBIDDEN);
    });
}

/// An error page in the application's own words, which knows nothing of the answer before it but
/// the status.
#[expect(clippy::unnecessary_wraps, reason = "`ErrorHandlers` asks for it")]
fn page<B>(response: ServiceResponse<B>) -> actix_web::Result<ErrorHandlerResponse<B>> {
    let (request, response) = response.into_parts();
    let page = HttpResponse::build(response.status())
        .insert_header(("cache-control", "public, max-age=60"))
        .body("our own page");
    Ok(ErrorHandlerResponse::Response(ServiceResponse::new(request, page).map_into_right_body()))
}

#[test]
fn s3_s9_error_handlers_inside_stay_out_of_caches() {
    run(async {
        let pages = ErrorHandlers::new().default_handler(page);
        let app = App::new().route("/", web::get().to(admin)).wrap(pages).wrap(auth());
        let app = init_service(app).await;
        let answer = send(&app, by("", "/").to_request()).await;
        assert_eq!((answer.status, answer.body.as_str()), (401, "our own page"));
        assert_eq!(answer.field("www-authenticate"), [CHALLENGE]);
        assert_eq!(answer.field("cache-control"), ["no-store"]);
        let answer = send(&app, by("editor", "/").to_request()).await;
        assert_eq!((answer.status, answer.field("cache-control")), (403, vec!["no-store"]));
        // A route without a guard keeps the application's response.
        let answer = send(&app, by("editor", "/nowhere").to_request()).await;
        assert_eq!(
            (answer.status, answer.field("cache-control")),
            (404, vec!["public, max-age=60"])
        );
    });
}

/// Middleware that turns every refusal into an error of its own.
async fn own_error(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let response = next.call(request).await?;
    if response.status() == StatusCode::UNAUTHORIZED {
        Err(ErrorUnauthorized("who?"))
    } else {
        Ok(response)
    }
}

/// Middleware that asks for itself.
async fn asks(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    request.extract::<Guard<Admins>>().await?;
    next.call(request).await
}

#[test]
fn middleware_error_and_rejection_stay_unchanged() {
    let log = Log::default();
    log.collect(|| {
        run(async {
            let app = App::new()
                .route("/", web::get().to(admin))
                .service(
                    web::scope("/asks")
                        .route("/open", web::to(HttpResponse::Ok))
                        .wrap(from_fn(asks)),
                )
                .wrap(from_fn(own_error))
                .wrap(auth());
            let app = init_service(app).await;
            let answer = send(&app, by("", "/").to_request()).await;
            assert_eq!((answer.status, answer.body.as_str()), (401, "who?"));
            assert!(answer.field("www-authenticate").is_empty());
            let answer = send(&app, by("editor", "/asks/open").to_request()).await;
            assert_eq!((answer.status, answer.field("cache-control")), (403, vec!["no-store"]));
            assert_eq!(status(&app, by("admin", "/asks/open").to_request()).await, 200);
        });
    });
    let events = log.events();
    assert_eq!(
        events.iter().filter(|event| event.contains("request rejected")).count(),
        2,
        "{events:?}"
    );
    assert_eq!(
        events.iter().filter(|event| event.contains("has no challenge")).count(),
        1,
        "{events:?}"
    );
    assert_eq!(events.len(), 3, "{events:?}");
}

/// Middleware that fails in a way of its own.
async fn fails<B: MessageBody>(_: ServiceRequest, _: Next<B>) -> Result<ServiceResponse<B>, Error> {
    Err(std::io::Error::other("no room").into())
}

#[derive(Debug, Default)]
struct Seen {
    statuses: Vec<StatusCode>,
    is_io: bool,
    is_rejection: bool,
}

#[test]
fn s3_middleware_error_gives_its_response_each_time() {
    let seen = Rc::new(RefCell::new(Seen::default()));
    // Middleware that counts failures by the answers that they will become.
    let peeks = |seen: Rc<RefCell<Seen>>| {
        move |request: ServiceRequest, next: Next<BoxBody>| {
            let seen = Rc::clone(&seen);
            async move {
                let result = next.call(request).await;
                let mut seen = seen.borrow_mut();
                *seen = Seen::default();
                if let Err(error) = &result {
                    let statuses =
                        [error.error_response().status(), error.as_response_error().status_code()];
                    seen.statuses.extend(statuses);
                    seen.is_io = error.as_error::<std::io::Error>().is_some();
                    seen.is_rejection = error.as_error::<Rejection>().is_some();
                }
                result
            }
        }
    };
    let log = Log::default();
    log.collect(|| {
        run(async {
            let app = App::new()
                .service(
                    web::scope("/fails").route("", web::to(HttpResponse::Ok)).wrap(from_fn(fails)),
                )
                .service(
                    web::scope("/asks").route("", web::to(HttpResponse::Ok)).wrap(from_fn(asks)),
                )
                .service(
                    web::scope("/own").route("", web::get().to(admin)).wrap(from_fn(own_error)),
                )
                .wrap(auth())
                .wrap(from_fn(peeks(Rc::clone(&seen))));
            let app = init_service(app).await;
            assert_eq!(status(&app, by("admin", "/fails").to_request()).await, 500);
            assert!(seen.borrow().is_io, "{seen:?}");
            for (path, challenges) in [("/asks", vec![CHALLENGE]), ("/own", vec![])] {
                let answer = send(&app, by("", path).to_request()).await;
                assert_eq!(
                    (answer.status, answer.field("www-authenticate")),
                    (401, challenges),
                    "{path}"
                );
                assert_eq!(seen.borrow().statuses, [StatusCode::UNAUTHORIZED; 2], "{path}");
                assert_eq!(seen.borrow().is_rejection, path == "/asks", "{path}");
            }
        });
    });
    let events = log.events();
    assert_eq!(
        events.iter().filter(|event| event.contains("request rejected")).count(),
        2,
        "{events:?}"
    );
}

async fn swallows(identity: Option<Identity>) -> String {
    identity.map_or("nobody".to_owned(), |identity| identity.subject().to_owned())
}

async fn swallows_guard(proof: Result<Guard<Admins>, Rejection>) -> &'static str {
    proof.map_or("a stranger", |_| "an admin")
}

async fn front(MaybeIdentity(identity): MaybeIdentity) -> String {
    identity.map_or("nobody".to_owned(), |identity| identity.subject().to_owned())
}

#[test]
fn option_that_swallows_rejection_is_error_in_log() {
    let ask = |caller: &'static str, path: &'static str| {
        let log = Log::default();
        let answer = log.collect(|| {
            run(async {
                let app = App::new()
                    .route("/option", web::get().to(swallows))
                    .route("/result", web::get().to(swallows_guard))
                    .route("/maybe", web::get().to(front))
                    .wrap(auth());
                let answer = send(&init_service(app).await, by(caller, path).to_request()).await;
                (answer.status, answer.body)
            })
        });
        let swallowed =
            log.events().iter().any(|event| event.contains("a rejection was discarded"));
        (answer.0, answer.1, swallowed)
    };
    assert_eq!(ask("expired", "/option"), (200, "nobody".to_owned(), true));
    assert_eq!(ask("admin", "/option"), (200, "admin".to_owned(), false));
    assert_eq!(ask("editor", "/result"), (200, "a stranger".to_owned(), true));
    assert_eq!(ask("", "/maybe"), (200, "nobody".to_owned(), false));
    assert_eq!(ask("admin", "/maybe"), (200, "admin".to_owned(), false));
    assert_eq!(ask("expired", "/maybe").0, 401);
}

fn not_found() -> http::Response<String> {
    let response = http::Response::builder()
        .status(404)
        .header(CONTENT_TYPE, "text/plain")
        .header("x-own", "a");
    response.header("x-own", "b").body("There is nothing here.\n".to_owned()).unwrap()
}

/// Converts the response to one of actix-web.
async fn fallback() -> impl Responder {
    let (parts, body) = not_found().into_parts();
    let mut response = HttpResponse::NotFound();
    for (name, value) in &parts.headers {
        response.append_header((name.as_str(), value.to_str().unwrap()));
    }
    response.body(body)
}

#[test]
fn concealed_rejection_equals_unknown_route() {
    run(async {
        let plain = App::new().route("/hidden", web::to(hidden)).wrap(auth());
        let plain = init_service(plain).await;
        let own =
            Auth::builder().authenticator(book(Pace::Later)).not_found(not_found).build().unwrap();
        let own = App::new()
            .route("/hidden", web::to(hidden))
            .default_service(web::to(fallback))
            .wrap(own);
        let own = init_service(own).await;
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            let method: Method = method.parse().unwrap();
            for caller in ["", "editor", "expired", "outage"] {
                let request = |path| by(caller, path).method(method.clone()).to_request();
                for (concealed, unknown) in [
                    (
                        send(&plain, request("/hidden")).await,
                        send(&plain, request("/unknown")).await,
                    ),
                    (send(&own, request("/hidden")).await, send(&own, request("/unknown")).await),
                ] {
                    let text = |answer: &super::Answer| {
                        let mut fields: Vec<_> = answer
                            .response
                            .headers()
                            .iter()
                            .map(|field| format!("{field:?}"))
                            .collect();
                        fields.sort();
                        (answer.status, fields, answer.body.clone())
                    };
                    assert_eq!(text(&concealed), text(&unknown), "{method} {caller}");
                    assert_eq!(concealed.status, 404);
                }
            }
        }
        assert_eq!(status(&own, by("writer", "/hidden").to_request()).await, 200);
    });
}

#[test]
fn own_wording_keeps_status_and_challenge() {
    run(async {
        let worded = Auth::builder().authenticator(book(Pace::AtOnce)).on_rejection(|context| {
            let mut answer = context.into_response().map(|_| "no".to_owned());
            *answer.status_mut() = http::StatusCode::OK;
            answer.headers_mut().clear();
            answer.headers_mut().insert("x-worded", http::HeaderValue::from_static("yes"));
            answer
        });
        let app = App::new().route("/", web::get().to(admin)).wrap(worded.build().unwrap());
        let answer = send(&init_service(app).await, by("", "/").to_request()).await;
        assert_eq!(
            (answer.status, answer.body.as_str(), answer.field("x-worded")),
            (401, "no", vec!["yes"])
        );
        assert_eq!(answer.field("www-authenticate"), [CHALLENGE]);
    });
}
