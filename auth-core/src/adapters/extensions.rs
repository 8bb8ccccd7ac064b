//! Values that frameworks over `http` 1 leave in the extensions of requests and responses.
//!
//! Only this file knows the types of axum and tonic there. The layer of tower reads them here, and
//! the adapters of axum and tonic are built on that layer.

#[cfg(feature = "tower")]
use std::net::IpAddr;
use std::sync::Arc;

#[cfg(feature = "tonic")]
use http::HeaderMap;
use http::request::Parts;
use http::{Extensions, Request};
#[cfg(feature = "tower")]
use http::{Method, Uri};

use crate::adapters::carried_state::CarriedState;
#[cfg(feature = "tower")]
use crate::adapters::no_upgrade;
use crate::auth::extract::RequestAuth;
use crate::auth::request_state::RequestState;
use crate::rejection::Rejection;
use crate::request::head::RequestHead;
use crate::request::path::PathParameters;
use crate::request::target::Target;

/// Returns the state of the innermost `Auth` that the request is in.
pub(crate) fn state(extensions: &Extensions) -> Option<&Arc<RequestState>> {
    extensions.get().and_then(CarriedState::innermost)
}

/// Returns a request with the state that its extensions carry. `pattern` is that of its route.
pub(crate) fn request_auth<'r>(head: RequestHead<'r>, pattern: Option<&'r str>) -> RequestAuth<'r> {
    let target = Target::new(head.method.as_str(), pattern, head.uri.path());
    RequestAuth { state: state(head.extensions), target, head }
}

/// The address of the peer, for tower services outside of frameworks that provide it.
///
/// ```
/// use auth_core::adapters::tower::PeerAddress;
///
/// let mut request = http::Request::new(());
/// request.extensions_mut().insert(PeerAddress("192.0.2.1".parse().unwrap()));
/// ```
#[cfg(feature = "tower")]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PeerAddress(pub IpAddr);

/// Returns the address of the peer.
///
/// axum provides it where the application is served with
/// `into_make_service_with_connect_info::<SocketAddr>()`.
#[cfg(feature = "tower")]
pub(crate) fn peer(extensions: &Extensions) -> Option<IpAddr> {
    #[cfg(feature = "axum")]
    if let Some(axum::extract::ConnectInfo(address)) =
        extensions.get::<axum::extract::ConnectInfo<std::net::SocketAddr>>()
    {
        return Some(address.ip());
    }
    #[cfg(feature = "tonic-server")]
    if let Some(address) =
        extensions.get().and_then(tonic::transport::server::TcpConnectInfo::remote_addr)
    {
        return Some(address.ip());
    }
    extensions.get().map(|PeerAddress(address)| *address)
}

/// Returns the URI that the client sent. axum passes a part of it to nested routes.
#[cfg(feature = "axum")]
pub(crate) fn original_uri(extensions: &Extensions) -> Option<&Uri> {
    extensions.get::<axum::extract::OriginalUri>().map(|axum::extract::OriginalUri(uri)| uri)
}

/// Returns `None`: services of tower get the URI that the client sent.
#[cfg(all(feature = "tower", not(feature = "axum")))]
pub(crate) fn original_uri(_extensions: &Extensions) -> Option<&Uri> {
    None
}

/// Returns the pattern of axum's matched route.
#[cfg(feature = "axum")]
pub(crate) fn pattern(extensions: &Extensions) -> Option<&str> {
    extensions.get::<axum::extract::MatchedPath>().map(axum::extract::MatchedPath::as_str)
}

/// Returns `None`: services of tower have no routes.
#[cfg(not(feature = "axum"))]
pub(crate) fn pattern(_extensions: &Extensions) -> Option<&str> {
    None
}

/// The method and the route of a request, kept for its response.
#[cfg(feature = "tower")]
pub(crate) struct KeptTarget {
    method: Method,
    route: KeptRoute,
    /// `true` if the request asks for another protocol.
    pub(crate) asks_for_upgrade: bool,
}

#[cfg(feature = "tower")]
enum KeptRoute {
    /// Cheap to clone, unlike its text.
    #[cfg(feature = "axum")]
    Matched(axum::extract::MatchedPath),
    Path(Box<str>),
}

#[cfg(feature = "tower")]
impl KeptRoute {
    fn of<B>(request: &Request<B>) -> Self {
        #[cfg(feature = "axum")]
        if let Some(matched) = request.extensions().get::<axum::extract::MatchedPath>() {
            return Self::Matched(matched.clone());
        }
        Self::Path(request.uri().path().into())
    }
}

#[cfg(feature = "tower")]
impl KeptTarget {
    /// Keeps the method and the route of a request.
    pub(crate) fn of<B>(request: &Request<B>) -> Self {
        let method = request.method().clone();
        let asks_for_upgrade = no_upgrade::asks_for_upgrade(&method, request.headers());
        Self { method, route: KeptRoute::of(request), asks_for_upgrade }
    }

    pub(crate) fn as_target(&self) -> Target<'_> {
        let method = self.method.as_str();
        match &self.route {
            #[cfg(feature = "axum")]
            KeptRoute::Matched(matched) => Target::new(method, Some(matched.as_str()), ""),
            KeptRoute::Path(path) => Target::new(method, None, path),
        }
    }
}

/// Returns the path parameters of axum's matched route, decoded as `Path` decodes them.
#[cfg(feature = "axum")]
pub(crate) fn path_parameters(parts: &mut Parts) -> PathParameters {
    use axum::extract::rejection::RawPathParamsRejection::InvalidUtf8InPathParam;
    use axum::extract::{FromRequestParts, RawPathParams};

    match super::now_or_never(RawPathParams::from_request_parts(parts, &())) {
        Some(Ok(parameters)) => PathParameters::new(parameters.iter()),
        // The extractor never waits. If it did, the parameters would be unknown.
        Some(Err(InvalidUtf8InPathParam(_))) | None => PathParameters::invalid(),
        // The request is in a fallback, outside of any route.
        Some(Err(_)) => PathParameters::default().unrouted(),
    }
}

/// Returns no path parameters: services of tower have no routes.
#[cfg(not(feature = "axum"))]
pub(crate) fn path_parameters(_parts: &mut Parts) -> PathParameters {
    PathParameters::default().unrouted()
}

/// Returns the path parameters of a request that is borrowed, from its extensions.
pub(crate) fn copied_path_parameters(extensions: &Extensions) -> PathParameters {
    let (mut parts, ()) = Request::new(()).into_parts();
    parts.extensions = extensions.clone();
    path_parameters(&mut parts)
}

/// The method and URI of a gRPC call, which `tonic::Request` does not have.
#[cfg(feature = "tonic")]
#[derive(Clone)]
pub(crate) struct GrpcCall {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
}

#[cfg(feature = "tonic")]
impl GrpcCall {
    /// Returns whether a request is a call of gRPC.
    pub(crate) fn is(headers: &HeaderMap) -> bool {
        headers
            .get(http::header::CONTENT_TYPE)
            .is_some_and(|value| value.as_bytes().starts_with(b"application/grpc"))
    }

    /// Keeps the method and URI in the extensions, if the request is a call of gRPC.
    pub(crate) fn keep<B>(request: &mut Request<B>) {
        if Self::is(request.headers()) {
            let call = Self { method: request.method().clone(), uri: request.uri().clone() };
            request.extensions_mut().insert(call);
        }
    }
}

/// Returns the rejection that a response carries.
pub(crate) fn rejection(extensions: &Extensions) -> Option<&Rejection> {
    let rejection = extensions.get();
    #[cfg(feature = "tonic")]
    let rejection = rejection.or_else(|| grpc_rejection(extensions));
    rejection
}

/// Returns the rejection that is the source of tonic's `Status`.
#[cfg(feature = "tonic")]
pub(crate) fn grpc_rejection(extensions: &Extensions) -> Option<&Rejection> {
    std::error::Error::source(extensions.get::<tonic::Status>()?)?.downcast_ref()
}
