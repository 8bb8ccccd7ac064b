//! poem.

use auth_core::{Guard, Identity, MaybeIdentity, Rejection, public, require};
use http::{Method, StatusCode};
use poem::error::ResponseError;
use poem::{
    Body, Endpoint as _, EndpointExt as _, Error, FromRequest as _, Request, Response, Route,
    handler,
};

use super::{Admins, COOKIE, HEADER, SECRET, auth, request, run};

fn answer(status: StatusCode) -> Response {
    let response = Response::builder().status(status).header(HEADER, SECRET);
    response.header("set-cookie", COOKIE).body(SECRET)
}

macro_rules! handlers {
    ($($(#[$attribute:meta])* $name:ident($($arguments:tt)*): $status:ident;)*) => {$(
        $(#[$attribute])*
        #[handler]
        async fn $name($($arguments)*) -> Response {
            answer(StatusCode::$status)
        }
    )*};
}

handlers! {
    open(): OK;
    wrong(): BAD_REQUEST;
    broken(): SERVICE_UNAVAILABLE;
    upgraded(): SWITCHING_PROTOCOLS;
    known(_caller: Identity): OK;
    perhaps(_caller: MaybeIdentity): OK;
    discarded(_proof: Option<Guard<Admins>>): OK;
    #[require(role = "admin")] guarded(): OK;
    #[public("a test")] shown(): OK;
    #[require(role = "admin", report_only)] reported(): OK;
    #[require(check(identity.subject() == "editor"))] checked(): OK;
    #[require(check(identity.subject() == "nobody"))] failing(): OK;
}

#[handler]
fn stream() -> Response {
    let parts = futures_util::stream::iter([Ok::<_, std::io::Error>(SECRET)]);
    let mut response = answer(StatusCode::OK);
    response.set_body(Body::from_bytes_stream(parts));
    response
}

#[handler]
fn moved() -> Response {
    let response = Response::builder().status(StatusCode::SEE_OTHER);
    response.header("location", format!("/{SECRET}")).finish()
}

#[require(role = "admin", from = request)]
async fn own(request: &Request) -> Result<(), Rejection> {
    let _ = request;
    Ok(())
}

#[handler]
async fn denied(request: &Request) -> Response {
    assert!(own(request).await.is_err());
    answer(StatusCode::OK)
}

/// A success as an error.
#[derive(Debug)]
struct Lie;

impl std::fmt::Display for Lie {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(SECRET)
    }
}

impl std::error::Error for Lie {}

impl ResponseError for Lie {
    fn status(&self) -> StatusCode {
        StatusCode::OK
    }
}

#[handler]
fn failure() -> Result<String, Error> {
    Err(Lie.into())
}

/// A success as an error with the status of a failure.
#[derive(Debug)]
struct Disguised;

impl std::fmt::Display for Disguised {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(SECRET)
    }
}

impl std::error::Error for Disguised {}

impl ResponseError for Disguised {
    fn status(&self) -> StatusCode {
        StatusCode::UNAUTHORIZED
    }

    fn as_response(&self) -> Response {
        answer(StatusCode::OK)
    }
}

#[handler]
fn disguised() -> Result<String, Error> {
    Err(Disguised.into())
}

#[handler]
fn thrown() -> Result<String, Error> {
    Err(Error::from_response(answer(StatusCode::OK)))
}

fn routes() -> Route {
    let group = Route::new().at("/:id", open).around(async |inner, request: Request| {
        Guard::<Admins>::from_request_without_body(&request).await?;
        inner.call(request).await
    });
    Route::new()
        .at("/open", open)
        .at("/stream", stream)
        .at("/moved", moved)
        .at("/wrong", wrong)
        .at("/broken", broken)
        .at("/upgraded", upgraded)
        .at("/known", known)
        .at("/perhaps", perhaps)
        .at("/discarded", discarded)
        .at("/guarded", guarded)
        .at("/public", shown)
        .at("/reported", reported)
        .at("/checked", checked)
        .at("/failing", failing)
        .at("/denied", denied)
        .at("/failure", failure)
        .at("/disguised", disguised)
        .at("/thrown", thrown)
        .nest("/group", group)
}

fn send(app: &impl poem::Endpoint, request: http::Request<()>) -> http::Response<bytes::Bytes> {
    run(async {
        let mut sent =
            Request::builder().method(request.method().clone()).uri(request.uri().clone());
        for (name, value) in request.headers() {
            sent = sent.header(name, value);
        }
        let response = app.get_response(sent.finish()).await;
        let (parts, body) = response.into_parts();
        let mut response = http::Response::new(body.into_bytes().await.unwrap());
        (*response.status_mut(), *response.headers_mut()) = (parts.status, parts.headers);
        response
    })
}

#[test]
fn poem_sends_no_response_without_a_decision() {
    let app = routes().with(auth());
    tests::withheld::run(|path| path.replace("/7", "/:id"), |request| send(&app, request));
}

#[test]
fn poem_success_as_an_error_is_withheld() {
    let app = routes().with(auth());
    for path in ["/failure", "/disguised", "/thrown"] {
        let response = send(&app, request(Method::GET, path, ""));
        tests::withheld::assert_withheld(&response, &Method::GET, path);
    }
}

#[test]
fn poem_discarded_rejection_withholds_the_response() {
    let app = routes().with(auth());
    for (token, status) in [("", 500), ("editor", 500), ("admin", 200)] {
        assert_eq!(send(&app, request(Method::GET, "/discarded", token)).status(), status);
    }
}

#[test]
fn poem_decision_inside_one_auth_counts_for_both() {
    let app = routes().with(auth()).with(auth());
    for (path, status) in [("/guarded", 200), ("/public", 200), ("/open", 500)] {
        assert_eq!(send(&app, request(Method::GET, path, "admin")).status(), status, "{path}");
    }
}
