//! Any service of tower over `http`: `Auth` as a layer, and a layer that guards all services inside.

mod layer;
pub(super) mod request;
pub(super) mod require;

pub use self::layer::{AuthFuture, AuthService};
pub use self::request::{guard, identity, maybe_identity, observe, peek};
pub use self::require::{RequireLayer, RequireService, require};
pub use crate::adapters::extensions::PeerAddress;
