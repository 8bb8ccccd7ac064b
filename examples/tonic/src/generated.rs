//! The code that `tonic-prost-build` would generate, written by hand, so that no `protoc` is
//! needed. Messages are strings.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::{Buf as _, BufMut as _};
use tonic::body::Body;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::codegen::{BoxFuture, Service};
use tonic::server::{ClientStreamingService, Grpc, NamedService, UnaryService};
use tonic::{Code, Request, Response, Status, Streaming};

/// The service.
#[tonic::async_trait]
pub(crate) trait Blog: Send + Sync + 'static {
    async fn health(&self, request: Request<String>) -> Result<Response<String>, Status>;
    async fn me(&self, request: Request<String>) -> Result<Response<String>, Status>;
    async fn publish(&self, request: Request<String>) -> Result<Response<String>, Status>;
    async fn delete_user(&self, request: Request<String>) -> Result<Response<String>, Status>;
    async fn import(&self, request: Request<Streaming<String>>)
    -> Result<Response<String>, Status>;
    async fn internal(&self, request: Request<String>) -> Result<Response<String>, Status>;
    async fn forgotten(&self, request: Request<String>) -> Result<Response<String>, Status>;
}

/// The codec of messages that are strings.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Text;

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

/// The server of a [`Blog`].
#[derive(Debug)]
pub(crate) struct BlogServer<T>(Arc<T>);

impl<T> BlogServer<T> {
    pub(crate) fn new(blog: T) -> Self {
        Self(Arc::new(blog))
    }
}

impl<T> Clone for BlogServer<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> NamedService for BlogServer<T> {
    const NAME: &'static str = "blog.Blog";
}

macro_rules! answer {
    ($kind:ident($trait:ident<$message:ty>), $method:ident, $blog:expr, $request:expr) => {{
        struct Method<T>(Arc<T>);
        impl<T: Blog> $trait<String> for Method<T> {
            type Response = String;
            type Future = BoxFuture<Response<String>, Status>;

            fn call(&mut self, request: Request<$message>) -> Self::Future {
                let blog = Arc::clone(&self.0);
                Box::pin(async move { blog.$method(request).await })
            }
        }
        let method = Method(Arc::clone($blog));
        Box::pin(async move { Ok(Grpc::new(Text).$kind(method, $request).await) })
    }};
}

impl<T: Blog> Service<http::Request<Body>> for BlogServer<T> {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<Self::Response, Infallible>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        match request.uri().path() {
            "/blog.Blog/Health" => answer!(unary(UnaryService<String>), health, &self.0, request),
            "/blog.Blog/Me" => answer!(unary(UnaryService<String>), me, &self.0, request),
            "/blog.Blog/Publish" => answer!(unary(UnaryService<String>), publish, &self.0, request),
            "/blog.Blog/DeleteUser" => {
                answer!(unary(UnaryService<String>), delete_user, &self.0, request)
            }
            "/blog.Blog/Internal" => {
                answer!(unary(UnaryService<String>), internal, &self.0, request)
            }
            "/blog.Blog/Forgotten" => {
                answer!(unary(UnaryService<String>), forgotten, &self.0, request)
            }
            "/blog.Blog/Import" => {
                answer!(
                    client_streaming(ClientStreamingService<Streaming<String>>),
                    import,
                    &self.0,
                    request
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
