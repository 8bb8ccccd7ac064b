//! actix-web 4: `Auth` as a middleware, extractors, and rejections as responses.
//!
//! `.wrap(auth)` covers an application, a scope or a resource. The middleware that is wrapped last
//! is the outermost.
//!
//! actix-web starts all extractors of a handler at once. So the middleware has a request to a route
//! authenticated before it passes it on. A guard then decides without waiting, before the body is
//! read. A request to no route is passed on at once. If the default service has a guard, other
//! extractors of its handler may read the body meanwhile.
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
//! let staff = web::scope("/staff")
//!     .route("/reports", web::get().to(whoami))
//!     .wrap(auth_core::actix_web::require::<Admins>());
//! let app = App::new()
//!     .route("/users/{id}", web::delete().to(delete_user))
//!     .route("/me", web::get().to(whoami))
//!     .service(staff);
//! // … .wrap(auth.clone())
//! # let _ = app;
//! ```
//!
//! The [guide](crate::guide::frameworks::actix_web) has the order of middleware and further notes.

mod middleware;
mod request;
mod request_authenticator;
mod require;
mod response;

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use actix_web::dev::{Payload, ServiceRequest};
use actix_web::{FromRequest, HttpMessage, HttpRequest};

pub use self::middleware::AuthMiddleware;
use self::request::{Preparation, path_parameters, preparation, state, with_request_auth};
pub use self::request_authenticator::request_authenticator;
pub use self::require::RequireMiddleware;
pub use crate::adapters::require::{Require, require};
use crate::adapters::{carried_state, now_or_never};
use crate::auth::decide::names_path;
use crate::auth::extract::RequestAuth;
use crate::guard::pending::PendingGuard;
use crate::guard::report_only::ReportOnly;
use crate::guard::{Guard, Proof, Public, PublicReason};
use crate::identity::{Identity, MaybeIdentity};
use crate::in_body::{AuthSource, PendingDecision, RequestSource};
use crate::policy::Policy;
use crate::rejection::Rejection;
use crate::rejection::reason::MisconfiguredReason;

macro_rules! extractors {
    ($($argument:ident)*) => {$(
        impl<P: Policy> FromRequest for $argument<P> {
            type Error = Rejection;
            type Future = Extraction<Self>;

            fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
                Extraction::new(request, extract)
            }
        }
    )*};
}

extractors! { Guard ReportOnly PendingGuard }

impl FromRequest for Identity {
    type Error = Rejection;
    type Future = Extraction<Self>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        Extraction::new(request, |request| decide(request, async |auth| auth.identity().await))
    }
}

impl FromRequest for MaybeIdentity {
    type Error = Rejection;
    type Future = Extraction<Self>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        Extraction::new(request, |request| {
            decide(request, async |auth| auth.maybe_identity().await)
        })
    }
}

impl<M: PublicReason> FromRequest for Public<M> {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(Ok(with_request_auth(request, |auth| auth.public())))
    }
}

/// The future of an extractor, which decides at its first poll on a request to a route.
///
/// actix-web creates the futures of all extractors of a handler. Then it polls one after the other,
/// and none after a rejection.
#[derive(Debug)]
pub struct Extraction<T> {
    request: HttpRequest,
    decide: fn(&HttpRequest) -> Result<T, Rejection>,
    /// The authentication of a request to no route, in the default service.
    preparation: Option<Preparation>,
}

impl<T> Extraction<T> {
    fn new(request: &HttpRequest, decide: fn(&HttpRequest) -> Result<T, Rejection>) -> Self {
        Self { request: request.clone(), decide, preparation: None }
    }
}

impl<T> Future for Extraction<T> {
    type Output = Result<T, Rejection>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.preparation.is_none() {
            self.preparation = preparation(&self.request);
        }
        if let Some(preparation) = &mut self.preparation {
            ready!(Pin::new(preparation).poll(context));
        }
        Poll::Ready((self.decide)(&self.request))
    }
}

/// Decides the policy of `T`, and returns the argument of the handler.
fn extract<T: Proof>(request: &HttpRequest) -> Result<T, Rejection> {
    let path = const { names_path::<T>() }.then(|| path_parameters(request));
    decide(request, async |auth| auth.extract(path.as_ref()).await)
}

/// Decides on a request that was prepared, so that there is no wait.
fn decide<T>(
    request: &HttpRequest,
    decision: impl AsyncFnOnce(RequestAuth<'_, &HttpRequest>) -> Result<T, Rejection>,
) -> Result<T, Rejection> {
    // SECURITY: no request is allowed, and no body read, before the decision is known.
    let unprepared = || Err(Rejection::misconfigured(MisconfiguredReason::NoAuth));
    with_request_auth(request, |auth| now_or_never(decision(auth)).unwrap_or_else(unprepared))
}

/// Returns the caller, if the request was inside an [`Auth`](crate::Auth) and its credentials are
/// good.
///
/// Takes an [`HttpRequest`] or a [`ServiceRequest`]. For middleware and open routes: no request
/// waits or is rejected, and no rejection is logged. `None` stands for absent, bad and unverifiable
/// credentials, and for a request to no route, so do not base a decision on it. Middleware outside
/// of `Auth` calls it after the inner services.
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
    // A request that the middleware has not prepared would have to wait.
    now_or_never(carried_state::peek(state(request))).flatten()
}

impl AuthSource for HttpRequest {
    const KNOWS_REQUEST: bool = true;

    fn decision(&self) -> PendingDecision<'_> {
        with_request_auth(self, |auth| PendingDecision::snapshot(&auth, path_parameters(self)))
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
