//! A token issuer, attempts on an API, and the test that they get the promised statuses.
//!
//! All examples share this crate.

pub mod promises;

mod attempts;
mod issuer;
mod place;
mod shell;

use std::error::Error;

pub use crate::attempts::{Attempts, Framework};
pub use crate::issuer::{AUDIENCE, ISSUER, Issuer};
pub use crate::place::{address, asks_for_report, behind_proxies};

/// Prints the URL of the API and the attempts. `base` is the URL, without a slash at the end.
///
/// # Errors
///
/// If a token cannot be signed.
pub fn announce(issuer: &Issuer, base: &str, framework: &Framework) -> Result<(), Box<dyn Error>> {
    print(
        &Attempts::new(issuer, base, framework)?,
        "Paste these lines into a shell, in any order.\n\
         The first five show the basic rejections. The log says why.",
    );
    Ok(())
}

/// Prints the URL of the API, `advice`, and the attempts as lines for a shell.
pub fn print(attempts: &Attempts, advice: &str) {
    println!("Listening on {}. Ctrl-C ends it.\n{advice}\n\n{attempts}", attempts.base);
}
