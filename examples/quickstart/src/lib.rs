//! The API of the quickstart, for its own program and for the load test.

mod api;

pub use api::{router, routes};
