//! actix-web.

use actix_web::body::{self, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::StatusCode;
use actix_web::middleware::{Next, from_fn};
use actix_web::test::{TestRequest, init_service, try_call_service};
use actix_web::{App, Error, HttpRequest, HttpResponse, ResponseError, Scope, web};
use auth_core::{Guard, Identity, MaybeIdentity, Rejection, public, require};
use http::Method;

use super::{Admins, COOKIE, HEADER, SECRET, auth, request, run};

fn answer(status: u16) -> HttpResponse {
    let mut response = HttpResponse::build(StatusCode::from_u16(status).unwrap());
    response.insert_header((HEADER, SECRET)).insert_header(("set-cookie", COOKIE)).body(SECRET)
}

macro_rules! handlers {
    ($($(#[$attribute:meta])* $name:ident($($arguments:tt)*): $status:literal;)*) => {$(
        $(#[$attribute])*
        async fn $name($($arguments)*) -> HttpResponse {
            answer($status)
        }
    )*};
}

handlers! {
    open(): 200;
    wrong(): 400;
    broken(): 503;
    upgraded(): 101;
    known(_caller: Identity): 200;
    perhaps(_caller: MaybeIdentity): 200;
    discarded(_proof: Option<Guard<Admins>>): 200;
    #[require(role = "admin")] guarded(): 200;
    #[public("a test")] shown(): 200;
    #[require(role = "admin", report_only)] reported(): 200;
    #[require(check(identity.subject() == "editor"))] checked(): 200;
    #[require(check(identity.subject() == "nobody"))] failing(): 200;
}

async fn stream() -> HttpResponse {
    let parts =
        futures_util::stream::iter([Ok::<_, Error>(web::Bytes::from_static(SECRET.as_bytes()))]);
    HttpResponse::Ok().insert_header((HEADER, SECRET)).streaming(parts)
}

async fn moved() -> HttpResponse {
    HttpResponse::SeeOther().insert_header(("location", format!("/{SECRET}"))).finish()
}

#[require(role = "admin", from = request)]
async fn own(request: &HttpRequest) -> Result<(), Rejection> {
    let _ = request;
    Ok(())
}

async fn denied(request: HttpRequest) -> HttpResponse {
    assert!(own(&request).await.is_err());
    answer(200)
}

async fn staff<B: MessageBody>(
    _proof: Guard<Admins>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    next.call(request).await
}

#[public("files of the front end")]
async fn files<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    next.call(request).await
}

/// Responds with a success as an error.
async fn throws<B: MessageBody>(
    _: ServiceRequest,
    _: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    Err(InternalError::from_response("", answer(200)).into())
}

/// A success as an error with the status of a failure.
#[derive(Debug)]
struct Disguised;

impl std::fmt::Display for Disguised {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(SECRET)
    }
}

impl ResponseError for Disguised {
    fn error_response(&self) -> HttpResponse {
        answer(200)
    }
}

async fn disguises<B: MessageBody>(
    _: ServiceRequest,
    _: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    Err(Disguised.into())
}

/// Responds with a failure as an error, whose response exists once.
async fn fails<B: MessageBody>(_: ServiceRequest, _: Next<B>) -> Result<ServiceResponse<B>, Error> {
    Err(InternalError::from_response("", answer(409)).into())
}

fn routes() -> Scope {
    web::scope("")
        .route("/open", web::route().to(open))
        .route("/stream", web::get().to(stream))
        .route("/moved", web::get().to(moved))
        .route("/wrong", web::get().to(wrong))
        .route("/broken", web::get().to(broken))
        .route("/upgraded", web::get().to(upgraded))
        .route("/known", web::get().to(known))
        .route("/perhaps", web::get().to(perhaps))
        .route("/discarded", web::get().to(discarded))
        .route("/guarded", web::route().to(guarded))
        .route("/public", web::get().to(shown))
        .route("/reported", web::get().to(reported))
        .route("/checked", web::get().to(checked))
        .route("/failing", web::get().to(failing))
        .route("/denied", web::get().to(denied))
        .service(web::scope("/group").route("/{id}", web::get().to(open)).wrap(from_fn(staff)))
        .service(web::scope("/files").route("/{id}", web::get().to(open)).wrap(from_fn(files)))
        .service(web::scope("/disguised").route("/x", web::get().to(open)).wrap(from_fn(disguises)))
        .service(web::scope("/failed").route("/x", web::get().to(open)).wrap(from_fn(fails)))
        .service(web::scope("/thrown").route("/x", web::get().to(open)).wrap(from_fn(throws)))
}

fn sent(request: &http::Request<()>) -> TestRequest {
    let method = actix_web::http::Method::from_bytes(request.method().as_str().as_bytes()).unwrap();
    let mut sent = TestRequest::with_uri(request.uri().path()).method(method);
    for (name, value) in request.headers() {
        sent = sent.insert_header((name.as_str(), value.to_str().unwrap()));
    }
    sent
}

macro_rules! send {
    ($app:expr, $request:expr) => {{
        let request = $request;
        run(async {
            let response = match try_call_service($app, sent(&request).to_request()).await {
                Ok(response) => response.into_parts().1.map_into_boxed_body(),
                // Middleware that extracts a guard responds with an error.
                Err(error) => error.error_response(),
            };
            let mut received = http::Response::builder().status(response.status().as_u16());
            for (name, value) in response.headers() {
                received = received.header(name.as_str(), value.as_bytes());
            }
            let body = body::to_bytes(response.into_body()).await.ok().unwrap();
            received.body(bytes::Bytes::from(body.to_vec())).unwrap()
        })
    }};
}

#[test]
fn actix_web_sends_no_response_without_a_decision() {
    let app = run(init_service(App::new().service(routes()).wrap(auth())));
    tests::withheld::run(|path| path.replace("/7", "/{id}"), |request| send!(&app, request));
}

#[test]
fn actix_web_success_as_an_error_is_withheld() {
    let app = run(init_service(App::new().service(routes()).wrap(auth())));
    for path in ["/thrown/x", "/disguised/x"] {
        let sent = sent(&request(Method::GET, path, "")).to_request();
        let error = run(try_call_service(&app, sent)).map(|_| ()).unwrap_err();
        let rejection = error.as_error::<Rejection>().unwrap();
        assert_eq!((rejection.status().as_u16(), rejection.code()), (500, "no_guard"), "{path}");
    }
}

#[test]
fn actix_web_failure_as_an_error_is_sent() {
    let app = run(init_service(App::new().service(routes()).wrap(auth())));
    let response = send!(&app, request(Method::GET, "/failed/x", ""));
    assert_eq!((response.status().as_u16(), &**response.body()), (409, SECRET.as_bytes()));
}

#[test]
fn actix_web_discarded_rejection_withholds_the_response() {
    let app = run(init_service(App::new().service(routes()).wrap(auth())));
    for (token, status) in [("", 500), ("editor", 500), ("admin", 200)] {
        let response = send!(&app, request(Method::GET, "/discarded", token));
        assert_eq!(response.status(), status, "{token}");
    }
}

#[test]
fn actix_web_public_group_is_sent() {
    let app = run(init_service(App::new().service(routes()).wrap(auth())));
    assert_eq!(send!(&app, request(Method::GET, "/files/a", "")).status(), 200);
}

#[test]
fn actix_web_default_service_needs_a_decision() {
    let app = App::new().service(web::scope("/a")).default_service(web::to(open)).wrap(auth());
    let app = run(init_service(app));
    assert_eq!(send!(&app, request(Method::GET, "/unknown", "")).status(), 500);
}

#[test]
fn actix_web_decision_inside_one_auth_counts_for_both() {
    let app = run(init_service(App::new().service(routes()).wrap(auth()).wrap(auth())));
    for (path, status) in [("/guarded", 200), ("/public", 200), ("/open", 500)] {
        let response = send!(&app, request(Method::GET, path, "admin"));
        assert_eq!(response.status(), status, "{path}");
    }
}
