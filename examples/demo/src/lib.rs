//! What the examples share: a token issuer, the `curl` lines to try, and the test that they keep their promises.

pub mod promises;

mod issuer;
mod place;
mod tries;

use std::error::Error;

pub use crate::issuer::{AUDIENCE, ISSUER, Issuer};
pub use crate::place::{address, behind_proxies};
pub use crate::tries::{Framework, Try, tries};

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
