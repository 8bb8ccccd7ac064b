//! Introspection with a fake issuer, whose responses the tests choose.

mod caching;
mod calls;
mod configuration;
mod fake;
mod responses;
