//! axum 0.8: the extractors, and rejections as responses.
//!
//! [`Auth`](crate::Auth) is a layer: `.layer(auth)` on a router covers the routes that were added before it.
//!
//! ```
//! use auth_core::{Guard, Identity, Policy, Rule};
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
//! let admin = Router::new().route("/reports", get(whoami)).route_layer(auth_core::axum::require::<Admins>());
//! let app: Router = Router::new().route("/users/{id}", delete(delete_user)).merge(admin);
//! // … .layer(auth)
//! # let _ = app;
//! ```

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::request::Parts;

use crate::guard::{Guard, MaybeIdentity};
use crate::identity::Identity;
use crate::policy::{Policy, Public, PublicReason};
use crate::rejection::Rejection;
pub use crate::tower::{RequireLayer, RequireService, require};
use crate::tower::{guard, identity, maybe_identity};

impl<P: Policy, S: Send + Sync> FromRequestParts<S> for Guard<P> {
    type Rejection = Rejection;

    fn from_request_parts(
        parts: &mut Parts,
        _state: &S,
    ) -> impl Future<Output = Result<Self, Rejection>> + Send {
        guard(parts)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Identity {
    type Rejection = Rejection;

    fn from_request_parts(
        parts: &mut Parts,
        _state: &S,
    ) -> impl Future<Output = Result<Self, Rejection>> + Send {
        identity(parts)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for MaybeIdentity {
    type Rejection = Rejection;

    fn from_request_parts(
        parts: &mut Parts,
        _state: &S,
    ) -> impl Future<Output = Result<Self, Rejection>> + Send {
        maybe_identity(parts)
    }
}

impl<M: PublicReason, S: Send + Sync> FromRequestParts<S> for Public<M> {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(_parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::new())
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        Self::into_response::<Body>(self)
    }
}
