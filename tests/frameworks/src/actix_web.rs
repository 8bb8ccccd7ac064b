//! actix-web 4.

use std::future::{Ready, ready};
use std::net::SocketAddr;
use std::sync::Arc;

use actix_web::body::{BodySize, MessageBody, to_bytes};
use actix_web::dev::{Payload, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::Method;
use actix_web::http::header::HeaderValue;
use actix_web::middleware::Condition;
use actix_web::test::{TestRequest, init_service, try_call_service};
use actix_web::web::{self, Bytes, Data, Path};
use actix_web::{App, FromRequest, HttpRequest};
use auth_core::{Auth, public, require};
use futures_util::stream;
use tests::callers::{CallerBook, Pace};
use tests::drivers::{Driver, Exception, Received, Sent};
use tests::trace::Trace;

use crate::grouped;

/// The driver for actix-web.
#[derive(Clone, Copy, Debug)]
pub struct ActixWeb;

/// The driver for actix-web with the rules around scopes, not on handlers.
#[derive(Clone, Copy, Debug)]
pub struct ActixWebGroups;

/// An extractor that tells when it is polled: actix-web calls all of them at once, and does not
/// poll those behind a refusal.
struct Witness;

impl FromRequest for Witness {
    type Error = actix_web::Error;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Self, Self::Error>>>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let trace = trace(request);
        Box::pin(async move {
            trace.reach_extractor();
            Ok(Self)
        })
    }
}

/// The parts that the request has reached so far.
struct Reached(Trace);

impl FromRequest for Reached {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(Ok(Self(trace(request))))
    }
}

fn trace(request: &HttpRequest) -> Trace {
    request.app_data::<Data<Trace>>().unwrap().get_ref().clone()
}

macro_rules! handlers {
    ($($name:ident: { $($rule:tt)* })*) => {
        $(
            #[require($($rule)*)]
            async fn $name(_: Witness, Reached(trace): Reached, _: Path<String>, _: Bytes) -> &'static str {
                trace.reach_handler();
                "ok"
            }
        )*

        fn routes(config: &mut web::ServiceConfig) {
            config$(.route(concat!("/", stringify!($name), "/{id}"), web::to($name)))*;
        }

        /// The rules as guards of scopes.
        fn groups(config: &mut web::ServiceConfig) {
            config$(.service(
                web::scope(concat!("/", stringify!($name), "/{id}"))
                    .route("", web::to(unguarded))
                    .wrap(grouped::guard(grouped::rules::$name)),
            ))*;
        }

        const RULES: &[(&str, &str)] = &[$((stringify!($name), stringify!($($rule)*))),*];
    };
}

tests::each_rule!(handlers);

/// The handler inside a guarded scope.
async fn unguarded(_: Witness, Reached(trace): Reached, _: Path<String>, _: Bytes) -> &'static str {
    trace.reach_handler();
    "ok"
}

#[public("the decision tables show that it stays open")]
async fn open(_: Witness, Reached(trace): Reached, _: Bytes) -> &'static str {
    trace.reach_handler();
    "ok"
}

#[require(role = "admin")]
#[require(scope = "posts:write")]
async fn stacked(_: Witness, Reached(trace): Reached, _: Path<u32>, _: Bytes) -> &'static str {
    trace.reach_handler();
    "ok"
}

#[require(role = "admin")]
async fn typed(_: Witness, Reached(trace): Reached, _: Path<u32>, _: Bytes) -> &'static str {
    trace.reach_handler();
    "ok"
}

#[require(path.user == subject)]
async fn misspelt(_: Witness, Reached(trace): Reached, _: Bytes) -> &'static str {
    trace.reach_handler();
    "ok"
}

#[require(role = "admin", report_only)]
async fn reported(_: Witness, Reached(trace): Reached, _: Bytes) -> &'static str {
    trace.reach_handler();
    "ok"
}

#[require(claim.tenant == path.id)]
async fn twice(_: Witness, Reached(trace): Reached, _: Bytes) -> &'static str {
    trace.reach_handler();
    "ok"
}

macro_rules! drivers {
    ($($driver:ident: $routes:ident)*) => {$(
        impl Driver for $driver {
            async fn send(&self, auth: Option<&Auth>, sent: &Sent) -> Received {
                send($routes, auth, sent).await
            }

            fn rules(&self) -> &'static [(&'static str, &'static str)] {
                RULES
            }

            fn exceptions(&self) -> &'static [Exception] {
                EXCEPTIONS
            }
        }
    )*};
}

const EXCEPTIONS: &[Exception] = &[Exception {
    label: "open-with-database",
    response: None,
    reason: "actix-web reads the body while a guard waits: so the credentials of a request to any \
             route are verified before its handler is known",
}];

drivers! { ActixWeb: routes ActixWebGroups: groups }

async fn send(
    configure: fn(&mut web::ServiceConfig),
    auth: Option<&Auth>,
    sent: &Sent,
) -> Received {
    let trace = Trace::default();
    // Never asked where the layer is left out.
    let nobody = || Auth::new(CallerBook::new(&Arc::default(), Pace::AtOnce));
    let installed = auth.cloned().unwrap_or_else(nobody);
    let app = App::new()
        .app_data(Data::new(trace.clone()))
        .configure(configure)
        .route("/open", web::to(open))
        .route("/stacked/{id}", web::to(stacked))
        .route("/typed/{id}", web::to(typed))
        .route("/misspelt/{id}", web::to(misspelt))
        .route("/reported", web::to(reported))
        .service(web::scope("/nested-twice/{id}").route("/{id}", web::to(twice)))
        .route("/rest/{id:.*}", web::to(twice))
        .wrap(Condition::new(auth.is_some(), installed));
    let app = init_service(app).await;
    let mut request = TestRequest::with_uri(&sent.path).method(sent.method.parse().unwrap());
    for (name, value) in sent.lines() {
        request = request.append_header((name, HeaderValue::from_bytes(&value).unwrap()));
    }
    if let Some(peer) = sent.peer {
        request = request.peer_addr(SocketAddr::new(peer, 4711));
    }
    let mut request = request.to_request();
    *request.payload() = body(&sent.body, trace.clone());
    let is_head = request.method() == Method::HEAD;
    let response = try_call_service(&app, request).await.unwrap();
    receive(response, is_head, trace).await
}

/// One piece of text as a body; tells its trace when it is polled.
fn body(text: &str, trace: Trace) -> Payload {
    let mut data = Some(Bytes::copy_from_slice(text.as_bytes()));
    let polled = stream::poll_fn(move |_| {
        trace.reach_body();
        std::task::Poll::Ready(data.take().map(Ok::<_, PayloadError>))
    });
    Payload::Stream { payload: Box::pin(polled) }
}

/// Completes the answer as actix-web's server does: it adds the length, and leaves out the body of
/// an answer to HEAD.
async fn receive<B: MessageBody>(
    response: ServiceResponse<B>,
    is_head: bool,
    trace: Trace,
) -> Received {
    let response = response.into_parts().1;
    let text = |value: &actix_web::http::header::HeaderValue| value.to_str().unwrap().to_owned();
    let mut headers: Vec<_> =
        response.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    let status = response.status().as_u16();
    let body = response.into_body();
    if let BodySize::Sized(length) = body.size() {
        headers.push(("content-length".to_owned(), length.to_string()));
    }
    headers.sort();
    let Ok(body) = to_bytes(body).await else { panic!("the body cannot be read") };
    let body = if is_head { String::new() } else { String::from_utf8(body.to_vec()).unwrap() };
    Received { status, headers, body, trace }
}
