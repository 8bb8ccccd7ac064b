//! poem 3.

use std::io;
use std::net::SocketAddr;

use auth_core::{Auth, public, require};
use http::Request;
use http::header::CONTENT_LENGTH;
use http::uri::Scheme;
use http_body_util::{BodyExt as _, combinators::BoxBody};
use poem::web::{Data, LocalAddr, Path, RemoteAddr};
use poem::{
    Addr, Body, Endpoint, EndpointExt as _, FromRequest, RequestBody, RequestParts, Response,
    Route, handler,
};
use tests::body::TracedBody;
use tests::drivers::{Driver, Received, Sent};
use tests::trace::Trace;

use crate::grouped;

/// The driver for poem.
#[derive(Clone, Copy, Debug)]
pub struct Poem;

/// The driver for poem with the rules around endpoints, not on handlers.
#[derive(Clone, Copy, Debug)]
pub struct PoemGroups;

/// An extractor that tells when it runs.
struct Witness;

impl<'a> FromRequest<'a> for Witness {
    async fn from_request(
        request: &'a poem::Request,
        _body: &mut RequestBody,
    ) -> poem::Result<Self> {
        request.data::<Trace>().unwrap().reach_extractor();
        Ok(Self)
    }
}

macro_rules! handlers {
    ($($name:ident: { $($rule:tt)* })*) => {
        $(
            #[require($($rule)*)]
            #[handler]
            async fn $name(_: Witness, Data(trace): Data<&Trace>, Path(_): Path<String>, _: Vec<u8>) -> &'static str {
                trace.reach_handler();
                "ok"
            }
        )*

        fn routes() -> Route {
            Route::new()$(.at(concat!("/", stringify!($name), "/:id"), $name))*
        }

        /// The rules as guards of endpoints.
        fn groups() -> Route {
            Route::new()$(.at(
                concat!("/", stringify!($name), "/:id"),
                unguarded.with(grouped::guard(grouped::rules::$name)),
            ))*
        }

        const RULES: &[(&str, &str)] = &[$((stringify!($name), stringify!($($rule)*))),*];
    };
}

tests::each_rule!(handlers);

/// The handler inside a guarded group.
#[handler]
fn unguarded(
    _: Witness,
    Data(trace): Data<&Trace>,
    Path(_): Path<String>,
    _: Vec<u8>,
) -> &'static str {
    trace.reach_handler();
    "ok"
}

#[public("the decision tables show that it stays open")]
#[handler]
fn open(_: Witness, Data(trace): Data<&Trace>, _: Vec<u8>) -> &'static str {
    trace.reach_handler();
    "ok"
}

#[require(role = "admin")]
#[require(scope = "posts:write")]
#[handler]
fn stacked(_: Witness, Data(trace): Data<&Trace>, Path(_): Path<u32>, _: Vec<u8>) -> &'static str {
    trace.reach_handler();
    "ok"
}

#[require(role = "admin")]
#[handler]
fn typed(_: Witness, Data(trace): Data<&Trace>, Path(_): Path<u32>, _: Vec<u8>) -> &'static str {
    trace.reach_handler();
    "ok"
}

#[require(path.user == subject)]
#[handler]
fn misspelt(_: Witness, Data(trace): Data<&Trace>, _: Vec<u8>) -> &'static str {
    trace.reach_handler();
    "ok"
}

#[require(role = "admin", report_only)]
#[handler]
fn reported(_: Witness, Data(trace): Data<&Trace>, _: Vec<u8>) -> &'static str {
    trace.reach_handler();
    "ok"
}

#[require(claim.tenant == path.id)]
#[handler]
fn twice(_: Witness, Data(trace): Data<&Trace>, _: Vec<u8>) -> &'static str {
    trace.reach_handler();
    "ok"
}

fn app(routes: Route) -> Route {
    // poem takes no parameters in the path of `nest`: a route inside a route sees the whole path
    // again.
    let inner = Route::new().at("/nested-twice/:other/:id", twice);
    routes
        .at("/open", open)
        .at("/stacked/:id", stacked)
        .at("/typed/:id", typed)
        .at("/misspelt/:id", misspelt)
        .at("/reported", reported)
        .at("/nested-twice/:id/*rest", inner)
        .at("/rest/*id", twice)
}

macro_rules! drivers {
    ($($driver:ident: $routes:ident)*) => {$(
        impl Driver for $driver {
            async fn send(&self, auth: Option<&Auth>, sent: &Sent) -> Received {
                send($routes(), auth, sent).await
            }

            fn rules(&self) -> &'static [(&'static str, &'static str)] {
                RULES
            }

            fn pattern(&self, route: &str) -> String {
                route.replace('{', ":").replace('}', "")
            }
        }
    )*};
}

drivers! { Poem: routes PoemGroups: groups }

async fn send(routes: Route, auth: Option<&Auth>, sent: &Sent) -> Received {
    let trace = Trace::default();
    let request = request(sent, &trace);
    let app = app(routes).data(trace.clone());
    let response = match auth {
        Some(auth) => app.with(auth.clone()).get_response(request).await,
        None => app.get_response(request).await,
    };
    receive(response, sent, trace).await
}

/// The request as poem's server makes it.
fn request(sent: &Sent, trace: &Trace) -> poem::Request {
    let mut request = Request::builder().method(sent.method.as_str()).uri(&sent.path);
    for (name, value) in sent.lines() {
        request = request.header(name, value.as_slice());
    }
    let (parts, ()) = request.body(()).unwrap().into_parts();
    let peer = sent.peer.map(|peer| Addr::from(SocketAddr::new(peer, 4711))).unwrap_or_default();
    let parts = RequestParts::from((parts, LocalAddr::default(), RemoteAddr(peer), Scheme::HTTP));
    let body =
        TracedBody::new(&sent.body, trace.clone()).map_err(|never| -> io::Error { match never {} });
    poem::Request::from_parts(parts, Body::from(BoxBody::new(body)))
}

async fn receive(response: Response, sent: &Sent, trace: Trace) -> Received {
    let (mut parts, body) = response.into_parts();
    let mut body = body.into_string().await.unwrap();
    // The server, hyper, does the rest: the length, and an empty body for HEAD.
    parts.headers.entry(CONTENT_LENGTH).or_insert(body.len().into());
    if sent.method == "HEAD" {
        body.clear();
    }
    let text = |value: &http::HeaderValue| value.to_str().unwrap().to_owned();
    let mut headers: Vec<_> =
        parts.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    headers.sort();
    Received { status: parts.status.as_u16(), headers, body, trace }
}
