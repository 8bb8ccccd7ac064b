//! axum 0.8.

use std::net::SocketAddr;

use auth_core::{Auth, public, require};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, FromRequestParts, Path, State};
use axum::routing::any;
use http::request::Parts;
use http::{Request, Response};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use crate::body::TracedBody;
use crate::drivers::{Driver, Received, Sent};
use crate::trace::Trace;

/// The driver for axum.
#[derive(Clone, Copy, Debug)]
pub struct Axum;

/// An extractor that tells when it runs.
struct Witness;

impl FromRequestParts<Trace> for Witness {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        _parts: &mut Parts,
        trace: &Trace,
    ) -> Result<Self, Self::Rejection> {
        trace.reach_extractor();
        Ok(Self)
    }
}

macro_rules! handlers {
    ($($name:ident: { $($rule:tt)* })*) => {
        $(
            #[require($($rule)*)]
            async fn $name(_: Witness, State(trace): State<Trace>, Path(_): Path<String>, _: Bytes) -> &'static str {
                trace.reach_handler();
                "ok"
            }
        )*

        fn routes() -> Router<Trace> {
            Router::new()$(.route(concat!("/", stringify!($name), "/{id}"), any($name)))*
        }

        const RULES: &[(&str, &str)] = &[$((stringify!($name), stringify!($($rule)*))),*];
    };
}

crate::each_rule!(handlers);

#[public("the decision tables show that it stays open")]
async fn open(_: Witness, State(trace): State<Trace>, _: Bytes) -> &'static str {
    trace.reach_handler();
    "ok"
}

#[require(role = "admin")]
#[require(scope = "posts:write")]
async fn stacked(
    _: Witness,
    State(trace): State<Trace>,
    Path(_): Path<u32>,
    _: Bytes,
) -> &'static str {
    trace.reach_handler();
    "ok"
}

#[require(role = "admin")]
async fn typed(
    _: Witness,
    State(trace): State<Trace>,
    Path(_): Path<u32>,
    _: Bytes,
) -> &'static str {
    trace.reach_handler();
    "ok"
}

#[require(path.user == subject)]
async fn misspelt(_: Witness, State(trace): State<Trace>, _: Bytes) -> &'static str {
    trace.reach_handler();
    "ok"
}

#[require(role = "admin", report_only)]
async fn reported(_: Witness, State(trace): State<Trace>, _: Bytes) -> &'static str {
    trace.reach_handler();
    "ok"
}

#[require(claim.tenant == path.id)]
async fn twice(_: Witness, State(trace): State<Trace>, _: Bytes) -> &'static str {
    trace.reach_handler();
    "ok"
}

impl Driver for Axum {
    async fn send(&self, auth: Option<&Auth>, sent: &Sent) -> Received {
        let trace = Trace::default();
        let mut router = routes()
            .route("/open", any(open))
            .route("/stacked/{id}", any(stacked))
            .route("/typed/{id}", any(typed))
            .route("/misspelt/{id}", any(misspelt))
            .route("/reported", any(reported))
            .nest("/nested-twice/{id}", Router::new().route("/{id}", any(twice)))
            .route("/rest/{*id}", any(twice));
        if let Some(auth) = auth {
            router = router.layer(auth.clone());
        }
        let mut request = Request::builder().method(sent.method.as_str()).uri(&sent.path);
        for (name, value) in sent.lines() {
            request = request.header(name, value.as_slice());
        }
        if let Some(peer) = sent.peer {
            request = request.extension(ConnectInfo(SocketAddr::new(peer, 4711)));
        }
        let request = request.body(Body::new(TracedBody::new(&sent.body, trace.clone()))).unwrap();
        let response = router.with_state(trace.clone()).oneshot(request).await.unwrap();
        receive(response, trace).await
    }

    fn rules(&self) -> &'static [(&'static str, &'static str)] {
        RULES
    }
}

async fn receive(response: Response<Body>, trace: Trace) -> Received {
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let text = |value: &http::HeaderValue| value.to_str().unwrap().to_owned();
    let mut headers: Vec<_> =
        parts.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    headers.sort();
    Received {
        status: parts.status.as_u16(),
        headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
        trace,
    }
}
