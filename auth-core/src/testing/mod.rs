//! Tests that are generated from a report and driven against the application (feature `testing`).
//!
//! A [`Suite`] sends requests of the callers that matter to each route of a
//! [`Report`](crate::access::Report), and compares the responses with the decisions of the declared
//! rules. [`Callers`] makes the tokens of these callers. The [guide](crate::guide::testing) has an
//! example.

mod application;
mod callers;
mod drivers;
mod expected;
mod outcome;
mod plan;
mod received;
mod route;
mod run;
mod suite;
mod tokens;

pub use self::application::Application;
pub use self::callers::Callers;
pub use self::drivers::*;
pub use self::outcome::{Mismatch, Outcome};
pub use self::suite::Suite;
pub use self::tokens::Tokens;
