//! tonic 0.14.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use auth_core::{Auth, require};
use bytes::{Buf as _, BufMut as _};
use http_body_util::BodyExt as _;
use tests::body::TracedBody;
use tests::drivers::{Driver, Exception, Received, Sent};
use tests::trace::Trace;
use tonic::body::Body;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::codegen::Service;
use tonic::server::{ClientStreamingService, Grpc};
use tonic::transport::server::TcpConnectInfo;
use tonic::{Request, Response, Status, Streaming};
use tower::{Layer as _, ServiceExt as _};

/// The driver for tonic: `/RULE/ID` is the method `ID` of the service `RULE`, which takes a stream
/// and decides by `from = request`.
///
/// A status of gRPC stands for the one of HTTP that the tables name: `Ok` for 200,
/// `Unauthenticated` for 401, `PermissionDenied` for 403, `Unimplemented` for 404, `Internal` for
/// 500 and `Unavailable` for 503. Its metadata are the header fields. It has no body: the tables'
/// body, its length and its type are filled in by what the status says.
#[derive(Clone, Copy, Debug)]
pub struct Tonic;

/// Messages that are text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Text;

impl Codec for Text {
    type Encode = String;
    type Decode = String;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Text {
    type Item = String;
    type Error = Status;

    fn encode(&mut self, text: String, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put_slice(text.as_bytes());
        Ok(())
    }
}

impl Decoder for Text {
    type Item = String;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<String>, Status> {
        let bytes = buffer.copy_to_bytes(buffer.remaining()).to_vec();
        String::from_utf8(bytes).map(Some).map_err(|_| Status::invalid_argument("not UTF-8"))
    }
}

type Answer = Result<Response<String>, Status>;
type Answering = Pin<Box<dyn Future<Output = Answer> + Send>>;
type Handler = fn(Trace, Request<Streaming<String>>) -> Answering;

/// The handler behind each guard.
async fn reach(trace: &Trace, request: Request<Streaming<String>>) -> Answer {
    trace.reach_extractor();
    request.into_inner().message().await?;
    trace.reach_handler();
    Ok(Response::new("ok".to_owned()))
}

macro_rules! handlers {
    ($($name:ident: { $($rule:tt)* })*) => {
        $(
            #[require(from = request, $($rule)*)]
            async fn $name(trace: Trace, request: Request<Streaming<String>>) -> Answer {
                reach(&trace, request).await
            }
        )*

        fn guarded() -> BTreeMap<&'static str, Handler> {
            [$((stringify!($name), (|trace, request| Box::pin($name(trace, request))) as Handler)),*].into()
        }

        const RULES: &[(&str, &str)] = &[$((stringify!($name), stringify!($($rule)*))),*];
    };
}

tests::each_rule!(handlers);

#[require(path.user == subject, from = request)]
async fn misspelt(trace: Trace, request: Request<Streaming<String>>) -> Answer {
    reach(&trace, request).await
}

/// A function without a guard. `#[public]` is for handlers, with arguments from a framework.
async fn open(trace: Trace, request: Request<Streaming<String>>) -> Answer {
    reach(&trace, request).await
}

#[require(role = "admin", from = request)]
#[require(scope = "posts:write", from = request)]
async fn stacked(trace: Trace, request: Request<Streaming<String>>) -> Answer {
    reach(&trace, request).await
}

#[require(role = "admin", report_only, from = request)]
async fn reported(trace: Trace, request: Request<Streaming<String>>) -> Answer {
    reach(&trace, request).await
}

/// All services at once: the driver's own, instead of generated ones.
#[derive(Clone)]
struct Services(Trace);

/// One method of theirs.
struct Method(Trace, Handler);

impl ClientStreamingService<String> for Method {
    type Response = String;
    type Future = Answering;

    fn call(&mut self, request: Request<Streaming<String>>) -> Answering {
        let Self(trace, handler) = self;
        handler(trace.clone(), request)
    }
}

impl Service<http::Request<Body>> for Services {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let name = request.uri().path().split('/').nth(1).unwrap().to_owned();
        let handler: Option<Handler> = match name.as_str() {
            "misspelt" => Some(|trace, request| Box::pin(misspelt(trace, request))),
            "open" => Some(|trace, request| Box::pin(open(trace, request))),
            "reported" => Some(|trace, request| Box::pin(reported(trace, request))),
            "stacked" => Some(|trace, request| Box::pin(stacked(trace, request))),
            // There are no path parameters, typed or not.
            "typed" => guarded().get("admin").copied(),
            name => guarded().get(name).copied(),
        };
        let trace = self.0.clone();
        Box::pin(async move {
            let Some(handler) = handler else { return Ok(Status::unimplemented("").into_http()) };
            Ok(Grpc::new(Text).client_streaming(Method(trace, handler), request).await)
        })
    }
}

impl Driver for Tonic {
    async fn send(&self, auth: Option<&Auth>, sent: &Sent) -> Received {
        let trace = Trace::default();
        let mut request = http::Request::builder().method(sent.method.as_str()).uri(&sent.path);
        request = request.header("content-type", "application/grpc");
        for (name, value) in sent.lines() {
            request = request.header(name, value.as_slice());
        }
        let message =
            format!("\0\0\0\0{}{}", char::from(u8::try_from(sent.body.len()).unwrap()), sent.body);
        let body = Body::new(TracedBody::new(&message, trace.clone()));
        let mut request = request.body(body).unwrap();
        if let Some(peer) = sent.peer {
            let remote_addr = Some(SocketAddr::new(peer, 4711));
            request.extensions_mut().insert(TcpConnectInfo { local_addr: None, remote_addr });
        }
        let services = Services(trace.clone());
        let response = match auth {
            Some(auth) => auth.layer(services).oneshot(request).await,
            None => services.oneshot(request).await,
        };
        receive(response.unwrap(), &sent.method, trace).await
    }

    fn rules(&self) -> &'static [(&'static str, &'static str)] {
        RULES
    }

    fn pattern(&self, route: &str) -> String {
        route.replace("{id}", "7")
    }

    fn exceptions(&self) -> &'static [Exception] {
        EXCEPTIONS
    }
}

const EXCEPTIONS: &[Exception] = &[
    Exception {
        label: "path-met",
        response: Some("forbidden"),
        reason: "a call has no path parameters, so that a comparison of one never holds",
    },
    Exception { label: "login", response: None, reason: "a user opens no call" },
    Exception { label: "route", response: None, reason: NO_ROUTE },
    Exception { label: "parameter-twice", response: None, reason: NO_ROUTE },
];

const NO_ROUTE: &str = "a call has no route";

async fn receive(response: http::Response<Body>, method: &str, trace: Trace) -> Received {
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap();
    let trailers = body.trailers().cloned();
    // A refusal is its header alone: nothing follows.
    let code =
        parts.headers.get("grpc-status").or_else(|| trailers.as_ref()?.get("grpc-status")).unwrap();
    let message = body.to_bytes();
    let (status, text) = match code.to_str().unwrap() {
        "0" => (200, "ok"),
        "7" => (403, r#"{"type":"about:blank","title":"Forbidden","status":403}"#),
        "12" => (404, ""),
        "13" => (500, r#"{"type":"about:blank","title":"Internal Server Error","status":500}"#),
        "14" => (503, r#"{"type":"about:blank","title":"Service Unavailable","status":503}"#),
        "16" => (401, r#"{"type":"about:blank","title":"Unauthorized","status":401}"#),
        code => panic!("no answer has the code {code}"),
    };
    assert_eq!(&message[..], if status == 200 { b"\0\0\0\0\x02ok".as_slice() } else { b"" });
    assert_eq!(trailers.is_some(), status == 200);
    assert_eq!(parts.status, http::StatusCode::OK);
    assert_eq!(parts.headers["content-type"], "application/grpc");
    let written_by_tonic = ["content-type", "grpc-message", "grpc-status"];
    let mut headers: Vec<_> = parts
        .headers
        .iter()
        .filter(|(name, _)| !written_by_tonic.contains(&name.as_str()))
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    let mut add = |name: &str, value: &str| headers.push((name.to_owned(), value.to_owned()));
    add("content-length", &text.len().to_string());
    match status {
        200 => add("content-type", "text/plain; charset=utf-8"),
        404 => {}
        _ => add("content-type", "application/problem+json"),
    }
    headers.sort();
    let body = if method == "HEAD" { "" } else { text }.to_owned();
    Received { status, headers, body, trace }
}
