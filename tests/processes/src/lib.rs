//! A Redis that a test can break, an API that shares its revocations, and clients.
#![cfg_attr(doctest, doc = include_str!("../../../docs/several-processes.md"))]

pub mod api;
pub mod client;
pub mod server;
