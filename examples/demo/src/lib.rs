//! What the examples share: a token issuer, the `curl` lines to try, and the test that they keep their promises.

pub mod promises;

mod issuer;
mod tries;

use std::error::Error;

pub use crate::issuer::{AUDIENCE, ISSUER, Issuer};
pub use crate::tries::{Framework, Try, tries};

/// The port to listen on: what the environment variable `PORT` says, or else 3000.
///
/// # Errors
///
/// If `PORT` is no number from 0 to 65535.
pub fn port() -> Result<u16, Box<dyn Error>> {
    match std::env::var("PORT") {
        Ok(port) => {
            Ok(port.parse().map_err(|_| format!("PORT is `{port}`: write a number from 0 to 65535"))?)
        }
        Err(_) => Ok(3000),
    }
}

/// Prints where the API listens and what to try there. `base` is its URL, without a slash at the end.
///
/// # Errors
///
/// If a token cannot be signed.
pub fn announce(issuer: &Issuer, base: &str, framework: &Framework) -> Result<(), Box<dyn Error>> {
    println!("Listening on {base}. Try these, in any order; Ctrl-C ends it.\n");
    for line in tries(issuer, base, framework)? {
        println!("{line}");
    }
    println!();
    Ok(())
}
