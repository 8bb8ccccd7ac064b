//! Tokens that the tests sign themselves, with keys made at each start, and what a verifier says to them.

mod cache;
mod claims;
mod configuration;
mod form;
mod header;
mod issuer;
mod json;
mod jwks;
mod keys;
mod messages;
mod pointers;
mod secrets;
mod times;
