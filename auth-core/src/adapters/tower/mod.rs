//! `Auth` as a layer of tower, and a layer that guards everything inside it.

#[cfg(feature = "axum")]
use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use http::request::Parts;
use http::{Extensions, Request, Response};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use crate::adapters::carried::{self, Carried};
use crate::adapters::drain::{self, Unread};
use crate::adapters::finish;
use crate::auth::Auth;
use crate::auth::extract::{RequestAuth, names_path};
use crate::auth::request_state::RequestState;
use crate::guard::Guard;
use crate::guard::report_only::ReportOnly;
use crate::identity::Identity;
use crate::identity::MaybeIdentity;
use crate::in_body::{AuthSource, PendingDecision, RequestSource};
use crate::policy::Policy;
use crate::rejection::Rejection;
use crate::request::head::HttpHead;
use crate::request::target::Target;

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
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = AuthFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let session = Arc::new(RequestState::new(
            &self.auth.config,
            request.headers(),
            peer(request.extensions()),
        ));
        let outer = request.extensions_mut().insert(Carried(Arc::clone(&session)));
        #[cfg(feature = "tonic")]
        crate::adapters::tonic::arrive(&mut request);
        // The outermost `Auth` reads on for all of them.
        let unread = outer.is_none().then(|| lend(&mut request, self.auth.config.drain)).flatten();
        AuthFuture { inner: self.inner.call(request), session, unread }
    }
}

/// Lends the body of a request to the service, if the client sends one that the connection ends with.
fn lend<B: 'static>(request: &mut Request<B>, limit: u64) -> Option<Unread> {
    if !drain::can_close(request.version()) {
        return None;
    }
    #[cfg(feature = "axum")]
    if let Some(request) = (request as &mut dyn Any).downcast_mut() {
        return crate::adapters::axum::lend(request, limit);
    }
    let _ = limit;
    drain::announced(request.headers()).then_some(Unread::OUT_OF_REACH)
}

pin_project! {
    /// The response of a service inside an [`Auth`].
    pub struct AuthFuture<F> {
        #[pin]
        inner: F,
        session: Arc<RequestState>,
        unread: Option<Unread>,
    }
}

impl<F, R, E> Future for AuthFuture<F>
where
    F: Future<Output = Result<Response<R>, E>>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let mut response = ready!(this.inner.poll(context))?;
        #[cfg(feature = "tonic")]
        crate::adapters::tonic::conceal(&mut response);
        let fields = finish::fields(
            this.session,
            response.status(),
            response.headers(),
            response.extensions(),
        );
        #[cfg(feature = "tonic")]
        finish::show_rejection(response.extensions_mut());
        finish::set(fields, response.headers_mut());
        if let Some(unread) = this.unread.take()
            && this.session.refuses(response.status(), response.extensions().get())
        {
            unread.close(response.headers_mut());
        }
        Poll::Ready(Ok(response))
    }
}

impl<F> fmt::Debug for AuthFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthFuture").finish_non_exhaustive()
    }
}

/// Guards everything inside the layer by policy `P`: a whole group of routes in one line. It stands inside of [`Auth`].
///
/// It is ready when the service inside is. A request holds its place in a limit further in while it is decided;
/// a refused request then gives the place back. Set limits further out if callers without credentials must not take places.
///
/// ```
/// # use auth_core::Policy;
/// # use auth_core::policy::Rule;
/// struct Staff;
///
/// impl Policy for Staff {
///     const RULE: Rule = Rule::group(&["staff"]);
/// }
///
/// let layer = auth_core::adapters::tower::require::<Staff>();
/// # let _ = layer;
/// ```
#[must_use = "a layer guards only what it is put around"]
pub const fn require<P: Policy>() -> RequireLayer<P> {
    RequireLayer { policy: PhantomData }
}

/// Guards everything inside it: see [`require`].
pub struct RequireLayer<P> {
    policy: PhantomData<fn(P) -> P>,
}

impl<P: Policy, S> Layer<S> for RequireLayer<P> {
    type Service = RequireService<P, S>;

    fn layer(&self, inner: S) -> Self::Service {
        RequireService { policy: PhantomData, inner }
    }
}

impl<P> Clone for RequireLayer<P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P> Copy for RequireLayer<P> {}

impl<P> fmt::Debug for RequireLayer<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RequireLayer<{}>", crate::policy::name::of::<P>())
    }
}

/// A service that is reached only where policy `P` allows it: see [`require`].
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
            let path = path_parameters(&mut parts, const { names_path::<P>() }).await;
            match visit(&parts).guard::<P>(path.as_ref()).await {
                Ok(_) => inner.call(Request::from_parts(parts, body)).await,
                // The service is dropped, and with it the place that a limit further in holds for it.
                Err(rejection) => Ok(rejection.into_response()),
            }
        })
    }
}

/// Takes the service that said it is ready, and leaves a copy that has not been asked.
pub(crate) fn take_ready<S: Clone>(inner: &mut S) -> S {
    let copy = inner.clone();
    std::mem::replace(inner, copy)
}

impl<P, S: Clone> Clone for RequireService<P, S> {
    fn clone(&self) -> Self {
        Self { policy: PhantomData, inner: self.inner.clone() }
    }
}

impl<P, S> fmt::Debug for RequireService<P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RequireService<{}>", crate::policy::name::of::<P>())
    }
}

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
    visit(parts).guard(None).await
}

/// Decides policy `P` for a request inside an [`Auth`], and logs what would have been refused.
///
/// # Errors
///
/// Outside of any `Auth`, the [`Rejection`] is a 500.
pub async fn observe<P: Policy>(parts: &Parts) -> Result<ReportOnly<P>, Rejection> {
    visit(parts).observe(None).await
}

/// Who sent a request inside an [`Auth`]: anonymous requests are refused.
///
/// # Errors
///
/// The [`Rejection`] to answer with; outside of any `Auth` that is a 500.
pub async fn identity(parts: &Parts) -> Result<Identity, Rejection> {
    visit(parts).identity().await
}

/// Who sent a request inside an [`Auth`], if anybody says: only bad credentials are refused.
///
/// # Errors
///
/// The [`Rejection`] to answer with; outside of any `Auth` that is a 500.
pub async fn maybe_identity(parts: &Parts) -> Result<MaybeIdentity, Rejection> {
    visit(parts).maybe_identity().await
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
    carried::peek(extensions.get().and_then(Carried::session).cloned())
}

/// The request, to ask for what it may.
pub(crate) fn visit(parts: &Parts) -> RequestAuth<'_> {
    visit_of(HttpHead::of(parts))
}

fn visit_of(head: HttpHead<'_>) -> RequestAuth<'_> {
    let session = head.extensions.get().and_then(Carried::session).map(|session| &**session);
    let target = Target { method: head.method.as_str(), route: route(head.extensions, head.uri) };
    RequestAuth { session, target, head }
}

impl AuthSource for Parts {
    const KNOWS_REQUEST: bool = true;

    fn decision(&self) -> PendingDecision<'_> {
        PendingDecision::visit(visit(self), Some(&self.extensions))
    }
}

impl RequestSource for Parts {}

impl<B> AuthSource for Request<B> {
    const KNOWS_REQUEST: bool = true;

    fn decision(&self) -> PendingDecision<'_> {
        let head = HttpHead {
            method: self.method(),
            uri: self.uri(),
            version: self.version(),
            headers: self.headers(),
            extensions: self.extensions(),
        };
        PendingDecision::visit(visit_of(head), Some(self.extensions()))
    }
}

impl<B> RequestSource for Request<B> {}

/// The address of whoever is at the other end of the connection, for services outside of any framework that tells it.
///
/// ```
/// use auth_core::adapters::tower::PeerAddress;
///
/// let mut request = http::Request::new(());
/// request.extensions_mut().insert(PeerAddress("192.0.2.1".parse().unwrap()));
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PeerAddress(pub IpAddr);

fn peer(extensions: &Extensions) -> Option<IpAddr> {
    #[cfg(feature = "axum")]
    if let Some(address) = crate::adapters::axum::peer(extensions) {
        return Some(address);
    }
    #[cfg(feature = "tonic-server")]
    if let Some(address) =
        extensions.get().and_then(tonic::transport::server::TcpConnectInfo::remote_addr)
    {
        return Some(address.ip());
    }
    extensions.get().map(|PeerAddress(address)| *address)
}

#[cfg(feature = "axum")]
use crate::adapters::axum::{path_parameters, route};

#[cfg(not(feature = "axum"))]
fn path_parameters(
    _: &mut Parts,
    _: bool,
) -> std::future::Ready<Option<crate::request::path::PathParameters>> {
    std::future::ready(None)
}

#[cfg(not(feature = "axum"))]
fn route<'r>(_: &'r Extensions, uri: &'r http::Uri) -> &'r str {
    uri.path()
}
