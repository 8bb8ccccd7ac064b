//! The mistake that `cargo check` does not find, since rustc evaluates the rule when it generates
//! code. All other compile tests stand in `ui`.
//!
//! A rule about the request, decided for a request:
//!
//! ```
//! # use auth_core::{Rejection, policy, require};
//! # use http::request::Parts;
//! policy! { Inside = ip = "192.0.2.0/24"; }
//!
//! #[require(any(role = "admin", Inside), from = parts)]
//! async fn delete(parts: &Parts) -> Result<(), Rejection> {
//!     Ok(())
//! }
//! let (parts, ()) = http::Request::new(()).into_parts();
//! let _ = delete(&parts);
//! ```
//!
//! The same rule for an identity, which knows neither path nor address:
//!
//! ```compile_fail,E0080
//! # use auth_core::{Identity, Rejection, policy, require};
//! policy! { Inside = ip = "192.0.2.0/24"; }
//!
//! #[require(any(role = "admin", Inside), from = identity)]
//! fn delete(identity: &Identity) -> Result<(), Rejection> {
//!     Ok(())
//! }
//! let alice = Identity::builder("https://issuer.example", "alice").build().unwrap();
//! let _ = delete(&alice);
//! ```
