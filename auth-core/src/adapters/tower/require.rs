//! A layer that guards all services inside it.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use crate::adapters::extensions::path_parameters;
use crate::adapters::require::Require;
use crate::adapters::tower::request::request_auth;
use crate::auth::decide::names_path;
use crate::guard::Guard;
use crate::policy::Policy;

impl<P: Policy, S> Layer<S> for Require<P> {
    type Service = RequireService<P, S>;

    fn layer(&self, inner: S) -> Self::Service {
        RequireService { policy: PhantomData, inner }
    }
}

/// A service that only allowed requests reach: see [`require`](crate::adapters::tower::require()).
///
/// It is ready if the service inside is. While a request is decided, it holds its permit of an
/// inner concurrency limit. A rejected request releases it. Place the limit outside of the layer if
/// callers without credentials must not hold permits.
pub struct RequireService<P, S> {
    policy: PhantomData<fn(P) -> P>,
    inner: S,
}

impl<P, S, B, R> Service<Request<B>> for RequireService<P, S>
where
    P: Policy,
    S: Service<Request<B>, Response = Response<R>> + Clone + Send + 'static,
    S::Future: Send,
    B: Send + 'static,
    R: From<String>,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<R>, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let mut inner = take_ready(&mut self.inner);
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            let names_path = const { names_path::<Guard<P>>() };
            let path = names_path.then(|| path_parameters(&mut parts));
            match request_auth(&parts).extract::<Guard<P>>(path.as_ref()).await {
                Ok(_) => inner.call(Request::from_parts(parts, body)).await,
                // Dropping the service releases its permit of an inner concurrency limit.
                Err(rejection) => Ok(rejection.into_response()),
            }
        })
    }
}

/// Takes the service that is ready, and leaves a copy that is not polled yet.
pub(crate) fn take_ready<S: Clone>(inner: &mut S) -> S {
    let copy = inner.clone();
    std::mem::replace(inner, copy)
}

impl<P, S: Clone> Clone for RequireService<P, S> {
    fn clone(&self) -> Self {
        Self { policy: PhantomData, inner: self.inner.clone() }
    }
}

impl<P: Policy, S> fmt::Debug for RequireService<P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RequireService<{}>", crate::policy::name::public(P::name()))
    }
}
