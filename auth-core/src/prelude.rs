//! The names that nearly every application uses: `use auth_core::prelude::*;`.
//!
//! None of them is a name in `axum::*`, `actix_web::*`, `poem::*`, `rocket::*`, `salvo::prelude::*` or `tonic::*`, so the imports stand
//! beside each other. `use auth_core::*;` does not: it has a module for each framework, of the framework's own name.
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
