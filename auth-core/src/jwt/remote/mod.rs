//! Keys of an issuer that are fetched from its URL, and again as they change.

pub(crate) mod cache_control;
pub(crate) mod error;
mod events;
pub(crate) mod fetch;
pub(crate) mod fetched;
pub(crate) mod metadata;
mod schedule;
pub(crate) mod settings;
pub(crate) mod source;
mod state;
pub(crate) mod status;
mod wait;
