//! axum 0.8: the extractors, and rejections as responses.
//!
//! [`Auth`](crate::Auth) is a layer: `.layer(auth)` on a router covers the routes that were added before it.
//!
//! ```
//! use auth_core::{Guard, Identity, Policy};
//! use auth_core::policy::Rule;
//! use axum::{Router, routing::{delete, get}};
//!
//! struct Admins;
//!
//! impl Policy for Admins {
//!     const RULE: Rule = Rule::role(&["admin"]);
//! }
//!
//! async fn delete_user(_proof: Guard<Admins>) -> &'static str {
//!     "deleted"
//! }
//!
//! async fn whoami(identity: Identity) -> String {
//!     identity.subject().to_owned()
//! }
//!
//! let admin = Router::new().route("/reports", get(whoami)).route_layer(auth_core::adapters::axum::require::<Admins>());
//! let app: Router = Router::new().route("/users/{id}", delete(delete_user)).merge(admin);
//! // … .layer(auth)
//! # let _ = app;
//! ```

use std::convert::Infallible;
use std::mem;
use std::net::{IpAddr, SocketAddr};

use axum::body::Body;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{ConnectInfo, FromRequestParts, MatchedPath, RawPathParams};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{Extensions, Request, Uri};
use http_body::Body as _;
use http_body_util::BodyExt as _;

use crate::adapters::drain::{Lent, Unread};
use crate::adapters::tower::visit;
pub use crate::adapters::tower::{RequireLayer, RequireService, peek, require};
use crate::auth::extract::names_path;
use crate::guard::Guard;
use crate::guard::checked_response::CheckedResponse;
use crate::guard::pending::PendingGuard;
use crate::guard::report_only::ReportOnly;
use crate::guard::{Public, PublicReason};
use crate::identity::Identity;
use crate::identity::MaybeIdentity;
use crate::policy::Policy;
use crate::rejection::Rejection;
use crate::request::path::PathParameters;

macro_rules! decided {
    ($($argument:ident by $decide:ident;)*) => {$(
        impl<P: Policy, S> FromRequestParts<S> for $argument<P> {
            type Rejection = Rejection;

            // Whatever the application's state is, so that the compiler need not ask at each handler whether it can be shared. An
            // `async fn` would hold the state, and with it that question.
            fn from_request_parts(
                parts: &mut Parts,
                _state: &S,
            ) -> impl Future<Output = Result<Self, Rejection>> + Send {
                async move {
                    let path = path_parameters(parts, const { names_path::<P>() }).await;
                    visit(parts).$decide(path.as_ref()).await
                }
            }
        }
    )*};
}

decided! {
    Guard by guard;
    ReportOnly by observe;
    PendingGuard by pending;
}

impl<S> FromRequestParts<S> for Identity {
    type Rejection = Rejection;

    fn from_request_parts(
        parts: &mut Parts,
        _state: &S,
    ) -> impl Future<Output = Result<Self, Rejection>> + Send {
        visit(parts).identity()
    }
}

impl<S> FromRequestParts<S> for MaybeIdentity {
    type Rejection = Rejection;

    fn from_request_parts(
        parts: &mut Parts,
        _state: &S,
    ) -> impl Future<Output = Result<Self, Rejection>> + Send {
        visit(parts).maybe_identity()
    }
}

impl<M: PublicReason, S> FromRequestParts<S> for Public<M> {
    type Rejection = Infallible;

    fn from_request_parts(
        _parts: &mut Parts,
        _state: &S,
    ) -> impl Future<Output = Result<Self, Infallible>> + Send {
        std::future::ready(Ok(Self::new()))
    }
}

/// What the route found in the path, if the policy compares any of it: decoded as `Path` decodes it.
pub(crate) async fn path_parameters(parts: &mut Parts, needed: bool) -> Option<PathParameters> {
    if !needed {
        return None;
    }
    Some(match RawPathParams::from_request_parts(parts, &()).await {
        Ok(parameters) => PathParameters::new(parameters.iter()),
        Err(RawPathParamsRejection::InvalidUtf8InPathParam(_)) => PathParameters::invalid(),
        // Outside of any route, in a fallback: there are none.
        Err(_) => PathParameters::default().unrouted(),
    })
}

/// The pattern of the matched route, or the path where none matched.
pub(crate) fn route<'r>(extensions: &'r Extensions, uri: &'r Uri) -> &'r str {
    extensions.get::<MatchedPath>().map_or_else(|| uri.path(), MatchedPath::as_str)
}

/// The other end of the connection: served with `into_make_service_with_connect_info::<SocketAddr>()`.
pub(crate) fn peer(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip())
}

/// Lends the body of a request to the service, if it has one.
pub(crate) fn lend(request: &mut Request<Body>, limit: u64) -> Option<Unread> {
    if request.body().is_end_stream() {
        return None;
    }
    let (body, unread) = Lent::new(mem::take(request.body_mut()), request.headers(), limit);
    // Extractors look for the cause at a certain depth: an error must not be wrapped once more.
    *request.body_mut() = Body::new(body.map_err(axum::Error::into_inner));
    Some(unread)
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        Self::into_response::<Body>(self)
    }
}

impl<T: IntoResponse> IntoResponse for CheckedResponse<T> {
    fn into_response(self) -> Response {
        match self.into_result() {
            Ok(response) => response.into_response(),
            Err(rejection) => IntoResponse::into_response(rejection),
        }
    }
}
