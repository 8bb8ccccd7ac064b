//! One driver for each framework beside axum, whose driver stands in the package `tests`: adding a framework means adding one file.
#![cfg_attr(doctest, doc = include_str!("../../../docs/from-actix-web-grants.md"))]

pub mod actix_web;
pub mod poem;
pub mod rocket;
pub mod salvo;
pub mod tonic;
