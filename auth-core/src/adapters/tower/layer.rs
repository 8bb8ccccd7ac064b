//! `Auth` as a layer of tower.

#[cfg(feature = "axum")]
use std::any::Any;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use http::{Request, Response};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use crate::adapters::carried_state::CarriedState;
#[cfg(feature = "axum")]
use crate::adapters::drain::LentBody;
use crate::adapters::drain::{self, Unread};
#[cfg(feature = "tonic")]
use crate::adapters::extensions::GrpcCall;
use crate::adapters::extensions::KeptTarget;
use crate::adapters::tower::arrival::TowerRequest;
use crate::adapters::tower::request::request_head;
use crate::adapters::tower::withheld;
use crate::adapters::{extensions, finish};
use crate::auth::Auth;
use crate::auth::request_state::RequestState;

impl<S> Layer<S> for Auth {
    type Service = AuthService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        AuthService { auth: self.clone(), inner }
    }
}

/// A service inside an [`Auth`].
#[derive(Clone, Debug)]
pub struct AuthService<S> {
    auth: Auth,
    inner: S,
}

impl<S, B, R> Service<Request<B>> for AuthService<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    B: 'static,
    R: 'static,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = AuthFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let peer = extensions::peer(request.extensions());
        let config = &self.auth.config;
        let outer = extensions::state(request.extensions()).cloned();
        // The outermost `Auth` drains for all of them.
        let is_outermost = outer.is_none();
        let arriving = TowerRequest(request_head(&request));
        let state = RequestState::new(config, &arriving.arrival(peer), outer);
        request.extensions_mut().insert(CarriedState(Arc::clone(&state)));
        #[cfg(feature = "tonic")]
        GrpcCall::keep(&mut request);
        let target = config.withhold_unguarded.then(|| withheld::prepare::<B, R>(&mut request));
        let unread = is_outermost.then(|| lend(&mut request, config.drain)).flatten();
        AuthFuture { inner: self.inner.call(request), state, target, unread }
    }
}

/// Lends the body of a request to the service, if reading on after a rejection can be necessary.
fn lend<B: 'static>(request: &mut Request<B>, limit: u64) -> Option<Unread> {
    if !drain::can_close(request.version()) {
        return None;
    }
    #[cfg(feature = "axum")]
    if let Some(request) = (request as &mut dyn Any).downcast_mut() {
        return lend_axum_body(request, limit);
    }
    #[cfg(not(feature = "axum"))]
    let _ = limit;
    drain::announced(request.headers()).then_some(Unread::OUT_OF_REACH)
}

#[cfg(feature = "axum")]
fn lend_axum_body(request: &mut Request<axum::body::Body>, limit: u64) -> Option<Unread> {
    use axum::body::Body;
    use http_body::Body as _;
    use http_body_util::BodyExt as _;

    if request.body().is_end_stream() {
        return None;
    }
    let body = std::mem::take(request.body_mut());
    let (body, unread) = LentBody::new(body, request.headers(), limit);
    // Extractors look for the cause at a certain depth: an error must not be wrapped once more.
    *request.body_mut() = Body::new(body.map_err(axum::Error::into_inner));
    Some(unread)
}

pin_project! {
    /// The response of a service inside an [`Auth`].
    pub struct AuthFuture<F> {
        #[pin]
        inner: F,
        state: Arc<RequestState>,
        // The method and the route, if the response may be withheld.
        target: Option<KeptTarget>,
        unread: Option<Unread>,
    }
}

impl<F, R, E> Future for AuthFuture<F>
where
    F: Future<Output = Result<Response<R>, E>>,
    R: 'static,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let (mut parts, mut body) = ready!(this.inner.poll(context))?.into_parts();
        finish::complete(this.state, parts.status, &mut parts.headers, &mut parts.extensions);
        if let Some(target) = this.target
            && let Some(other) = withheld::replace(this.state, target, parts.status, &parts.headers)
        {
            (parts, body) = other.into_parts();
        }
        if let Some(unread) = this.unread.take()
            && this.state.refuses(parts.status, parts.extensions.get())
        {
            unread.close(&mut parts.headers);
        }
        Poll::Ready(Ok(Response::from_parts(parts, body)))
    }
}

impl<F> fmt::Debug for AuthFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthFuture").finish_non_exhaustive()
    }
}
