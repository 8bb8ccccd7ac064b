//! The request-local cache of `Auth` in rocket.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rocket::Request;

use crate::auth::request_state::RequestState;
use crate::rejection::Rejection;

/// The request-local cache of `Auth`.
///
/// SECURITY: the type is private, so the application cannot put a state of its own into a request.
#[derive(Default)]
pub(super) struct RequestCache(Mutex<Cached>);

/// The values in a [`RequestCache`].
#[derive(Clone, Default)]
pub(super) struct Cached {
    pub(super) state: Option<Arc<RequestState>>,
    /// The rejection that a handler returned.
    pub(super) returned: Option<Rejection>,
}

impl RequestCache {
    pub(super) fn of<'r>(request: &'r Request<'_>) -> MutexGuard<'r, Cached> {
        let Self(cached) = request.local_cache(Self::default);
        cached.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
