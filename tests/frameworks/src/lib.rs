//! One driver for each framework beside axum, whose driver stands in the package `tests`: adding a framework means adding one file.

pub mod actix_web;
pub mod poem;
pub mod rocket;
pub mod salvo;
pub mod tonic;
