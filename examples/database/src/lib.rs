//! The API of the example and its database.

mod api;
mod database;

pub use api::{auth, router, routes};
pub use database::{Account, Database};
