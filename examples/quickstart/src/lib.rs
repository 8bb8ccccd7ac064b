//! The API of the quickstart, for whoever runs it: its own program, and the test under load.

mod api;

pub use api::router;
