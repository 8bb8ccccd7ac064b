//! Guards in methods of poem-openapi, before and behind the body.

use auth_core::{Auth, Guard, MaybeIdentity, Rejection};
use http::Method;
use http_body_util::BodyExt as _;
use poem::web::Data;
use poem::{Body, Endpoint as _, EndpointExt as _, Error, Response};
use poem_openapi::payload::{Json, PlainText};
use poem_openapi::{ApiResponse, OpenApi, OpenApiService};
use tests::body::TracedBody;
use tests::callers::Pace;
use tests::trace::Trace;

use super::{Admins, book, challenges, is_swallowed, logged, request};

struct Api;

#[derive(ApiResponse)]
#[oai(bad_request_handler = "explain")]
enum Explained {
    #[oai(status = 200)]
    Done(PlainText<String>),
    #[oai(status = 400)]
    Bad(PlainText<String>),
    #[oai(status = 401)]
    Unauthorized(PlainText<String>),
}

/// A handler of bad requests that tells refusals apart from what it is made for.
fn explain(error: Error) -> Explained {
    match error.data::<Rejection>() {
        Some(Rejection::Unauthorized(_)) => Explained::Unauthorized(PlainText("log in".to_owned())),
        _ => Explained::Bad(PlainText(error.to_string())),
    }
}

#[OpenApi]
impl Api {
    #[oai(path = "/first", method = "post")]
    async fn first(
        &self,
        _proof: Guard<Admins>,
        trace: Data<&Trace>,
        _body: Json<u64>,
    ) -> PlainText<&'static str> {
        trace.reach_handler();
        PlainText("in")
    }

    #[oai(path = "/behind-the-body", method = "post")]
    async fn behind_the_body(
        &self,
        trace: Data<&Trace>,
        _body: Json<u64>,
        _proof: Guard<Admins>,
    ) -> PlainText<&'static str> {
        trace.reach_handler();
        PlainText("in")
    }

    #[oai(path = "/explained", method = "post")]
    async fn explained(
        &self,
        _proof: Guard<Admins>,
        trace: Data<&Trace>,
        _body: Json<u64>,
    ) -> Explained {
        trace.reach_handler();
        Explained::Done(PlainText("in".to_owned()))
    }

    #[oai(path = "/maybe", method = "post")]
    async fn maybe(
        &self,
        MaybeIdentity(identity): MaybeIdentity,
        trace: Data<&Trace>,
    ) -> PlainText<String> {
        trace.reach_handler();
        PlainText(identity.map_or("nobody".to_owned(), |identity| identity.subject().to_owned()))
    }
}

/// Posts `body` to the API. Returns the response, the trace of the request, and the log.
fn post(path: &str, token: Option<&str>, body: &str, pace: Pace) -> (Response, Trace, Vec<String>) {
    let trace = Trace::default();
    let app = OpenApiService::new(Api, "api", "1").data(trace.clone()).with(Auth::new(book(pace)));
    let mut request = request(&Method::POST, path, token);
    request.headers_mut().insert("content-type", "application/json".parse().unwrap());
    let body =
        TracedBody::new(body, trace.clone()).map_err(|never| -> std::io::Error { match never {} });
    request.set_body(Body::from(body.boxed()));
    let (response, events) = logged(app.get_response(request));
    (response, trace, events)
}

#[test]
fn poem_openapi_guard_before_body_leaves_it_unread() {
    for pace in [Pace::AtOnce, Pace::Later] {
        for (token, expected) in [(None, 401), (Some("editor"), 403)] {
            let (response, trace, _) = post("/first", token, "no number", pace);
            assert_eq!(response.status().as_u16(), expected);
            assert_eq!(challenges(&response).len(), usize::from(expected == 401));
            assert_eq!(response.content_type(), Some("application/problem+json"));
            assert!(!trace.body() && !trace.handler());
        }
        let (response, trace, _) = post("/first", Some("admin"), "7", pace);
        assert_eq!((response.status().as_u16(), trace.body(), trace.handler()), (200, true, true));
        let (response, trace, _) = post("/first", Some("admin"), "no number", pace);
        assert_eq!((response.status().as_u16(), trace.handler()), (400, false));
        let (response, _, _) = post("/maybe", None, "", pace);
        assert_eq!(response.status(), 200);
        let (response, _, _) = post("/maybe", Some("nobody-knows"), "", pace);
        assert_eq!(response.status(), 401);
    }
}

#[test]
fn poem_openapi_guard_behind_the_body_rejects_later() {
    let (response, trace, _) = post("/behind-the-body", Some("editor"), "7", Pace::AtOnce);
    assert_eq!((response.status().as_u16(), trace.body(), trace.handler()), (403, true, false));
    // The disadvantage: errors of the body are reported first.
    let (response, trace, _) = post("/behind-the-body", None, "no number", Pace::AtOnce);
    assert_eq!((response.status().as_u16(), trace.handler()), (400, false));
}

#[test]
fn poem_openapi_bad_request_handler_allows_no_request() {
    let (response, trace, events) = post("/explained", None, "7", Pace::AtOnce);
    assert_eq!(
        (response.status().as_u16(), challenges(&response)),
        (401, vec![r#"Bearer realm="api""#])
    );
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert!(!trace.body() && !trace.handler() && !is_swallowed(&events), "{events:?}");
    // A 403 that becomes a 400: refused, without a word about the policy, and an error in the log.
    let (response, trace, events) = post("/explained", Some("editor"), "7", Pace::AtOnce);
    assert_eq!(response.status(), 400);
    assert!(!trace.body() && !trace.handler() && is_swallowed(&events), "{events:?}");
    assert_eq!(logged(response.into_body().into_string()).0.unwrap(), "403 Forbidden");
    let (response, trace, _) = post("/explained", Some("admin"), "7", Pace::AtOnce);
    assert_eq!((response.status().as_u16(), trace.handler()), (200, true));
}
