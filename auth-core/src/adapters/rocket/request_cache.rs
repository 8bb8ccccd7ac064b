//! The request-local cache of `Auth` in rocket.

use std::ptr;
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
    /// The address of the route that asked last.
    pub(super) route: Option<usize>,
    /// The rejection that a handler returned.
    pub(super) returned: Option<Rejection>,
}

impl RequestCache {
    /// Returns the state of a request, for the route that asks.
    pub(super) fn state(request: &Request<'_>) -> Option<Arc<RequestState>> {
        let route = request.route().map(|route| ptr::from_ref(route).addr());
        let mut cached = Self::of(request);
        let state = cached.state.clone()?;
        // SECURITY: a route can forward a request that its guard allowed. The next route may have
        // no guard.
        if cached.route.is_some() && cached.route != route {
            state.mark().clear();
        }
        cached.route = route;
        Some(state)
    }

    pub(super) fn of<'r>(request: &'r Request<'_>) -> MutexGuard<'r, Cached> {
        let Self(cached) = request.local_cache(Self::default);
        cached.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
