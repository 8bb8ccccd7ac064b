//! poem 3 and poem-openapi 5: `Auth` as a middleware, extractors, and rejections as responses.
//!
//! `.with(auth)` on a route covers all routes inside.
//!
//! ```
//! use auth_core::{Guard, Identity, policy};
//! use poem::{EndpointExt as _, Route, delete, get, handler};
//!
//! policy! { pub Admins = role = "admin"; }
//!
//! #[handler]
//! fn delete_user(_proof: Guard<Admins>) -> &'static str {
//!     "deleted"
//! }
//!
//! #[handler]
//! fn whoami(identity: Identity) -> String {
//!     identity.subject().to_owned()
//! }
//!
//! let staff = Route::new().at("/whoami", get(whoami));
//! let app = Route::new()
//!     .at("/users/:id", delete(delete_user))
//!     .nest("/staff", staff.with(auth_core::poem::require::<Admins>()));
//! // … .with(auth)
//! # let _ = app;
//! ```
//!
//! An `#[oai]` method takes its `Guard` by hand, as the first argument: poem-openapi reads the body
//! where an argument needs it.
//!
//! ```ignore
//! #[OpenApi]
//! impl Api {
//!     #[oai(path = "/posts", method = "post")]
//!     async fn publish(&self, _proof: Guard<CanPublish>, post: Json<Post>) -> Json<Post> { post }
//! }
//! ```
//!
//! The [guide](crate::guide::frameworks::poem) has the order of middleware and further notes.

mod middleware;
mod path;
mod require;
mod response;

use poem::{FromRequest, PathPattern, Request, RequestBody};

pub use self::middleware::AuthEndpoint;
use self::path::path_parameters;
pub use self::require::RequireEndpoint;
pub use crate::adapters::require::{Require, require};
use crate::adapters::{carried_state, extensions};
use crate::auth::decide::names_path;
use crate::auth::extract::RequestAuth;
use crate::guard::pending::PendingGuard;
use crate::guard::report_only::ReportOnly;
use crate::guard::{Guard, Proof, Public, PublicReason};
use crate::identity::{Identity, MaybeIdentity};
use crate::in_body::{AuthSource, PendingDecision, RequestSource};
use crate::policy::Policy;
use crate::rejection::Rejection;
use crate::request::head::RequestHead;

macro_rules! extractors {
    ($($argument:ident)*) => {$(
        impl<'a, P: Policy> FromRequest<'a> for $argument<P> {
            async fn from_request(
                request: &'a Request,
                _body: &mut RequestBody,
            ) -> poem::Result<Self> {
                Ok(extract(request).await?)
            }
        }
    )*};
}

extractors! { Guard ReportOnly PendingGuard }

impl<'a> FromRequest<'a> for Identity {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        Ok(request_auth(request).identity().await?)
    }
}

impl<'a> FromRequest<'a> for MaybeIdentity {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        Ok(request_auth(request).maybe_identity().await?)
    }
}

impl<'a, M: PublicReason> FromRequest<'a> for Public<M> {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        Ok(request_auth(request).public())
    }
}

/// Returns the caller, if the request is inside an [`Auth`](crate::Auth) and its credentials are
/// good.
///
/// For middleware and open routes: no request is rejected, and no rejection logged. `None` stands
/// for absent, bad and unverifiable credentials, so do not base a decision on it.
pub fn peek(request: &Request) -> impl Future<Output = Option<Identity>> + Send + use<> {
    carried_state::peek(extensions::state(request.extensions()).cloned())
}

impl AuthSource for Request {
    const KNOWS_REQUEST: bool = true;

    fn decision(&self) -> PendingDecision<'_> {
        PendingDecision::snapshot(&request_auth(self), path_parameters(self))
    }
}

impl RequestSource for Request {}

/// Decides the policy of `T`, and returns the argument of the handler.
async fn extract<T: Proof>(request: &Request) -> Result<T, Rejection> {
    let path = const { names_path::<T>() }.then(|| path_parameters(request));
    request_auth(request).extract(path.as_ref()).await
}

fn request_auth(request: &Request) -> RequestAuth<'_> {
    let pattern = request.data().map(|PathPattern(pattern)| &**pattern);
    extensions::request_auth(request_head(request), pattern)
}

/// Returns the head of a request.
fn request_head(request: &Request) -> RequestHead<'_> {
    let (method, uri, version) = (request.method(), request.uri(), request.version());
    RequestHead::new(method, uri, version, request.headers(), request.extensions())
}
