//! A guard of an `#[endpoint]`: the body stays unread, and the document does not name the guard.

use auth_core::{Auth, require};
use http::Method;
use http::uri::Scheme;
use http_body_util::BodyExt as _;
use salvo::extract::JsonBody;
use salvo::http::ReqBody;
use salvo::oapi::endpoint;
use salvo::prelude::*;
use tests::body::TracedBody;
use tests::callers::Pace;
use tests::trace::Trace;

use super::{book, code, logged, request};

#[test]
fn endpoint_hides_its_guard_and_leaves_the_body() {
    /// Creates a note.
    #[require(role = "admin")]
    #[endpoint]
    async fn create(depot: &mut Depot, number: JsonBody<u64>) -> String {
        depot.get_typed::<Trace>().unwrap().reach_handler();
        number.into_inner().to_string()
    }
    for pace in [Pace::AtOnce, Pace::Later] {
        for (token, expected, polled) in
            [(None, 401, false), (Some("editor"), 403, false), (Some("admin"), 200, true)]
        {
            let trace = Trace::default();
            let router = Router::new()
                .hoop(affix_state::inject(trace.clone()))
                .hoop(Auth::new(book(pace)))
                .post(create);
            let mut request = request(&Method::POST, "/", token);
            request.headers_mut().insert("content-type", "application/json".parse().unwrap());
            let body = TracedBody::new("7", trace.clone()).map_err(|never| match never {});
            *request.body_mut() = ReqBody::Boxed { inner: Box::pin(body), fuse_config: None };
            let (response, _) =
                logged(Service::new(router).handle(Request::from_hyper(request, Scheme::HTTP)));
            assert_eq!(
                (code(&response), trace.body(), trace.handler()),
                (expected, polled, polled)
            );
        }
    }
    let document =
        OpenApi::new("api", "1").merge_router(&Router::with_path("numbers").post(create));
    let document = document.to_json().unwrap();
    assert!(
        document.contains("/numbers")
            && document.contains("Creates a note.")
            && !document.contains("Guard")
            && !document.contains("admin")
            && !document.contains("parameters"),
        "{document}"
    );
}
