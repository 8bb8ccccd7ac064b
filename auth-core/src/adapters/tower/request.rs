//! Decisions on a request of `http`, for services that are written by hand and for `from = …`.

use http::request::Parts;
use http::{Extensions, Request};

use crate::adapters::carried_state;
use crate::adapters::extensions::{copied_path_parameters, route, state};
use crate::auth::extract::RequestAuth;
use crate::guard::Guard;
use crate::guard::report_only::ReportOnly;
use crate::identity::{Identity, MaybeIdentity};
use crate::in_body::{AuthSource, PendingDecision, RequestSource};
use crate::policy::Policy;
use crate::rejection::Rejection;
use crate::request::head::HttpHead;
use crate::request::target::Target;

/// Decides policy `P` for a request inside an [`Auth`]: for services that are written by hand.
///
/// # Errors
///
/// The [`Rejection`] to answer with; outside of any `Auth` that is a 500. A comparison with a path parameter is
/// unmet here: a tower service has no route.
///
/// ```
/// use auth_core::{Identity, Policy, Rejection};
/// use auth_core::policy::Rule;
///
/// struct Staff;
///
/// impl Policy for Staff {
///     const RULE: Rule = Rule::group(&["staff"]);
/// }
///
/// async fn answer(parts: &http::request::Parts) -> Result<String, Rejection> {
///     let proof = auth_core::adapters::tower::guard::<Staff>(parts).await?;
///     Ok(proof.identity().map_or("nobody", Identity::subject).to_owned())
/// }
/// # let _ = answer;
/// ```
pub async fn guard<P: Policy>(parts: &Parts) -> Result<Guard<P>, Rejection> {
    request_auth(parts).guard(None).await
}

/// Decides policy `P` for a request inside an [`Auth`], and logs what would have been refused.
///
/// # Errors
///
/// Outside of any `Auth`, the [`Rejection`] is a 500.
pub async fn observe<P: Policy>(parts: &Parts) -> Result<ReportOnly<P>, Rejection> {
    request_auth(parts).observe(None).await
}

/// Who sent a request inside an [`Auth`]: anonymous requests are refused.
///
/// # Errors
///
/// The [`Rejection`] to answer with; outside of any `Auth` that is a 500.
pub async fn identity(parts: &Parts) -> Result<Identity, Rejection> {
    request_auth(parts).identity().await
}

/// Who sent a request inside an [`Auth`], if anybody says: only bad credentials are refused.
///
/// # Errors
///
/// The [`Rejection`] to answer with; outside of any `Auth` that is a 500.
pub async fn maybe_identity(parts: &Parts) -> Result<MaybeIdentity, Rejection> {
    request_auth(parts).maybe_identity().await
}

/// Returns who is calling, if the request is inside an [`Auth`] and its credentials are good.
///
/// For middleware and open routes: it refuses nothing and logs nothing. Without credentials, with bad ones,
/// or while they cannot be checked, the answer is `None`: decide nothing on that.
///
/// ```
/// async fn audit(parts: &http::request::Parts) -> String {
///     let caller = auth_core::adapters::tower::peek(&parts.extensions).await;
///     caller.map_or("-".to_owned(), |caller| format!("{} {}", caller.issuer(), caller.subject()))
/// }
/// # let _ = audit;
/// ```
pub fn peek(extensions: &Extensions) -> impl Future<Output = Option<Identity>> + Send + use<> {
    carried_state::peek(state(extensions).cloned())
}

/// Returns the request as decisions need it.
pub(crate) fn request_auth(parts: &Parts) -> RequestAuth<'_> {
    of_head(HttpHead::of(parts))
}

fn of_head(head: HttpHead<'_>) -> RequestAuth<'_> {
    let session = state(head.extensions).map(|state| &**state);
    let target = Target { method: head.method.as_str(), route: route(head.extensions, head.uri) };
    RequestAuth { session, target, head }
}

impl AuthSource for Parts {
    const KNOWS_REQUEST: bool = true;

    fn decision(&self) -> PendingDecision<'_> {
        PendingDecision::visit(request_auth(self), copied_path_parameters)
    }
}

impl RequestSource for Parts {}

impl<B> AuthSource for Request<B> {
    const KNOWS_REQUEST: bool = true;

    fn decision(&self) -> PendingDecision<'_> {
        let (method, uri, version) = (self.method(), self.uri(), self.version());
        let head = HttpHead::new(method, uri, version, self.headers(), self.extensions());
        PendingDecision::visit(of_head(head), copied_path_parameters)
    }
}

impl<B> RequestSource for Request<B> {}
