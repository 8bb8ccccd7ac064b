//! Keys of an issuer that are fetched from its URL, and again as they change.

pub(crate) mod cache_control;
pub(crate) mod error;
pub(crate) mod metadata;
pub(crate) mod schedule;
