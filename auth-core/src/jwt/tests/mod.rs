//! Tests with tokens that they sign themselves, with keys generated at each start.

mod cache;
mod claims;
mod configuration;
mod ecdsa;
mod form;
mod header;
mod issuer;
mod json;
mod jwks;
mod key_ids;
mod keys;
mod messages;
mod own_header;
mod pointers;
mod providers;
#[cfg(feature = "discovery")]
mod remote;
mod required;
mod secrets;
mod settings;
mod tenants;
mod times;
