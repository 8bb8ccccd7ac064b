//! axum 0.8: extractors, and rejections as responses.
//!
//! [`Auth`](crate::Auth) is a layer: `.layer(auth)` covers the routes that were added before it.
//! [`require`] guards a group of routes.
//!
//! ```
//! use auth_core::{Guard, Identity, policy};
//! use axum::{Router, routing::{delete, get}};
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
//! let admin = Router::new()
//!     .route("/reports", get(whoami))
//!     .route_layer(auth_core::adapters::axum::require::<Admins>());
//! let app: Router = Router::new().route("/users/{id}", delete(delete_user)).merge(admin);
//! // … .layer(auth)
//! # let _ = app;
//! ```
//!
//! [`Router`] and [`routing`] accept guarded handlers only.
//!
//! The [guide](crate::guide::frameworks::axum) has the order of layers and further notes.

#[cfg(feature = "aide")]
mod aide;
mod method_router;
mod openapi_routes;
mod router;
pub mod routing;

use std::convert::Infallible;

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::request::Parts;

#[doc(inline)]
pub use crate::__openapi_routes as openapi_routes;
pub use crate::adapters::axum::router::Router;
use crate::adapters::extensions::path_parameters;
use crate::adapters::tower::request::request_auth;
pub use crate::adapters::tower::{
    PublicLayer, PublicService, Require, RequireService, peek, public, require,
};
use crate::auth::decide::names_path;
use crate::guard::Guard;
use crate::guard::checked_response::CheckedResponse;
use crate::guard::pending::PendingGuard;
use crate::guard::report_only::ReportOnly;
use crate::guard::{Public, PublicReason};
use crate::identity::Identity;
use crate::identity::MaybeIdentity;
use crate::policy::Policy;
use crate::rejection::Rejection;
use crate::resource::ResourceMetadata;

macro_rules! extractors {
    ($($argument:ident)*) => {$(
        impl<P: Policy, S> FromRequestParts<S> for $argument<P> {
            type Rejection = Rejection;

            // The future does not hold the application's state, as that of an `async fn` would. So
            // the compiler need not check at each handler that the state can be shared.
            fn from_request_parts(
                parts: &mut Parts,
                _state: &S,
            ) -> impl Future<Output = Result<Self, Rejection>> + Send {
                async move {
                    let names_path = const { names_path::<Self>() };
                    let path = names_path.then(|| path_parameters(parts));
                    request_auth(parts).extract(path.as_ref()).await
                }
            }
        }
    )*};
}

extractors! { Guard ReportOnly PendingGuard }

impl<S> FromRequestParts<S> for Identity {
    type Rejection = Rejection;

    fn from_request_parts(
        parts: &mut Parts,
        _state: &S,
    ) -> impl Future<Output = Result<Self, Rejection>> + Send {
        request_auth(parts).identity()
    }
}

impl<S> FromRequestParts<S> for MaybeIdentity {
    type Rejection = Rejection;

    fn from_request_parts(
        parts: &mut Parts,
        _state: &S,
    ) -> impl Future<Output = Result<Self, Rejection>> + Send {
        request_auth(parts).maybe_identity()
    }
}

impl<M: PublicReason, S> FromRequestParts<S> for Public<M> {
    type Rejection = Infallible;

    fn from_request_parts(
        parts: &mut Parts,
        _state: &S,
    ) -> impl Future<Output = Result<Self, Infallible>> + Send {
        std::future::ready(Ok(request_auth(parts).public()))
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        Self::into_response::<Body>(self)
    }
}

impl IntoResponse for ResourceMetadata {
    fn into_response(self) -> Response {
        self.response().into_response()
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
