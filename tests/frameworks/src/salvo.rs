//! salvo 1.

use std::net::SocketAddr;

use auth_core::{Auth, public, require};
use http::Request;
use http::header::CONTENT_LENGTH;
use http::uri::Scheme;
use http_body_util::BodyExt as _;
use salvo::catcher::Catcher;
use salvo::extract::{Extractible, Metadata, PathParam};
use salvo::http::ReqBody;
use salvo::prelude::*;
use tests::body::TracedBody;
use tests::drivers::{Driver, Exception, Received, Sent};
use tests::trace::Trace;

use crate::grouped;

/// The driver for salvo.
#[derive(Clone, Copy, Debug)]
pub struct Salvo;

/// The driver for salvo with the rules as hoops, not on handlers.
#[derive(Clone, Copy, Debug)]
pub struct SalvoGroups;

/// An extractor that tells when it runs, and then what the request has reached.
struct Witness(Trace);

impl<'r> Extractible<'r> for Witness {
    fn metadata() -> &'static Metadata {
        static METADATA: Metadata = Metadata::new("");
        &METADATA
    }

    #[expect(refining_impl_trait, reason = "only salvo calls it")]
    async fn extract(
        _request: &'r mut salvo::Request,
        depot: &'r mut Depot,
    ) -> Result<Self, StatusError> {
        let trace = depot.get_typed::<Trace>().unwrap().clone();
        trace.reach_extractor();
        Ok(Self(trace))
    }
}

/// An extractor that reads the body.
struct Text;

impl<'r> Extractible<'r> for Text {
    fn metadata() -> &'static Metadata {
        static METADATA: Metadata = Metadata::new("");
        &METADATA
    }

    #[expect(refining_impl_trait, reason = "only salvo calls it")]
    async fn extract(
        request: &'r mut salvo::Request,
        _depot: &'r mut Depot,
    ) -> Result<Self, StatusError> {
        request.payload().await.map_err(|_| StatusError::bad_request())?;
        Ok(Self)
    }
}

macro_rules! handlers {
    ($($name:ident: { $($rule:tt)* })*) => {
        $(
            #[require($($rule)*)]
            #[handler]
            async fn $name(witness: Witness, id: PathParam<String>, text: Text) -> &'static str {
                let _ = (id, text);
                witness.0.reach_handler();
                "ok"
            }
        )*

        fn routes() -> Router {
            Router::new()$(.push(Router::with_path(concat!(stringify!($name), "/{id}")).goal($name)))*
        }

        /// The rules as hoops.
        fn groups() -> Router {
            Router::new()$(.push(
                Router::with_path(concat!(stringify!($name), "/{id}"))
                    .hoop(grouped::guard(grouped::rules::$name))
                    .goal(unguarded),
            ))*
        }

        const RULES: &[(&str, &str)] = &[$((stringify!($name), stringify!($($rule)*))),*];
    };
}

tests::each_rule!(handlers);

/// The handler inside a guarded group.
#[handler]
async fn unguarded(witness: Witness, id: PathParam<String>, text: Text) -> &'static str {
    let _ = (id, text);
    witness.0.reach_handler();
    "ok"
}

#[public("the decision tables show that it stays open")]
#[handler]
fn open(witness: Witness, text: Text) -> &'static str {
    let _ = text;
    witness.0.reach_handler();
    "ok"
}

#[require(role = "admin")]
#[require(scope = "posts:write")]
#[handler]
fn stacked(witness: Witness, id: PathParam<u32>, text: Text) -> &'static str {
    let _ = (id, text);
    witness.0.reach_handler();
    "ok"
}

#[require(role = "admin")]
#[handler]
fn typed(witness: Witness, id: PathParam<u32>, text: Text) -> &'static str {
    let _ = (id, text);
    witness.0.reach_handler();
    "ok"
}

#[require(path.user == subject)]
#[handler]
fn misspelt(witness: Witness, text: Text) -> &'static str {
    let _ = text;
    witness.0.reach_handler();
    "ok"
}

#[require(role = "admin", report_only)]
#[handler]
fn reported(witness: Witness, text: Text) -> &'static str {
    let _ = text;
    witness.0.reach_handler();
    "ok"
}

#[require(claim.tenant == path.id)]
#[handler]
fn twice(witness: Witness, text: Text) -> &'static str {
    let _ = text;
    witness.0.reach_handler();
    "ok"
}

/// Leaves answers without a body as they are, instead of salvo's own pages.
#[handler]
fn no_page() {}

macro_rules! drivers {
    ($($driver:ident: $routes:ident)*) => {$(
        impl Driver for $driver {
            async fn send(&self, auth: Option<&Auth>, sent: &Sent) -> Received {
                send($routes(), auth, sent).await
            }

            fn rules(&self) -> &'static [(&'static str, &'static str)] {
                RULES
            }

            fn exceptions(&self) -> &'static [Exception] {
                const REASON: &str =
                    "salvo drops the body of a response to HEAD before its length is known";
                &[
                    Exception {
                        label: "head-rejected",
                        response: Some("unauthorized-head-without-length"),
                        reason: REASON,
                    },
                    Exception {
                        label: "head-allowed",
                        response: Some("allowed-head-without-length"),
                        reason: REASON,
                    },
                ]
            }

            fn pattern(&self, route: &str) -> String {
                route.trim_start_matches('/').to_owned()
            }
        }
    )*};
}

drivers! { Salvo: routes SalvoGroups: groups }

async fn send(guarded: Router, auth: Option<&Auth>, sent: &Sent) -> Received {
    let trace = Trace::default();
    let mut router = Router::new().hoop(affix_state::inject(trace.clone()));
    if let Some(auth) = auth {
        router = router.hoop(auth.clone());
    }
    let outer = Router::with_path("nested-twice/{id}").push(Router::with_path("{id}").goal(twice));
    let router = router
        .push(guarded)
        .push(Router::with_path("open").goal(open))
        .push(Router::with_path("stacked/{id}").goal(stacked))
        .push(Router::with_path("typed/{id}").goal(typed))
        .push(Router::with_path("misspelt/{id}").goal(misspelt))
        .push(Router::with_path("reported").goal(reported))
        .push(outer)
        .push(Router::with_path("rest/{**id}").goal(twice));
    let service = Service::new(router).catcher(Catcher::new(no_page));
    let response = service.handle(request(sent, &trace)).await;
    receive(response, sent, trace).await
}

/// The request as salvo's server makes it.
fn request(sent: &Sent, trace: &Trace) -> salvo::Request {
    let mut request = Request::builder().method(sent.method.as_str()).uri(&sent.path);
    for (name, value) in sent.lines() {
        request = request.header(name, value.as_slice());
    }
    let body = TracedBody::new(&sent.body, trace.clone()).map_err(|never| match never {});
    let body = ReqBody::Boxed { inner: Box::pin(body), fuse_config: None };
    let mut request = salvo::Request::from_hyper(request.body(body).unwrap(), Scheme::HTTP);
    if let Some(peer) = sent.peer {
        *request.remote_addr_mut() = SocketAddr::new(peer, 4711).into();
    }
    request
}

async fn receive(mut response: Response, sent: &Sent, trace: Trace) -> Received {
    let body = response.take_body().collect().await.unwrap().to_bytes();
    if sent.method != "HEAD" {
        // The server, hyper, adds the length.
        response.headers.entry(CONTENT_LENGTH).or_insert(body.len().into());
    }
    let text = |value: &http::HeaderValue| value.to_str().unwrap().to_owned();
    let mut headers: Vec<_> =
        response.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    headers.sort();
    Received {
        status: response.status_code.unwrap().as_u16(),
        headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
        trace,
    }
}
