//! Guards in tonic: the four kinds of calls over a socket, layers, and rejections as clients see
//! them.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use auth_core::adapters::tonic::{MethodError, methods};
use auth_core::request::Scheme;
use auth_core::{Auth, Rejection, policy, require};
use frameworks::tonic::Text;
use http_body_util::BodyExt as _;
use tests::body::TracedBody;
use tests::callers::{CallerBook, Pace};
use tests::log::Log;
use tests::trace::Trace;
use tests::vectors::Table;
use tokio_stream::{Stream, StreamExt as _, iter};
use tonic::body::Body;
use tonic::codegen::{BoxFuture, Service};
use tonic::server::{
    ClientStreamingService, Grpc, NamedService, ServerStreamingService, StreamingService,
    UnaryService,
};
use tonic::transport::{Channel, Server};
use tonic::{Code, Request, Response, Status, Streaming};
use tower::{Layer as _, ServiceExt as _};

policy! {
    Admins = role = "admin";
    Writers = scope = "posts:write";
    Near = ip = "127.0.0.0/8";
    Far = ip = "192.0.2.0/24";
}

type Words = Pin<Box<dyn Stream<Item = Result<String, Status>> + Send>>;

/// A service, as `tonic-prost-build` writes its trait.
#[tonic::async_trait]
trait Greeter: Send + Sync + 'static {
    async fn one(&self, request: Request<String>) -> Result<Response<String>, Status>;
    async fn down(&self, request: Request<String>) -> Result<Response<Words>, Status>;
    async fn up(&self, request: Request<Streaming<String>>) -> Result<Response<String>, Status>;
    async fn both(&self, request: Request<Streaming<String>>) -> Result<Response<Words>, Status>;
    async fn own(&self, request: Request<String>) -> Result<Response<String>, Status>;
    async fn hidden(&self, request: Request<Streaming<String>>)
    -> Result<Response<String>, Status>;
    async fn open(&self, request: Request<String>) -> Result<Response<String>, Status>;
}

#[derive(Default)]
struct Service1 {
    ran: AtomicUsize,
}

impl Service1 {
    fn run(&self) {
        self.ran.fetch_add(1, Ordering::SeqCst);
    }
}

#[tonic::async_trait]
impl Greeter for Service1 {
    #[require(role = "admin", from = request)]
    async fn one(&self, request: Request<String>) -> Result<Response<String>, Status> {
        self.run();
        Ok(Response::new(format!("hello {}", request.into_inner())))
    }

    #[require(role = "admin", from = request)]
    async fn down(&self, request: Request<String>) -> Result<Response<Words>, Status> {
        self.run();
        Ok(Response::new(Box::pin(iter([Ok("hello".to_owned()), Ok(request.into_inner())]))))
    }

    #[require(Admins, from = request)]
    async fn up(&self, request: Request<Streaming<String>>) -> Result<Response<String>, Status> {
        self.run();
        let words: Result<Vec<_>, _> = request.into_inner().collect().await;
        Ok(Response::new(words?.join(" ")))
    }

    #[require(role = "admin", ip = "127.0.0.0/8", from = request)]
    async fn both(&self, request: Request<Streaming<String>>) -> Result<Response<Words>, Status> {
        self.run();
        Ok(Response::new(Box::pin(request.into_inner())))
    }

    #[require(any(role = "admin", check(request.get_ref() == identity.subject())), from = request)]
    async fn own(&self, request: Request<String>) -> Result<Response<String>, Status> {
        self.run();
        let identity = auth_core::adapters::tonic::identity(&request).await?;
        Ok(Response::new(identity.subject().to_owned()))
    }

    #[require(scope = "posts:write", conceal, from = request)]
    async fn hidden(
        &self,
        request: Request<Streaming<String>>,
    ) -> Result<Response<String>, Status> {
        drop(request);
        self.run();
        Ok(Response::new(String::new()))
    }

    async fn open(&self, request: Request<String>) -> Result<Response<String>, Status> {
        self.run();
        // Decided by hand, and not logged yet when it is returned.
        auth_core::adapters::tonic::identity(&request).await?.check::<Admins>()?;
        Ok(Response::new("open".to_owned()))
    }
}

/// The code that `tonic-prost-build` would generate for it.
#[derive(Clone)]
struct GreeterServer(Arc<Service1>);

impl NamedService for GreeterServer {
    const NAME: &'static str = "greeter.Greeter";
}

macro_rules! method {
    ($request:expr, $inner:expr, $kind:ident($trait:ident), $method:ident, $message:ty, $response:ty $(, $stream:ident)?) => {{
        struct Method(Arc<Service1>);
        impl $trait<String> for Method {
            type Response = String;
            $(type $stream = Words;)?
            type Future = BoxFuture<Response<$response>, Status>;

            fn call(&mut self, request: Request<$message>) -> Self::Future {
                let inner = Arc::clone(&self.0);
                Box::pin(async move { inner.$method(request).await })
            }
        }
        let method = Method(Arc::clone(&$inner));
        Box::pin(async move { Ok(Grpc::new(Text).$kind(method, $request).await) })
    }};
}

impl<B> Service<http::Request<B>> for GreeterServer
where
    B: http_body::Body + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>> + Send + 'static,
{
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<Self::Response, Infallible>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let inner = &self.0;
        match request.uri().path() {
            "/greeter.Greeter/One" => {
                method!(request, inner, unary(UnaryService), one, String, String)
            }
            "/greeter.Greeter/Own" => {
                method!(request, inner, unary(UnaryService), own, String, String)
            }
            "/greeter.Greeter/Open" => {
                method!(request, inner, unary(UnaryService), open, String, String)
            }
            "/greeter.Greeter/Down" => {
                method!(
                    request,
                    inner,
                    server_streaming(ServerStreamingService),
                    down,
                    String,
                    Words,
                    ResponseStream
                )
            }
            "/greeter.Greeter/Up" => {
                method!(
                    request,
                    inner,
                    client_streaming(ClientStreamingService),
                    up,
                    Streaming<String>,
                    String
                )
            }
            "/greeter.Greeter/Hidden" => {
                method!(
                    request,
                    inner,
                    client_streaming(ClientStreamingService),
                    hidden,
                    Streaming<String>,
                    String
                )
            }
            "/greeter.Greeter/Both" => {
                method!(
                    request,
                    inner,
                    streaming(StreamingService),
                    both,
                    Streaming<String>,
                    Words,
                    ResponseStream
                )
            }
            _ => Box::pin(async move {
                let mut response = http::Response::new(Body::default());
                let headers = response.headers_mut();
                headers.insert(Status::GRPC_STATUS, (Code::Unimplemented as i32).into());
                headers.insert(http::header::CONTENT_TYPE, tonic::metadata::GRPC_CONTENT_TYPE);
                Ok(response)
            }),
        }
    }
}

fn auth(pace: Pace) -> Auth {
    Auth::new(CallerBook::new(&Table::load().callers(), pace))
}

/// A client of a server of its own, on a real socket.
struct Client(tonic::client::Grpc<Channel>, Arc<Service1>);

impl Client {
    async fn new(pace: Pace) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = Arc::new(Service1::default());
        let server =
            Server::builder().layer(auth(pace)).add_service(GreeterServer(Arc::clone(&service)));
        let incoming = tonic::transport::server::TcpIncoming::from(listener);
        tokio::spawn(async move { server.serve_with_incoming(incoming).await.unwrap() });
        let channel =
            Channel::from_shared(format!("http://{address}")).unwrap().connect().await.unwrap();
        Self(tonic::client::Grpc::new(channel), service)
    }

    /// Calls a method of any kind, and gives all that it answered.
    async fn call(
        &mut self,
        method: &'static str,
        token: Option<&str>,
        words: &[&str],
    ) -> Result<Vec<String>, Status> {
        let words: Vec<_> = words.iter().map(|&word| word.to_owned()).collect();
        let mut request = Request::new(iter(words));
        if let Some(token) = token {
            request
                .metadata_mut()
                .insert("authorization", format!("Bearer {token}").parse().unwrap());
        }
        self.0.ready().await.unwrap();
        let path = http::uri::PathAndQuery::from_static(method);
        self.0.streaming(request, path, Text).await?.into_inner().collect().await
    }

    fn ran(&self) -> usize {
        self.1.ran.swap(0, Ordering::SeqCst)
    }
}

const KINDS: [&str; 4] = [
    "/greeter.Greeter/One",
    "/greeter.Greeter/Down",
    "/greeter.Greeter/Up",
    "/greeter.Greeter/Both",
];

#[tokio::test]
async fn calls_of_all_four_kinds_are_guarded() {
    for pace in [Pace::AtOnce, Pace::Later] {
        let mut client = Client::new(pace).await;
        for method in KINDS {
            let allowed = client.call(method, Some("admin"), &["world"]).await;
            assert_eq!(
                allowed.unwrap().last().map(|word| word.ends_with("world")),
                Some(true),
                "{method}"
            );
            assert_eq!(client.ran(), 1, "{method}");
            let refusals = [
                (None, Code::Unauthenticated, "Unauthorized", Some(r#"Bearer realm="api""#)),
                (
                    Some("forged"),
                    Code::Unauthenticated,
                    "Unauthorized",
                    Some(
                        r#"Bearer realm="api", error="invalid_token", error_description="The access token is invalid""#,
                    ),
                ),
                (Some("editor"), Code::PermissionDenied, "Forbidden", None),
                (Some("outage"), Code::Unavailable, "Service Unavailable", None),
            ];
            for (token, code, message, challenge) in refusals {
                let refused = client.call(method, token, &["world"]).await.unwrap_err();
                assert_eq!(
                    (refused.code(), refused.message(), client.ran()),
                    (code, message, 0),
                    "{method} {token:?}"
                );
                let challenges: Vec<_> =
                    refused.metadata().get_all("www-authenticate").iter().collect();
                let challenges: Vec<_> =
                    challenges.iter().map(|value| value.to_str().unwrap()).collect();
                assert_eq!(challenges, Vec::from_iter(challenge), "{method} {token:?}");
                assert_eq!(refused.metadata().get("cache-control").unwrap(), "no-store");
                let retry =
                    refused.metadata().get("retry-after").map(|value| value.to_str().unwrap());
                assert_eq!(retry, (code == Code::Unavailable).then_some("7"));
            }
        }
    }
}

#[tokio::test]
async fn checks_rejections_by_hand_and_concealed_methods() {
    let mut client = Client::new(Pace::AtOnce).await;
    let own = |token, word| (token, word);
    for ((token, word), code) in [
        (own(Some("editor"), "editor"), Code::Ok),
        (own(Some("editor"), "reader"), Code::PermissionDenied),
        (own(Some("admin"), "reader"), Code::Ok),
        (own(None, "editor"), Code::Unauthenticated),
    ] {
        let answer = client.call("/greeter.Greeter/Own", token, &[word]).await;
        assert_eq!(
            answer.map_or_else(|status| status.code(), |_| Code::Ok),
            code,
            "{token:?} {word}"
        );
        assert_eq!(client.ran(), usize::from(code == Code::Ok), "{token:?} {word}");
    }
    let by_hand = client.call("/greeter.Greeter/Open", Some("editor"), &[""]).await.unwrap_err();
    assert_eq!(by_hand.code(), Code::PermissionDenied);
    client.ran();
    for token in [None, Some("editor"), Some("forged"), Some("outage")] {
        let hidden = client.call("/greeter.Greeter/Hidden", token, &["x"]).await.unwrap_err();
        let unknown = client.call("/greeter.Greeter/Unknown", token, &["x"]).await.unwrap_err();
        assert_eq!(
            (hidden.code(), hidden.message()),
            (unknown.code(), unknown.message()),
            "{token:?}"
        );
        let names = |status: &Status| {
            let mut headers = status.metadata().clone().into_headers();
            headers.remove("date");
            headers
        };
        assert_eq!((names(&hidden), client.ran()), (names(&unknown), 0), "{token:?}");
    }
    assert!(client.call("/greeter.Greeter/Hidden", Some("admin-writer"), &["x"]).await.is_ok());
}

/// Returns the response in process: code, headers in order, and whether the body was polled.
async fn send(
    service: impl Service<http::Request<Body>, Response = http::Response<Body>, Error = Infallible>,
    path: &str,
    token: Option<&str>,
) -> (String, Vec<String>, bool) {
    let trace = Trace::default();
    let mut request = http::Request::post(path).header("content-type", "application/grpc");
    if let Some(token) = token {
        request =
            request.header("authorization", format!("Bearer {token}")).header("x-api-key", token);
    }
    let body = Body::new(TracedBody::new("\0\0\0\0\u{5}world", trace.clone()));
    let response = service.oneshot(request.body(body).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap();
    let code =
        parts.headers.get("grpc-status").or_else(|| body.trailers()?.get("grpc-status")).unwrap();
    let fields =
        parts.headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()));
    (code.to_str().unwrap().to_owned(), fields.collect(), trace.body())
}

#[tokio::test]
async fn method_layer_decides_first_and_rejects_others() {
    struct Hidden;
    impl auth_core::Policy for Hidden {
        const RULE: auth_core::policy::Rule = auth_core::policy::Rule::role("admin");
        const CONCEALED: bool = true;
    }
    let layer = methods()
        .require::<Admins>("/greeter.Greeter/One")
        .require::<Writers>("/greeter.Greeter/Down")
        .require::<Hidden>("/greeter.Greeter/Own")
        .public("/greeter.Greeter/Open", "asks for itself")
        .build()
        .unwrap();
    for pace in [Pace::AtOnce, Pace::Later] {
        let service = Arc::new(Service1::default());
        let guarded = auth(pace).layer(layer.layer(GreeterServer(Arc::clone(&service))));
        let ran = || service.ran.swap(0, Ordering::SeqCst);
        for (path, token, code) in [
            ("/greeter.Greeter/One", None, "16"),
            ("/greeter.Greeter/One", Some("editor"), "7"),
            ("/greeter.Greeter/One", Some("outage"), "14"),
            ("/greeter.Greeter/Down", Some("editor"), "7"),
            ("/greeter.Greeter/Own", Some("editor"), "12"),
            ("/greeter.Greeter/Own", None, "12"),
            ("/greeter.Greeter/Up", Some("admin"), "12"),
            ("/greeter.Greeter/Unknown", Some("admin"), "12"),
            ("/greeter.Greeter//One", Some("admin"), "12"),
            ("/greeter.Greeter/One/", Some("admin"), "12"),
            ("/greeter.Greeter/%4Fne", Some("admin"), "12"),
            ("/GREETER.Greeter/One", Some("admin"), "12"),
        ] {
            let (found, _, polled) = send(guarded.clone(), path, token).await;
            assert_eq!((found.as_str(), polled, ran()), (code, false, 0), "{path} {token:?}");
        }
        for path in ["/greeter.Greeter/One", "/greeter.Greeter/Open", "/greeter.Greeter/Own"] {
            let (found, _, polled) = send(guarded.clone(), path, Some("admin")).await;
            assert_eq!((found.as_str(), polled, ran()), ("0", true, 1), "{path}");
        }
        // To the order of the fields, a concealed and an unlisted method are what the service says
        // of one that it does not have.
        let unknown = send(
            auth(pace).layer(GreeterServer(Arc::clone(&service))),
            "/greeter.Greeter/Nope",
            None,
        )
        .await;
        for path in ["/greeter.Greeter/Own", "/greeter.Greeter/Up"] {
            assert_eq!(send(guarded.clone(), path, None).await, unknown, "{path}");
        }
    }
}

#[tokio::test]
async fn concealed_method_has_the_headers_of_an_unknown_one() {
    let key =
        auth_core::request::CredentialSource::Header(http::HeaderName::from_static("x-api-key"));
    let keys =
        CallerBook::new(&Table::load().callers(), Pace::AtOnce).of(Scheme::BEARER, "keys", key);
    for auth in [auth(Pace::AtOnce), auth(Pace::Later), Auth::new(keys)] {
        let service = auth.layer(GreeterServer(Arc::default()));
        for token in [None, Some("editor"), Some("forged"), Some("outage")] {
            let hidden = send(service.clone(), "/greeter.Greeter/Hidden", token).await;
            let unknown = send(service.clone(), "/greeter.Greeter/Nope", token).await;
            assert_eq!(hidden.1[0], "grpc-status: 12", "{token:?}");
            assert_eq!(hidden, unknown, "{token:?}");
        }
    }
}

#[test]
fn unlisted_methods_in_any_number_fill_no_log() {
    let service = || {
        let layer = methods().require::<Admins>("/greeter.Greeter/One").build().unwrap();
        auth(Pace::AtOnce).layer(layer.layer(GreeterServer(Arc::default())))
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let logged = |paths: &mut dyn Iterator<Item = String>, content_type: &str| {
        let log = Log::default();
        let service = service();
        log.collect(|| {
            for path in paths {
                let request = http::Request::post(path).header("content-type", content_type);
                let answer = service.clone().oneshot(request.body(Body::default()).unwrap());
                runtime.block_on(answer).unwrap();
            }
        });
        log.events()
    };
    let grpc = "application/grpc";
    let same = logged(&mut (0..100).map(|_| "/greeter.Greeter/Nope".to_owned()), grpc);
    assert_eq!(same.len(), 1, "{same:?}");
    let long = logged(&mut (0..100).map(|number| format!("/{}{number}", "a".repeat(4_000))), grpc);
    assert_eq!(long.len(), 1);
    assert!(long[0].len() < 600, "{}", long[0].len());
    let many = logged(&mut (0..3_000).map(|number| format!("/a.B/C{number}")), grpc);
    let is_end = |event: &&String| event.contains("further ones are not");
    assert_eq!((many.len(), many.iter().filter(is_end).count()), (1_025, 1));
    assert!(logged(&mut (0..100).map(|number| format!("/a.B/C{number}")), "text/html").is_empty());
}

#[tokio::test]
async fn call_outside_of_every_auth_is_rejected() {
    let layer = methods().require::<Admins>("/greeter.Greeter/One").build().unwrap();
    let service = GreeterServer(Arc::default());
    assert_eq!(
        send(layer.layer(service.clone()), "/greeter.Greeter/One", Some("admin")).await.0,
        "13"
    );
    assert_eq!(send(service, "/greeter.Greeter/Up", Some("admin")).await.0, "13");
}

#[test]
fn methods_that_make_no_sense_do_not_build() {
    let malformed = |method: &str| {
        let error = methods().require::<Admins>(method).build().unwrap_err();
        assert_eq!(error, MethodError::Malformed(method.into()));
    };
    for method in
        ["", "/", "a.B/C", "/a.B", "/a.B/", "//C", "/a.B/C/", "/a.B/C D", "/a.B/*", "/a.B/C?d"]
    {
        malformed(method);
    }
    let twice = methods().require::<Admins>("/a.B/C").public("/a.B/C", "why not");
    assert_eq!(twice.build().unwrap_err(), MethodError::Repeated("/a.B/C".into()));
    assert_eq!(
        methods().public("/a.B/C", " ").build().unwrap_err(),
        MethodError::NoReason("/a.B/C".into())
    );
    assert_eq!(methods().build().unwrap_err(), MethodError::None);
}

#[test]
fn rejection_is_logged_once_with_its_method() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let events = |path, token| {
        let log = Log::default();
        // Two of them: the outer one must not log the same again.
        let service =
            auth(Pace::AtOnce).layer(auth(Pace::AtOnce).layer(GreeterServer(Arc::default())));
        log.collect(|| runtime.block_on(send(service, path, token)));
        log.events()
    };
    for (path, route) in [
        ("/greeter.Greeter/Up", true),
        ("/greeter.Greeter/Hidden", true),
        ("/greeter.Greeter/Open", false),
    ] {
        let events = events(path, Some("editor"));
        assert_eq!(
            events.iter().filter(|event| event.contains("request rejected")).count(),
            1,
            "{events:?}"
        );
        assert_eq!(events.len(), 1, "{events:?}");
        assert_eq!(
            events[0].contains(&format!(r#"method="POST" route="{path}""#)),
            route,
            "{events:?}"
        );
    }
}

#[tokio::test]
async fn interceptor_between_cannot_take_the_challenge() {
    let strips = tower::util::MapResponseLayer::new(|mut response: http::Response<Body>| {
        response.headers_mut().remove("www-authenticate");
        response.extensions_mut().clear();
        response
    });
    let service = auth(Pace::AtOnce).layer(strips.layer(GreeterServer(Arc::default())));
    let (code, fields, _) = send(service, "/greeter.Greeter/Up", None).await;
    assert_eq!(code, "16");
    assert!(fields.contains(&r#"www-authenticate: Bearer realm="api""#.to_owned()), "{fields:?}");
}

#[test]
fn s37_peer_address_counts_and_policy_stays_hidden() {
    let status = |rejection: Rejection| Status::from(rejection);
    let facts = auth_core::policy::Facts::anonymous().with_address("127.0.0.1".parse().unwrap());
    assert!(facts.check::<Near>().is_ok());
    let refused = status(facts.check::<Far>().unwrap_err());
    assert!(
        !format!("{} {:?}", refused.message(), refused.metadata()).contains("192.0.2"),
        "{refused}"
    );
}
