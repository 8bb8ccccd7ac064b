//! The names that most applications use: `use auth_core::prelude::*;`.
//!
//! They do not collide with `axum::*`, `actix_web::*`, `poem::*`, `rocket::*`, `salvo::prelude::*`
//! or `tonic::*`.
//!
//! ```
//! use auth_core::prelude::*;
//!
//! policy! { CanPublish = role = "editor"; }
//!
//! #[require(CanPublish)]
//! async fn publish(identity: Identity) {}
//! # let _ = publish;
//! ```

pub use crate::{Auth, Guard, Identity, MaybeIdentity, Rejection};
#[cfg(feature = "macros")]
pub use crate::{Group, Permission, Role, Scope, policy, public, require};
