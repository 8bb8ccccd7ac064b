//! Drivers: each one sends requests to an application of one kind.

#[cfg(feature = "actix-web")]
mod actix_web;
#[cfg(feature = "poem")]
mod poem;
mod remote;
#[cfg(feature = "rocket")]
mod rocket;
#[cfg(feature = "salvo")]
mod salvo;
#[cfg(feature = "tower")]
mod tower;

#[cfg(feature = "actix-web")]
pub use self::actix_web::{ActixWeb, actix_web};
#[cfg(feature = "poem")]
pub use self::poem::{Poem, poem};
pub use self::remote::{Remote, remote};
#[cfg(feature = "rocket")]
pub use self::rocket::{Rocket, rocket};
#[cfg(feature = "salvo")]
pub use self::salvo::{Salvo, salvo};
#[cfg(feature = "axum")]
pub use self::tower::axum;
#[cfg(feature = "tower")]
pub use self::tower::{Tower, tower};
