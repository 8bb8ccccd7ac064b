//! The request state, as the extensions of its request carry it.

use std::iter::successors;
use std::sync::Arc;

use crate::auth::request_state::RequestState;
use crate::identity::Identity;

/// The request state, in the extensions of its request.
///
/// SECURITY: the type is private, so middleware of the application cannot put a state of its own
/// there.
#[derive(Clone)]
pub(crate) struct CarriedState(pub(crate) Arc<RequestState>);

impl CarriedState {
    /// Returns the state of the innermost `Auth` that has not ended.
    pub(crate) fn innermost(&self) -> Option<&Arc<RequestState>> {
        successors(Some(&self.0), |state| state.outer()).find(|state| !state.has_ended())
    }
}

/// Ends a request state when it is dropped: the request then belongs to the outer `Auth`.
///
/// Only frameworks that lend one request to all middleware need it. Where a service owns its
/// request, outer middleware never sees the inner state.
#[must_use = "the request state ends when this is dropped"]
pub(crate) struct EndOnDrop(pub(crate) Arc<RequestState>);

impl Drop for EndOnDrop {
    // SECURITY: code after an `.await` does not run after an error, a timeout or a panic.
    // Middleware between two `Auth`s would then act for the inner caller, and its guard would use
    // the inner issuer.
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Returns the identity that a request state authenticates, or `None` without valid credentials.
pub(crate) async fn peek(state: Option<Arc<RequestState>>) -> Option<Identity> {
    state?.peek().await
}
