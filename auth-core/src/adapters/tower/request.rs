//! Decisions on a request of `http`, for services that are written by hand and for `from = …`.

use http::request::Parts;
use http::{Extensions, Request};

use crate::adapters::carried_state;
use crate::adapters::extensions::{self, copied_path_parameters};
use crate::auth::extract::RequestAuth;
use crate::guard::Guard;
use crate::guard::report_only::ReportOnly;
use crate::identity::{Identity, MaybeIdentity};
use crate::in_body::{AuthSource, PendingDecision, RequestSource};
use crate::policy::Policy;
use crate::rejection::Rejection;
use crate::request::head::RequestHead;

/// Decides policy `P` for a request inside an [`Auth`](crate::Auth).
///
/// A comparison with a path parameter is unmet, because a tower service has no route.
///
/// # Errors
///
/// The [`Rejection`] to respond with. It is a 500 outside of any `Auth`.
///
/// ```
/// use auth_core::{Identity, Rejection, policy};
///
/// policy! { pub Staff = group = "staff"; }
///
/// async fn answer(parts: &http::request::Parts) -> Result<String, Rejection> {
///     let proof = auth_core::adapters::tower::guard::<Staff>(parts).await?;
///     Ok(proof.identity().map_or("anonymous", Identity::subject).to_owned())
/// }
/// # let _ = answer;
/// ```
pub async fn guard<P: Policy>(parts: &Parts) -> Result<Guard<P>, Rejection> {
    request_auth(parts).extract(None).await
}

/// Decides policy `P` for a request inside an [`Auth`](crate::Auth), and only logs a rejection.
///
/// # Errors
///
/// A 500 outside of any `Auth`.
pub async fn observe<P: Policy>(parts: &Parts) -> Result<ReportOnly<P>, Rejection> {
    request_auth(parts).extract(None).await
}

/// Returns the caller of a request inside an [`Auth`](crate::Auth). Rejects anonymous requests.
///
/// # Errors
///
/// The [`Rejection`] to respond with. It is a 500 outside of any `Auth`.
pub async fn identity(parts: &Parts) -> Result<Identity, Rejection> {
    request_auth(parts).identity().await
}

/// Returns the caller of a request inside an [`Auth`](crate::Auth), if it presents credentials.
///
/// # Errors
///
/// The [`Rejection`] of bad credentials. It is a 500 outside of any `Auth`.
pub async fn maybe_identity(parts: &Parts) -> Result<MaybeIdentity, Rejection> {
    request_auth(parts).maybe_identity().await
}

/// Returns the caller, if the request is inside an [`Auth`](crate::Auth) and its credentials are
/// good.
///
/// For middleware and open routes: no request is rejected, and no rejection logged. `None` stands
/// for absent, bad and unverifiable credentials, so do not base a decision on it.
///
/// ```
/// async fn audit(parts: &http::request::Parts) -> String {
///     let caller = auth_core::adapters::tower::peek(&parts.extensions).await;
///     caller.map_or("-".to_owned(), |caller| format!("{} {}", caller.issuer(), caller.subject()))
/// }
/// # let _ = audit;
/// ```
pub fn peek(extensions: &Extensions) -> impl Future<Output = Option<Identity>> + Send + use<> {
    carried_state::peek(extensions::state(extensions).cloned())
}

/// Returns the request with the state that its extensions carry.
pub(crate) fn request_auth(parts: &Parts) -> RequestAuth<'_> {
    of_head(RequestHead::of(parts))
}

fn of_head(head: RequestHead<'_>) -> RequestAuth<'_> {
    extensions::request_auth(head, extensions::pattern(head.extensions))
}

impl AuthSource for Parts {
    const KNOWS_REQUEST: bool = true;

    fn decision(&self) -> PendingDecision<'_> {
        PendingDecision::of_request(request_auth(self), copied_path_parameters)
    }
}

impl RequestSource for Parts {}

impl<B> AuthSource for Request<B> {
    const KNOWS_REQUEST: bool = true;

    fn decision(&self) -> PendingDecision<'_> {
        PendingDecision::of_request(of_head(request_head(self)), copied_path_parameters)
    }
}

/// Returns the head of a request.
pub(super) fn request_head<B>(request: &Request<B>) -> RequestHead<'_> {
    let (method, uri, version) = (request.method(), request.uri(), request.version());
    RequestHead::new(method, uri, version, request.headers(), request.extensions())
}

impl<B> RequestSource for Request<B> {}
