//! Adapters: a module for each framework, behind the feature of its name.
//!
//! Each one provides [`Auth`](crate::Auth) as the framework's middleware, extractors for handlers,
//! and rejections as responses. An adapter converts types. All decisions are made in the core.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

#[cfg(feature = "actix-web")]
pub mod actix_web;
#[cfg(feature = "axum")]
pub mod axum;
mod carried_state;
#[cfg(any(feature = "poem", feature = "salvo", feature = "tower"))]
mod drain;
#[cfg(any(feature = "poem", feature = "salvo", feature = "tower"))]
mod extensions;
#[cfg(any(feature = "poem", feature = "salvo", feature = "tower"))]
mod finish;
#[cfg(any(feature = "salvo", feature = "tower"))]
mod no_upgrade;
#[cfg(feature = "poem")]
pub mod poem;
#[cfg(any(feature = "actix-web", feature = "salvo"))]
mod repeated;
#[cfg(any(feature = "actix-web", feature = "poem", feature = "salvo", feature = "tower"))]
mod require;
#[cfg(feature = "rocket")]
pub mod rocket;
#[cfg(feature = "salvo")]
pub mod salvo;
#[cfg(feature = "tonic")]
pub mod tonic;
#[cfg(feature = "tower")]
pub mod tower;
#[cfg(any(feature = "aide", feature = "rocket-okapi", feature = "salvo-oapi"))]
mod undocumented;

/// Returns the output of a future that is ready at its first poll.
fn now_or_never<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}
