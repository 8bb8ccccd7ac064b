//! The adapters: one module for each framework, behind the feature of its name.

#[cfg(feature = "actix-web")]
pub mod actix_web;
#[cfg(feature = "axum")]
pub mod axum;
#[cfg(any(
    feature = "actix-web",
    feature = "poem",
    feature = "rocket",
    feature = "salvo",
    feature = "tower"
))]
#[cfg_attr(not(feature = "axum"), allow(dead_code, reason = "each adapter uses its part"))]
mod carried;
#[cfg(any(feature = "poem", feature = "salvo", feature = "tower"))]
#[cfg_attr(not(feature = "axum"), allow(dead_code, reason = "each adapter uses its part"))]
mod drain;
#[cfg(any(feature = "poem", feature = "salvo", feature = "tower"))]
mod finish;
#[cfg(feature = "poem")]
pub mod poem;
#[cfg(feature = "rocket")]
pub mod rocket;
#[cfg(feature = "salvo")]
pub mod salvo;
#[cfg(feature = "tonic")]
pub mod tonic;
#[cfg(feature = "tower")]
pub mod tower;
