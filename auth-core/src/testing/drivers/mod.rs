//! Drivers: each one sends requests to an application of one kind.

mod remote;
#[cfg(feature = "tower")]
mod tower;

pub use self::remote::{Remote, remote};
#[cfg(feature = "axum")]
pub use self::tower::axum;
#[cfg(feature = "tower")]
pub use self::tower::{Tower, tower};
