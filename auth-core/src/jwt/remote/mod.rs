//! Keys of an issuer that are fetched from its URL, and again as they change.

mod cache_control;
pub(crate) mod error;
mod events;
mod fetch;
pub(crate) mod fetched;
mod metadata;
mod schedule;
pub(crate) mod settings;
pub(crate) mod source;
mod state;
pub(crate) mod status;
mod wait;
