//! Guards of groups: an application, a scope, a resource, a route, a service without a handler.

use std::cell::Cell;
use std::future::ready;
use std::rc::Rc;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::{ErrorHandlerResponse, ErrorHandlers, Next, from_fn};
use actix_web::test::{call_service, init_service, read_body};
use actix_web::{App, Error, HttpResponse, web};
use auth_core::actix_web::require;
use auth_core::{Auth, Rejection, policy, require};
use tests::callers::Pace;
use tests::log::Log;

use super::{Admins, auth, book, by, run, send, status};

policy! {
    Writers = scope = "posts:write";
    Known = authenticated;
}

async fn open() -> &'static str {
    "in"
}

#[require(scope = "posts:write")]
async fn write() -> &'static str {
    "in"
}

/// Returns an `Auth` that sends no response without a decision.
fn withholding() -> Auth {
    Auth::builder().authenticator(book(Pace::Later)).withhold_unguarded().build().unwrap()
}

/// Serves any path, as a directory of files does.
fn files(request: ServiceRequest) -> std::future::Ready<Result<ServiceResponse, Error>> {
    ready(Ok(request.into_response(HttpResponse::Ok().body("file"))))
}

#[test]
fn guard_covers_each_place_that_it_wraps() {
    run(async {
        let scope = web::scope("/scope").route("/{id}", web::get().to(open));
        let resource = web::resource("/resource").route(web::get().to(open));
        let service = web::service("/{path:.*}").finish(files);
        let app = App::new()
            .service(scope.wrap(require::<Admins>()))
            .service(resource.wrap(require::<Admins>()))
            .route("/route", web::get().to(open).wrap(require::<Admins>()))
            .service(web::scope("/files").service(service).wrap(require::<Admins>()))
            .route("/open", web::get().to(open))
            .wrap(withholding());
        let app = init_service(app).await;
        for path in ["/scope/7", "/resource", "/route", "/files/a/b.txt", "/files/"] {
            let mut statuses = Vec::new();
            for caller in ["", "editor", "expired", "outage", "admin"] {
                statuses.push(status(&app, by(caller, path).to_request()).await);
            }
            assert_eq!(statuses, [401, 403, 401, 503, 200], "{path}");
        }
        // A group decides on all its responses, and on no other.
        assert_eq!(status(&app, by("", "/open").to_request()).await, 500);

        let whole = App::new().route("/any", web::get().to(open));
        let whole = init_service(whole.wrap(require::<Admins>()).wrap(auth())).await;
        for (path, expected) in [("/any", [401, 403, 200]), ("/nowhere", [401, 403, 404])] {
            for (caller, expected) in ["", "editor", "admin"].into_iter().zip(expected) {
                assert_eq!(status(&whole, by(caller, path).to_request()).await, expected, "{path}");
            }
        }
    });
}

/// The guard decides before the scope routes. A client that it rejects cannot tell routes apart.
#[test]
fn rejected_client_does_not_learn_which_routes_exist() {
    run(async {
        let scope = web::scope("/staff")
            .route("/reports", web::get().to(open))
            .default_service(web::to(HttpResponse::Gone))
            .wrap(require::<Admins>());
        let app = init_service(App::new().service(scope).wrap(auth())).await;
        for (method, path, admin) in [
            ("GET", "/staff/reports", 200),
            ("POST", "/staff/reports", 410),
            ("HEAD", "/staff/reports", 410),
            ("OPTIONS", "/staff/reports", 410),
            ("GET", "/staff/nowhere", 410),
            ("GET", "/staff", 410),
            ("GET", "/staff/%72eports", 200),
            ("GET", "/staff//reports", 410),
        ] {
            for (caller, expected) in [("", 401), ("editor", 403), ("admin", admin)] {
                let request = by(caller, path).method(method.parse::<Method>().unwrap());
                let answer = send(&app, request.to_request()).await;
                assert_eq!(answer.status, expected, "{method} {path} {caller}");
                if caller.is_empty() {
                    assert_eq!(answer.field("www-authenticate"), [r#"Bearer realm="api""#]);
                    assert_eq!(answer.field("cache-control"), ["no-store"]);
                }
            }
        }
        // Outside of the scope, the application responds.
        for path in ["/staffs", "/STAFF/reports", "//staff/reports"] {
            assert_eq!(status(&app, by("", path).to_request()).await, 404, "{path}");
        }
    });
}

#[expect(clippy::unnecessary_wraps, reason = "the type of actix-web's handlers of errors")]
fn page<B>(response: ServiceResponse<B>) -> actix_web::Result<ErrorHandlerResponse<B>> {
    let (request, response) = response.into_parts();
    let page = HttpResponse::build(response.status()).body("our own page");
    Ok(ErrorHandlerResponse::Response(ServiceResponse::new(request, page).map_into_right_body()))
}

thread_local! {
    /// The responses that `record` saw.
    static SEEN: Rc<Cell<Option<StatusCode>>> = Rc::default();
}

/// Looks only at responses, as much middleware does.
async fn record(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let response = next.call(request).await?;
    let has_rejection = response.response().extensions().get::<Rejection>().is_some();
    let has_error = response.response().error().and_then(Error::as_error::<Rejection>).is_some();
    assert!(has_rejection && has_error, "the rejection is in the response");
    SEEN.with(|seen| seen.set(Some(response.status())));
    Ok(response)
}

#[test]
fn rejection_is_a_response_for_middleware_and_tests() {
    let log = Log::default();
    log.collect(|| {
        run(async {
            let scope = web::scope("/staff").wrap(require::<Admins>());
            let app = App::new()
                .service(scope)
                .wrap(from_fn(record))
                .wrap(ErrorHandlers::new().default_handler(page))
                .wrap(auth());
            let app = init_service(app).await;
            let response = call_service(&app, by("editor", "/staff/x").to_request()).await;
            assert_eq!(response.status(), StatusCode::FORBIDDEN);
            assert_eq!(read_body(response).await, "our own page");
            assert_eq!(SEEN.with(|seen| seen.take()), Some(StatusCode::FORBIDDEN));
        });
    });
    let events = log.events();
    assert_eq!(events.len(), 1, "{events:?}");
    assert!(events[0].contains("request rejected") && events[0].contains("Admins"), "{events:?}");
}

#[test]
fn nested_groups_and_handler_all_decide_in_order() {
    run(async {
        let inner = web::scope("/inner")
            .service(web::resource("/any").to(open))
            .service(web::resource("/write").to(write))
            .wrap(require::<Writers>());
        let outer = web::scope("/outer").service(inner).route("/write", web::to(write));
        let app = App::new().service(outer.wrap(require::<Known>())).wrap(auth());
        let app = init_service(app).await;
        for (caller, path, expected, challenge) in [
            ("", "/outer/inner/any", 401, Some(r#"Bearer realm="api""#)),
            ("editor", "/outer/inner/any", 403, Some("insufficient_scope")),
            ("editor", "/outer/inner/write", 403, Some("insufficient_scope")),
            ("editor", "/outer/write", 403, Some("insufficient_scope")),
            ("writer", "/outer/inner/any", 200, None),
            ("writer", "/outer/inner/write", 200, None),
            ("writer", "/outer/write", 200, None),
        ] {
            let answer = send(&app, by(caller, path).to_request()).await;
            let challenges = answer.field("www-authenticate").concat();
            assert_eq!(answer.status, expected, "{path} {caller}");
            assert_eq!(challenges.is_empty(), challenge.is_none(), "{path} {caller}");
            assert!(challenges.contains(challenge.unwrap_or_default()), "{path} {challenges}");
        }
    });
}

#[test]
fn guard_outside_of_auth_rejects_and_states_the_order() {
    let log = Log::default();
    let statuses = log.collect(|| {
        run(async {
            let app = App::new().route("/", web::to(open)).wrap(auth()).wrap(require::<Admins>());
            let app = init_service(app).await;
            let mut statuses = Vec::new();
            for caller in ["", "editor", "admin"] {
                let response = call_service(&app, by(caller, "/").to_request()).await;
                statuses.push(response.status().as_u16());
            }
            statuses
        })
    });
    assert_eq!(statuses, [500; 3]);
    let errors: Vec<_> = log.events().into_iter().filter(|line| line.contains("ERROR")).collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    let advice = "actix-web: `.wrap(auth)` after the `.wrap(…)` of middleware that decides";
    assert!(errors[0].contains(advice), "{errors:?}");
}
