//! A layer for services that are deliberately open.

use std::fmt;
use std::task::{Context, Poll};

use http::Request;
use tower_layer::Layer;
use tower_service::Service;

use crate::adapters::extensions;

/// Returns a layer around a service that is deliberately open, for the given reason. With
/// [`withhold_unguarded`](crate::auth::AuthBuilder::withhold_unguarded), its responses are sent.
///
/// It belongs inside [`Auth`](crate::Auth). A handler has `#[public("reason")]` in its place.
///
/// # Panics
///
/// If `reason` is empty.
///
/// ```
/// use auth_core::adapters::tower::public;
/// use tower_layer::Layer as _;
///
/// fn files<S: Clone>(directory: S) -> impl Clone {
///     public("files of the front end").layer(directory)
/// }
/// # let _ = files::<()>;
/// ```
#[must_use = "a layer opens only the service inside it"]
pub const fn public(reason: &'static str) -> PublicLayer {
    assert!(!reason.trim_ascii().is_empty(), "an open service needs a reason");
    PublicLayer { reason }
}

/// A layer around a service that is deliberately open: see [`public`].
#[derive(Clone, Copy, Debug)]
pub struct PublicLayer {
    reason: &'static str,
}

impl<S> Layer<S> for PublicLayer {
    type Service = PublicService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        PublicService { reason: self.reason, inner }
    }
}

/// A service that is deliberately open: see [`public`].
#[derive(Clone)]
pub struct PublicService<S> {
    reason: &'static str,
    inner: S,
}

impl<S: Service<Request<B>>, B> Service<Request<B>> for PublicService<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        if let Some(state) = extensions::state(request.extensions()) {
            state.mark().pass();
        }
        self.inner.call(request)
    }
}

impl<S> fmt::Debug for PublicService<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicService({:?})", self.reason)
    }
}
