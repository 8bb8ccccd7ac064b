//! How a session travels with its request, and when the request belongs to the outer `Auth` again.

use std::iter::successors;
use std::sync::Arc;

use crate::auth::request_state::RequestState;
use crate::identity::Identity;

/// A session in the extensions of its request. Private: nothing outside this crate can put one there.
#[derive(Clone)]
pub(crate) struct Carried(pub(crate) Arc<RequestState>);

impl Carried {
    /// Returns the session of the innermost `Auth` that has not ended.
    pub(crate) fn session(&self) -> Option<&Arc<RequestState>> {
        successors(Some(&self.0), |session| session.outer()).find(|session| !session.has_ended())
    }
}

/// Returns who is calling, if the request is in an `Auth` and the credentials are good.
pub(crate) async fn peek(session: Option<Arc<RequestState>>) -> Option<Identity> {
    session?.peek().await
}

/// Ends a session when it is dropped: the request then belongs to the outer `Auth`.
///
/// Frameworks that lend one request to all middleware need it. Where a service owns its request,
/// the middleware further out never sees the inner session.
#[cfg(any(feature = "actix-web", feature = "salvo"))]
#[must_use = "the session ends when this is dropped"]
pub(crate) struct Ending(pub(crate) Arc<RequestState>);

#[cfg(any(feature = "actix-web", feature = "salvo"))]
impl Drop for Ending {
    // SECURITY: code behind an `.await` does not run after an error, a timeout or a panic. Middleware
    // between two `Auth`s would then act for the inner caller, and a guard there would ask the inner issuer.
    fn drop(&mut self) {
        self.0.end();
    }
}
