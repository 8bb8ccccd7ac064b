//! A Redis that a test can break, an API that shares its revocations, and clients.

pub mod api;
pub mod client;
pub mod server;
