//! Drivers of the frameworks beside axum, one file each. The driver of axum is in the package
//! `tests`.
#![cfg_attr(doctest, doc = include_str!("../../../docs/from-actix-web-grants.md"))]
#![cfg_attr(doctest, doc = include_str!("../../../docs/openapi.md"))]
#![cfg_attr(doctest, doc = include_str!("../../../docs/resource-metadata.md"))]

pub mod actix_web;
mod grouped;
pub mod poem;
pub mod rocket;
pub mod salvo;
pub mod tonic;
