//! tower services over `http`: `Auth` as a layer, and a layer that guards all services inside.
//!
//! ```
//! use auth_core::{Auth, adapters::tower, policy};
//! use tower_layer::Layer as _;
//!
//! policy! { pub Staff = group = "staff"; }
//!
//! fn guarded<S: Clone>(service: S, auth: Auth) -> impl Clone {
//!     auth.layer(tower::require::<Staff>().layer(service))
//! }
//! # let _ = guarded::<()>;
//! ```
//!
//! axum and tonic use the same layers. The [guide](crate::guide::frameworks::tower) has further
//! notes.

mod arrival;
mod layer;
mod public;
pub(super) mod request;
pub(super) mod require;
mod withheld;

pub use self::layer::{AuthFuture, AuthService};
pub use self::public::{PublicLayer, PublicService, public};
pub use self::request::{guard, identity, maybe_identity, observe, peek};
pub use self::require::RequireService;
pub use crate::adapters::extensions::PeerAddress;
pub use crate::adapters::require::{Require, require};
