//! rocket 0.5: [`Auth`](crate::Auth) as a fairing, request guards, and rejections as responders.
//!
//! ```
//! use auth_core::{Auth, Guard, Identity, policy};
//! use rocket::{Build, Rocket, delete, get, routes};
//!
//! policy! { pub Admins = role = "admin"; }
//!
//! #[delete("/users/<id>")]
//! fn delete_user(_proof: Guard<Admins>, id: u64) -> String {
//!     format!("deleted {id}")
//! }
//!
//! #[get("/whoami")]
//! fn whoami(identity: Identity) -> String {
//!     identity.subject().to_owned()
//! }
//!
//! fn api(auth: Auth) -> Rocket<Build> {
//!     rocket::build().mount("/", routes![delete_user, whoami]).attach(auth)
//! }
//! # let _ = api;
//! ```
//!
//! - An application has one `Auth`, because fairings are global. A second one does not launch, and
//!   neither do guards without an `Auth`.
//! - A request guard returns only a status, and the catcher of that status makes the response.
//!   `Auth` completes a page of the application, and replaces rocket's default page by the
//!   [response of the rejection](Rejection::into_response).
//! - A concealed rejection gets the response of the catcher for 404, as an unknown route does.
//! - The peer's address is the connection's. Rocket's `X-Real-IP` does not count.
//! - Rocket drops header lines that are not valid UTF-8, without a trace. The client's address is
//!   then unknown where only trusted addresses are left. Two `Authorization` lines of which one is
//!   dropped count as the other one.
//!
//! The [guide](crate::guide::frameworks::rocket) has the order of fairings and further notes.

mod fairing;
#[cfg(feature = "rocket-okapi")]
mod okapi;
mod path;
mod request;
mod request_authenticator;
mod request_cache;
mod require;
mod response;
mod routes;

use std::convert::Infallible;

use rocket::http::Status;
use rocket::request::{FromRequest, Outcome, Request};
use rocket::{Ignite, Rocket, Sentinel};

use self::fairing::Attached;
pub use self::request_authenticator::request_authenticator;
#[doc(inline)]
pub use self::routes::{Handler, Routes};
#[doc(inline)]
pub use crate::__rocket_routes as routes;

use self::path::path_parameters;
use self::request::request_auth;
use self::request_cache::RequestCache;
pub use self::require::require;
use crate::adapters::carried_state;
use crate::auth::decide::names_path;
use crate::guard::pending::PendingGuard;
use crate::guard::report_only::ReportOnly;
use crate::guard::{Guard, Proof, Public, PublicReason};
use crate::identity::{Identity, MaybeIdentity};
use crate::in_body::{AuthSource, PendingDecision, RequestSource};
use crate::policy::Policy;
use crate::rejection::Rejection;

macro_rules! extractors {
    ($($argument:ident)*) => {$(
        #[rocket::async_trait]
        impl<'r, P: Policy> FromRequest<'r> for $argument<P> {
            type Error = Rejection;

            async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Rejection> {
                outcome(extract(request).await)
            }
        }
    )*};
}

extractors! { Guard ReportOnly PendingGuard }

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Identity {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Rejection> {
        let state = RequestCache::state(request);
        outcome(request_auth(request, state.as_ref()).identity().await)
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for MaybeIdentity {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Rejection> {
        let state = RequestCache::state(request);
        outcome(request_auth(request, state.as_ref()).maybe_identity().await)
    }
}

#[rocket::async_trait]
impl<'r, M: PublicReason> FromRequest<'r> for Public<M> {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        let state = RequestCache::state(request);
        Outcome::Success(request_auth(request, state.as_ref()).public())
    }
}

macro_rules! not_without_auth {
    ($([$($parameters:tt)*] $guard:ty),*) => {
        $(
            /// An application without an [`Auth`](crate::Auth) does not launch.
            impl<$($parameters)*> Sentinel for $guard {
                fn abort(rocket: &Rocket<Ignite>) -> bool {
                    rocket.state::<Attached>().is_none()
                }
            }
        )*
    };
}

not_without_auth!(
    [P: Policy] Guard<P>,
    [P: Policy] ReportOnly<P>,
    [P: Policy] PendingGuard<P>,
    [] Identity,
    [] MaybeIdentity
);

/// Returns the caller, if the request is inside an [`Auth`](crate::Auth) and its credentials are
/// good.
///
/// For middleware and open routes: no request is rejected, and no rejection logged. `None` stands
/// for absent, bad and unverifiable credentials, so do not base a decision on it.
pub fn peek(request: &Request<'_>) -> impl Future<Output = Option<Identity>> + Send + use<> {
    carried_state::peek(RequestCache::of(request).state.clone())
}

impl AuthSource for Request<'_> {
    const KNOWS_REQUEST: bool = true;

    fn decision(&self) -> PendingDecision<'_> {
        let state = RequestCache::state(self);
        let request = request_auth(self, state.as_ref());
        PendingDecision::snapshot(&request, path_parameters(self))
    }
}

impl RequestSource for Request<'_> {}

/// Decides the policy of `T`, and returns the argument of the handler.
async fn extract<T: Proof>(request: &Request<'_>) -> Result<T, Rejection> {
    let state = RequestCache::state(request);
    let path = const { names_path::<T>() }.then(|| path_parameters(request));
    request_auth(request, state.as_ref()).extract(path.as_ref()).await
}

fn outcome<T>(result: Result<T, Rejection>) -> Outcome<T, Rejection> {
    match result {
        Ok(success) => Outcome::Success(success),
        // SECURITY: `Forward` would pass the request to the next matching route, which may be open.
        Err(rejection) => Outcome::Error((status(&rejection), rejection)),
    }
}

fn status(rejection: &Rejection) -> Status {
    Status::new(rejection.status().as_u16())
}
