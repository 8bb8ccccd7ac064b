//! salvo 1: `Auth` as a hoop, extractors, and rejections as responses.
//!
//! `.hoop(auth)` covers a router with its subrouters, or a whole service.
//!
//! ```
//! use auth_core::{Guard, Identity, policy, salvo::require};
//! use salvo::prelude::*;
//!
//! policy! { pub Admins = role = "admin"; }
//!
//! #[handler]
//! async fn delete_user(_proof: Guard<Admins>) -> &'static str {
//!     "deleted"
//! }
//!
//! #[handler]
//! async fn whoami(identity: Identity) -> String {
//!     identity.subject().to_owned()
//! }
//!
//! let router = Router::new()
//!     // … .hoop(auth)
//!     .push(Router::with_path("users/{id}").delete(delete_user))
//!     .push(Router::with_path("staff").hoop(require::<Admins>()).get(whoami));
//! # let _ = router;
//! ```
//!
//! An `Option<Identity>` would treat bad credentials as none. It does not compile: take
//! [`MaybeIdentity`].
//!
//! ```compile_fail,E0277
//! # use auth_core::Identity;
//! # use salvo::prelude::*;
//! #[handler]
//! async fn greet(caller: Option<Identity>) {}
//! ```
//!
//! The [guide](crate::guide::frameworks::salvo) has the order of hoops and further notes.
#![expect(refining_impl_trait, reason = "a hoop that extracts by hand sees the rejection")]

mod hoop;
#[cfg(feature = "salvo-oapi")]
mod oapi;
mod path;
mod require;

use salvo::extract::{Extractible, Metadata};
use salvo::http::ResBody;
use salvo::{Depot, Request, Response, Scribe, Writer, async_trait};

use self::path::path_parameters;
pub use crate::adapters::require::{Require, require};
use crate::adapters::{carried_state, extensions, finish};
use crate::auth::decide::names_path;
use crate::auth::extract::RequestAuth;
use crate::guard::checked_response::CheckedResponse;
use crate::guard::pending::PendingGuard;
use crate::guard::report_only::ReportOnly;
use crate::guard::{Guard, Proof, Public, PublicReason};
use crate::identity::{Identity, MaybeIdentity};
use crate::in_body::{AuthSource, PendingDecision, RequestSource};
use crate::policy::Policy;
use crate::rejection::Rejection;
use crate::request::head::RequestHead;
use crate::resource::ResourceMetadata;

/// The metadata of all extractors, which read no data for salvo's own deserializer.
static METADATA: Metadata = Metadata::new("");

macro_rules! extractors {
    ($($argument:ident)*) => {$(
        impl<'r, P: Policy> Extractible<'r> for $argument<P> {
            fn metadata() -> &'static Metadata {
                &METADATA
            }

            async fn extract(
                request: &'r mut Request,
                _depot: &'r mut Depot,
            ) -> Result<Self, Rejection> {
                extract(request).await
            }
        }
    )*};
}

extractors! { Guard ReportOnly PendingGuard }

impl<'r> Extractible<'r> for Identity {
    fn metadata() -> &'static Metadata {
        &METADATA
    }

    async fn extract(request: &'r mut Request, _depot: &'r mut Depot) -> Result<Self, Rejection> {
        request_auth(request).identity().await
    }
}

impl<'r> Extractible<'r> for MaybeIdentity {
    fn metadata() -> &'static Metadata {
        &METADATA
    }

    async fn extract(request: &'r mut Request, _depot: &'r mut Depot) -> Result<Self, Rejection> {
        request_auth(request).maybe_identity().await
    }
}

impl<'r, M: PublicReason> Extractible<'r> for Public<M> {
    fn metadata() -> &'static Metadata {
        &METADATA
    }

    async fn extract(request: &'r mut Request, _depot: &'r mut Depot) -> Result<Self, Rejection> {
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
    let pattern = Some(request.matched_path()).filter(|pattern| !pattern.is_empty());
    extensions::request_auth(request_head(request), pattern)
}

/// Returns the head of a request.
fn request_head(request: &Request) -> RequestHead<'_> {
    let (method, uri, version) = (request.method(), request.uri(), request.version());
    RequestHead::new(method, uri, version, request.headers(), request.extensions())
}

impl Scribe for Rejection {
    fn render(self, response: &mut Response) {
        let (parts, body) = self.into_response::<String>().into_parts();
        response.status_code(parts.status);
        let headers = parts.headers.iter().map(|(name, value)| (name.clone(), value.clone()));
        finish::replace_headers(&mut response.headers, headers.collect());
        response.extensions.extend(parts.extensions);
        // Without a body, salvo's catcher writes its page, as for an unknown route.
        response.replace_body(if body.is_empty() { ResBody::None } else { body.into() });
    }
}

impl Scribe for ResourceMetadata {
    fn render(self, response: &mut Response) {
        let (parts, body) = self.response().into_parts();
        response.headers.extend(parts.headers);
        response.replace_body(body.into());
    }
}

#[async_trait]
impl<T: Writer + Send> Writer for CheckedResponse<T> {
    async fn write(self, request: &mut Request, depot: &mut Depot, response: &mut Response) {
        self.into_result().write(request, depot, response).await;
    }
}
