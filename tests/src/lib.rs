//! Shared parts of the tests: the decision tables, their callers, and the driver of axum.
#![cfg_attr(doctest, doc = include_str!("../../README.md"))]

pub(crate) mod api_keys;
pub mod body;
pub mod callers;
pub(crate) mod database;
pub mod drivers;
pub mod flood;
pub mod layers;
pub mod log;
mod logins;
pub(crate) mod opaque;
pub(crate) mod passwords;
pub mod reference;
pub mod rules;
pub(crate) mod sessions;
pub mod signer;
pub mod trace;
pub mod uploads;
pub mod vectors;
pub mod withheld;
pub mod wording;
