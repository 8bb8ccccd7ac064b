//! actix-web 4: `Auth` as a middleware, extractors, and rejections as responses.
//!
//! `.wrap(auth)` covers an application, a scope or a resource. The middleware that is wrapped last is
//! the outermost.
//!
//! actix-web starts all extractors of a handler at once. So the middleware has the request
//! authenticated before it passes it on. A guard then decides without waiting, before the body is
//! read.
//!
//! ```
//! use actix_web::{App, web};
//! use auth_core::{Guard, Identity, policy};
//!
//! policy! { pub Admins = role = "admin"; }
//!
//! async fn delete_user(_proof: Guard<Admins>) -> &'static str {
//!     "deleted"
//! }
//!
//! async fn whoami(identity: Identity) -> String {
//!     identity.subject().to_owned()
//! }
//!
//! let app = App::new()
//!     .route("/users/{id}", web::delete().to(delete_user))
//!     .route("/me", web::get().to(whoami));
//! // … .wrap(auth.clone())
//! # let _ = app;
//! ```
//!
//! The [guide](crate::guide::frameworks::actix_web) has the order of middleware and further notes.

use std::borrow::Cow;
use std::convert::Infallible;
use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::body::BoxBody;
use actix_web::dev::{Payload, Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::http::{StatusCode, header};
use actix_web::{
    Error, FromRequest, HttpMessage, HttpRequest, HttpResponse, Responder, ResponseError,
};
use http::request::Parts;
use http::{HeaderName, HeaderValue};

use crate::adapters::carried_state::{self, CarriedState, EndOnDrop};
use crate::adapters::now_or_never;
use crate::auth::Auth;
use crate::auth::decide::names_path;
use crate::auth::extract::{RequestAuth, Snapshot};
use crate::auth::request_state::{Passing, RequestState};
use crate::guard::Guard;
use crate::guard::checked_response::CheckedResponse;
use crate::guard::pending::PendingGuard;
use crate::guard::report_only::ReportOnly;
use crate::guard::{Public, PublicReason};
use crate::identity::Identity;
use crate::identity::MaybeIdentity;
use crate::in_body::{AuthSource, PendingDecision, RequestSource};
use crate::policy::Policy;
use crate::rejection::Rejection;
use crate::rejection::reason::MisconfiguredReason;
use crate::request::head::Head;
use crate::request::headers::{self, HeaderSource, InvalidHeader};
use crate::request::path::PathParameters;
use crate::request::target::Target;

impl<S, B> Transform<S, ServiceRequest> for Auth
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type InitError = ();
    type Transform = AuthMiddleware<S>;
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(AuthMiddleware { auth: self.clone(), inner: Rc::new(inner) }))
    }
}

/// A service inside an [`Auth`].
#[derive(Clone, Debug)]
pub struct AuthMiddleware<S> {
    auth: Auth,
    inner: Rc<S>,
}

impl<S, B> Service<ServiceRequest> for AuthMiddleware<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<ServiceResponse<B>, Error>>>>;

    forward_ready!(inner);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let peer = request.peer_addr().map(|address| address.ip());
        let outer = session_of(&request);
        let session =
            Arc::new(RequestState::new(&self.auth.config, request.headers(), peer).inside(outer));
        request.extensions_mut().insert(CarriedState(Arc::clone(&session)));
        let ending = EndOnDrop(Arc::clone(&session));
        let inner = Rc::clone(&self.inner);
        Box::pin(async move {
            let _ending = ending;
            // SECURITY: a guard that had to wait would let actix-web read the body for the extractors beside it.
            session.prepare().await;
            match inner.call(request).await {
                Ok(mut response) => {
                    complete(&session, response.response_mut());
                    Ok(response)
                }
                Err(error) => Err(complete_error(&session, error)),
            }
        })
    }
}

/// Completes a response on its way out.
fn complete<B>(session: &RequestState, response: &mut HttpResponse<B>) {
    let fields = missing(session, response);
    add(&fields, response);
}

/// What completes a response. A refusal that is not logged yet is logged.
fn missing<B>(
    session: &RequestState,
    response: &HttpResponse<B>,
) -> Vec<(HeaderName, HeaderValue)> {
    let status = http::StatusCode::from_u16(response.status().as_u16()).unwrap_or_default();
    let extensions = response.extensions();
    let has = |name: &HeaderName| response.headers().contains_key(name.as_str());
    session.complete(&Passing { status, rejection: extensions.get::<Rejection>(), has: &has })
}

fn add<B>(fields: &[(HeaderName, HeaderValue)], response: &mut HttpResponse<B>) {
    for (name, _) in fields {
        response.headers_mut().remove(name.as_str());
    }
    append(response, fields);
}

/// Completes an error of middleware further in, which stays the error that it is: handlers of errors further out look for its type.
fn complete_error(session: &RequestState, error: Error) -> Error {
    if error.as_error::<Rejection>().is_none() {
        let status = error.as_response_error().status_code();
        session.pass_error(http::StatusCode::from_u16(status.as_u16()).unwrap_or_default());
    }
    error
}

fn append<'f, B>(
    response: &mut HttpResponse<B>,
    fields: impl IntoIterator<Item = &'f (HeaderName, HeaderValue)>,
) {
    for (name, value) in fields {
        // What one version of `http` takes for a name and a value, the other one does too.
        if let (Ok(name), Ok(value)) = (
            header::HeaderName::from_bytes(name.as_ref()),
            header::HeaderValue::from_bytes(value.as_bytes()),
        ) {
            response.headers_mut().append(name, value);
        }
    }
}

impl HeaderSource for header::HeaderMap {
    fn values(
        &self,
        name: &HeaderName,
    ) -> impl Iterator<Item = Result<Cow<'_, HeaderValue>, InvalidHeader>> {
        self.get_all(name.as_str()).map(|value| headers::convert(value.as_bytes()))
    }
}

macro_rules! extractors {
    ($($argument:ident)*) => {$(
        impl<P: Policy> FromRequest for $argument<P> {
            type Error = Rejection;
            type Future = Asking<Self>;

            fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
                Asking::new(request, |request| {
                    let path = path_parameters(request, const { names_path::<Self>() });
                    ask(request, async |visit| visit.extract(path.as_ref()).await)
                })
            }
        }
    )*};
}

extractors! { Guard ReportOnly PendingGuard }

impl FromRequest for Identity {
    type Error = Rejection;
    type Future = Asking<Self>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        Asking::new(request, |request| ask(request, async |visit| visit.identity().await))
    }
}

impl FromRequest for MaybeIdentity {
    type Error = Rejection;
    type Future = Asking<Self>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        Asking::new(request, |request| ask(request, async |visit| visit.maybe_identity().await))
    }
}

impl<M: PublicReason> FromRequest for Public<M> {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(_request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(Ok(Self::new()))
    }
}

/// Asks for what a request may, at the first poll: actix-web makes the futures of all of a handler's extractors, then polls one
/// after the other, and none behind a refusal.
#[derive(Debug)]
pub struct Asking<T> {
    request: HttpRequest,
    question: fn(&HttpRequest) -> Result<T, Rejection>,
}

impl<T> Asking<T> {
    fn new(request: &HttpRequest, question: fn(&HttpRequest) -> Result<T, Rejection>) -> Self {
        Self { request: request.clone(), question }
    }
}

impl<T> Future for Asking<T> {
    type Output = Result<T, Rejection>;

    fn poll(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready((self.question)(&self.request))
    }
}

/// The head of a request. The extensions of actix-web are of another type.
impl Head for &HttpRequest {
    fn copy(&self) -> Option<Parts> {
        let (mut parts, ()) = http::Request::new(()).into_parts();
        parts.method = http::Method::from_bytes(self.method().as_str().as_bytes()).ok()?;
        parts.uri = self.uri().to_string().parse().ok()?;
        parts.version = match self.version() {
            actix_web::http::Version::HTTP_10 => http::Version::HTTP_10,
            actix_web::http::Version::HTTP_2 => http::Version::HTTP_2,
            _ => http::Version::HTTP_11,
        };
        for (name, value) in self.headers() {
            let name = HeaderName::from_bytes(name.as_str().as_bytes()).ok()?;
            parts.headers.append(name, HeaderValue::from_bytes(value.as_bytes()).ok()?);
        }
        Some(parts)
    }
}

/// Returns the session of the innermost `Auth` that the request is in; behind all of them, of the
/// innermost one that it was in.
///
/// SECURITY: a body that is still sent may ask behind them, and it is the handler's. The caller of an
/// outer `Auth` may have rights that the handler's caller lacks.
fn session_of(request: &impl HttpMessage) -> Option<Arc<RequestState>> {
    let extensions = request.extensions();
    let carried: &CarriedState = extensions.get()?;
    Some(Arc::clone(carried.innermost().unwrap_or(&carried.0)))
}

/// Returns who is calling, if an [`Auth`] has seen the request and its credentials are good. Takes an [`HttpRequest`] or a
/// [`ServiceRequest`].
///
/// For middleware and open routes: it waits for nothing, refuses nothing and logs nothing. Without credentials, with bad ones,
/// or while they cannot be checked, the answer is `None`: decide nothing on that. Outside of `Auth`, ask behind the services further in.
///
/// ```
/// use actix_web::body::BoxBody;
/// use actix_web::dev::{ServiceRequest, ServiceResponse};
/// use actix_web::middleware::Next;
///
/// async fn audit(
///     request: ServiceRequest,
///     next: Next<BoxBody>,
/// ) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
///     let response = next.call(request).await?;
///     if let Some(caller) = auth_core::adapters::actix_web::peek(response.request()) {
///         println!("{} {} {}", caller.issuer(), caller.subject(), response.status());
///     }
///     Ok(response)
/// }
/// // `.wrap(from_fn(audit))`
/// ```
pub fn peek(request: &impl HttpMessage) -> Option<Identity> {
    let session = session_of(request);
    // A request whose middleware has not prepared it would have to wait.
    now_or_never(carried_state::peek(session)).flatten()
}

/// The answer for a request that its middleware has prepared: there is nothing to wait for.
fn ask<T>(
    request: &HttpRequest,
    question: impl AsyncFnOnce(RequestAuth<'_, &HttpRequest>) -> Result<T, Rejection>,
) -> Result<T, Rejection> {
    let session = session_of(request);
    let pattern = request.match_pattern();
    let target = target(request, pattern.as_deref());
    let visit = RequestAuth { state: session.as_deref(), target, head: request };
    // SECURITY: no request is allowed, and no body read, before the decision is known.
    let unprepared = || Err(Rejection::misconfigured(MisconfiguredReason::NoAuth));
    now_or_never(question(visit)).unwrap_or_else(unprepared)
}

impl AuthSource for HttpRequest {
    const KNOWS_REQUEST: bool = true;

    fn decision(&self) -> PendingDecision<'_> {
        let pattern = self.match_pattern();
        let target = target(self, pattern.as_deref());
        PendingDecision::snapshot(Snapshot::new(
            session_of(self),
            target,
            &self,
            path_parameters(self, true),
        ))
    }
}

impl RequestSource for HttpRequest {}

impl AuthSource for ServiceRequest {
    const KNOWS_REQUEST: bool = true;

    fn decision(&self) -> PendingDecision<'_> {
        self.request().decision()
    }
}

impl RequestSource for ServiceRequest {}

fn target<'r>(request: &'r HttpRequest, pattern: Option<&'r str>) -> Target<'r> {
    Target { method: request.method().as_str(), route: pattern.unwrap_or_else(|| request.path()) }
}

/// What the route found in the path, if the policy compares any of it: decoded as `web::Path` decodes it.
fn path_parameters(request: &HttpRequest, needed: bool) -> Option<PathParameters> {
    let path = request.match_info();
    let parameters = needed.then(|| match path.load::<Vec<String>>() {
        Ok(texts) => PathParameters::new(path.iter().map(|(name, _)| name).zip(texts)),
        Err(_) => PathParameters::invalid(),
    })?;
    // actix-web knows the pattern before it routes: middleware further out than the route has not all parameters of it.
    let expected = request.match_pattern().map(|pattern| pattern.matches('{').count());
    let is_routed = expected.is_some_and(|expected| path.iter().count() >= expected);
    Some(if is_routed { parameters } else { parameters.unrouted() })
}

impl ResponseError for Rejection {
    fn status_code(&self) -> StatusCode {
        status_code(self.status())
    }

    fn error_response(&self) -> HttpResponse {
        let (mut parts, body) = self.clone().into_response::<String>().into_parts();
        let mut response = HttpResponse::with_body(status_code(parts.status), BoxBody::new(body));
        let fields: Vec<_> =
            parts.headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        append(&mut response, &fields);
        if let Some(rejection) = parts.extensions.remove::<Self>() {
            response.extensions_mut().insert(rejection);
        }
        response
    }
}

impl<T: Responder> Responder for CheckedResponse<T> {
    type Body = <Result<T, Rejection> as Responder>::Body;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse<Self::Body> {
        self.into_result().respond_to(request)
    }
}

fn status_code(status: http::StatusCode) -> StatusCode {
    StatusCode::from_u16(status.as_u16()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
