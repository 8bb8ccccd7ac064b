//! tonic 0.14: rules for methods, calls in `from = …`, and rejections as statuses.
//!
//! [`Auth`](crate::Auth) is a layer: `Server::builder().layer(auth)`. The layer [`methods`] inside
//! of it decides before a message is read, and rejects methods without a rule:
//!
//! ```
//! use auth_core::policy;
//!
//! policy! { pub CanGreet = scope = "greet"; }
//!
//! let methods = auth_core::adapters::tonic::methods()
//!     .require::<CanGreet>("/greeter.Greeter/SayHello")
//!     .public("/grpc.health.v1.Health/Check", "liveness probe, no data")
//!     .build()?;
//! // Server::builder().layer(auth).layer(methods)
//! # let _ = methods;
//! # Ok::<(), auth_core::adapters::tonic::MethodError>(())
//! ```
//!
//! `#[require(…, from = request)]` on a method of a service decides in its body, below
//! `#[tonic::async_trait]` on the `impl` block. tonic has then read and decoded the message of a
//! unary or server-streaming call. So a message that does not decode is rejected first, and
//! `conceal` needs the layer.
//!
//! | rejection | status | metadata |
//! |---|---|---|
//! | 401 | `Unauthenticated` | `www-authenticate`, one line for each challenge |
//! | 403 | `PermissionDenied` | `www-authenticate`, if a scope is missing |
//! | 404, concealed | `Unimplemented` | none, as for an unknown method |
//! | 500 | `Internal` | |
//! | 503 | `Unavailable` | `retry-after`, in seconds |
//!
//! All but the concealed one have `cache-control: no-store`, for intermediaries that speak only
//! HTTP. `on_rejection` and `not_found` have no effect.
//!
//! A call has no path parameters, so `path.…` is unmet. The peer's address needs the feature
//! `tonic-server`, or [`PeerAddress`](crate::adapters::tower::PeerAddress) from an outer layer.
//!
//! The [guide](crate::guide::frameworks::tonic) has the order of layers and further notes.

use std::sync::{Arc, LazyLock};

use http::{HeaderMap, Method, Uri, Version};
use tonic::metadata::MetadataMap;
use tonic::{Code, Request, Status};

use crate::adapters::extensions::{self, GrpcCall};
pub(crate) use crate::adapters::tonic::method_policy::reject;
pub use crate::adapters::tonic::method_policy::{
    MethodError, Methods, MethodsBuilder, MethodsService, methods,
};
use crate::auth::extract::RequestAuth;
use crate::guard::Guard;
use crate::identity::Identity;
use crate::identity::MaybeIdentity;
use crate::in_body::{AuthSource, PendingDecision, RequestSource};
use crate::policy::Policy;
use crate::rejection::Rejection;
use crate::request::head::RequestHead;
use crate::request::path::PathParameters;

mod method_policy;

/// The status to respond with, and the challenges as its metadata.
///
/// The rejection is the `source()` of the status, for logs. Clients do not receive it.
///
/// ```
/// use auth_core::policy;
/// use auth_core::policy::Facts;
/// use tonic::{Code, Status};
///
/// policy! { pub Admins = role = "admin"; }
///
/// let status = Status::from(Facts::anonymous().check::<Admins>().unwrap_err());
/// assert_eq!((status.code(), status.message()), (Code::Unauthenticated, "Unauthorized"));
/// assert_eq!(status.metadata().get("www-authenticate").unwrap(), r#"Bearer realm="api""#);
/// ```
impl From<Rejection> for Status {
    fn from(rejection: Rejection) -> Self {
        let (code, message) = match &rejection {
            Rejection::Concealed(_) => (Code::Unimplemented, ""),
            Rejection::Forbidden(_) => (Code::PermissionDenied, "Forbidden"),
            Rejection::Misconfigured(_) => (Code::Internal, "Internal Server Error"),
            Rejection::Unauthorized(_) => (Code::Unauthenticated, "Unauthorized"),
            Rejection::Unavailable(_) => (Code::Unavailable, "Service Unavailable"),
        };
        let mut lines = Vec::new();
        if rejection.is_open() {
            rejection.missing_fields(&|_| false, &mut lines);
        }
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name, value);
        }
        let mut status = Self::with_metadata(code, message, MetadataMap::from_headers(headers));
        status.set_source(Arc::new(rejection));
        status
    }
}

impl<T> AuthSource for Request<T> {
    const KNOWS_REQUEST: bool = true;

    fn decision(&self) -> PendingDecision<'_> {
        // tonic's router is one of axum's. Its parameters are the parts of a method's name.
        PendingDecision::of_request(request_auth(self), |_| PathParameters::default().unrouted())
    }
}

impl<T> RequestSource for Request<T> {}

/// Decides policy `P` for a call inside an [`Auth`](crate::Auth).
///
/// # Errors
///
/// The [`Rejection`] to respond with. It is a 500 outside of any `Auth`. `?` converts it to a
/// [`Status`].
pub fn guard<P: Policy, T>(
    request: &Request<T>,
) -> impl Future<Output = Result<Guard<P>, Rejection>> + Send {
    request_auth(request).extract(None)
}

/// Returns the caller of a call inside an [`Auth`](crate::Auth). Rejects anonymous calls.
///
/// # Errors
///
/// The [`Rejection`] to respond with. It is a 500 outside of any `Auth`.
///
/// ```
/// use tonic::{Request, Response, Status};
///
/// async fn whoami(request: Request<()>) -> Result<Response<String>, Status> {
///     let identity = auth_core::adapters::tonic::identity(&request).await?;
///     Ok(Response::new(identity.subject().to_owned()))
/// }
/// # let _ = whoami;
/// ```
pub fn identity<T>(
    request: &Request<T>,
) -> impl Future<Output = Result<Identity, Rejection>> + Send {
    request_auth(request).identity()
}

/// Returns the caller of a call inside an [`Auth`](crate::Auth), if it presents credentials.
///
/// # Errors
///
/// The [`Rejection`] of bad credentials. It is a 500 outside of any `Auth`.
pub fn maybe_identity<T>(
    request: &Request<T>,
) -> impl Future<Output = Result<MaybeIdentity, Rejection>> + Send {
    request_auth(request).maybe_identity()
}

/// Returns the caller, if the call is inside an [`Auth`](crate::Auth) and its credentials are good.
///
/// For middleware and open methods: no call is rejected, and no rejection logged. `None` stands for
/// absent, bad and unverifiable credentials, so do not base a decision on it.
pub fn peek<T>(request: &Request<T>) -> impl Future<Output = Option<Identity>> + Send + use<T> {
    crate::adapters::tower::peek(request.extensions())
}

fn request_auth<T>(request: &Request<T>) -> RequestAuth<'_> {
    static UNKNOWN: LazyLock<GrpcCall> =
        LazyLock::new(|| GrpcCall { method: Method::POST, uri: Uri::default() });
    let extensions = request.extensions();
    let GrpcCall { method, uri } = extensions.get().unwrap_or_else(|| &*UNKNOWN);
    let headers = request.metadata().as_ref();
    let head = RequestHead::new(method, uri, Version::HTTP_2, headers, extensions);
    // The path of a call that reached its service is that of a method.
    extensions::request_auth(head, extensions.get::<GrpcCall>().map(|call| call.uri.path()))
}
