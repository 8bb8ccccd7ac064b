//! tonic: tower-http's layers, and tonic's own compression.

use std::convert::Infallible;
use std::task::{Context, Poll};

use auth_core::policy;
use frameworks::tonic::Text;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, Method};
use tests::layers::{APP, assert_in_guide, joined, long_body, preflight, request};
use tokio::net::TcpListener;
use tonic::body::Body;
use tonic::codec::CompressionEncoding;
use tonic::codegen::{BoxFuture, Service};
use tonic::server::{Grpc, NamedService};
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Channel, Server};
use tonic::{Request, Response, Status};
use tower::{ServiceExt as _, service_fn};
use tower_http::cors::CorsLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;

policy! {
    Admins = role = "admin";
}

/// A service with one method, which compresses its messages.
#[derive(Clone)]
struct Posts;

impl NamedService for Posts {
    const NAME: &'static str = "blog.Posts";
}

impl Service<http::Request<Body>> for Posts {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<Self::Response, Infallible>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let method =
            service_fn(async |_: Request<String>| Ok::<_, Status>(Response::new(long_body())));
        Box::pin(async move {
            let mut grpc = Grpc::new(Text).send_compressed(CompressionEncoding::Gzip);
            Ok(grpc.unary(method, request).await)
        })
    }
}

/// Serves [`Posts`] behind all layers, and returns a connection to it.
async fn connection() -> Channel {
    let auth = super::auth();
    let methods = auth_core::adapters::tonic::methods()
        .require::<Admins>("/blog.Posts/List")
        .build()
        .unwrap();
    let exposed = ["www-authenticate", "x-request-id", "grpc-status", "grpc-message"];
    let cors = CorsLayer::new()
        .allow_origin(HeaderValue::from_static(APP))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([http::header::AUTHORIZATION])
        .expose_headers(exposed.map(HeaderName::from_static));
    // guide: from here
    let server = Server::builder() // the outermost layer stands first
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(TraceLayer::new_for_grpc())
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(cors) // .expose_headers([WWW_AUTHENTICATE])
        .layer(auth)
        .layer(methods)
        .add_service(Posts); // compresses by itself: .send_compressed(CompressionEncoding::Gzip)
    // guide: until here
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(server.serve_with_incoming(TcpIncoming::from(listener)));
    Channel::from_shared(format!("http://{address}")).unwrap().connect().await.unwrap()
}

#[tokio::test]
async fn layers_in_guide_order_keep_their_effects() {
    let channel = connection().await;
    let send = async |request: http::Request<()>, message: Vec<u8>| {
        let body = Body::new(http_body_util::Full::from(message));
        channel.clone().oneshot(request.map(|()| body)).await.unwrap()
    };

    let response = send(preflight("/blog.Posts/List"), Vec::new()).await;
    assert!(response.status().is_success(), "{response:?}");
    assert_eq!(joined(&response, ACCESS_CONTROL_ALLOW_ORIGIN), APP, "{response:?}");
    assert!(!response.headers().contains_key(WWW_AUTHENTICATE), "{response:?}");

    for (token, code, challenge) in
        [(None, "16", "bearer realm=\"api\""), (Some("editor"), "7", ""), (Some("admin"), "", "")]
    {
        let mut request = request(Method::POST, "/blog.Posts/List", token);
        let headers = request.headers_mut();
        headers.insert("content-type", HeaderValue::from_static("application/grpc"));
        headers.insert("te", HeaderValue::from_static("trailers"));
        headers.insert("grpc-accept-encoding", HeaderValue::from_static("gzip"));
        let response = send(request, vec![0; 5]).await;
        assert_eq!(joined(&response, HeaderName::from_static("grpc-status")), code, "{response:?}");
        assert_eq!(joined(&response, ACCESS_CONTROL_ALLOW_ORIGIN), APP, "{response:?}");
        assert!(
            joined(&response, ACCESS_CONTROL_EXPOSE_HEADERS).contains("www-authenticate"),
            "{response:?}"
        );
        assert_eq!(joined(&response, WWW_AUTHENTICATE), challenge, "{response:?}");
        assert!(
            !joined(&response, HeaderName::from_static("x-request-id")).is_empty(),
            "{response:?}"
        );
        let encoding = joined(&response, HeaderName::from_static("grpc-encoding"));
        assert_eq!(encoding == "gzip", code.is_empty(), "{response:?}");
    }
    assert_in_guide("tonic", include_str!("tonic.rs"));
}
