//! The strictest lints find nothing in generated code. `tests/ui.rs` holds this file as a module too, for clippy.
#![deny(warnings, missing_docs, unreachable_pub, missing_debug_implementations, unused_qualifications)]
#![deny(clippy::all, clippy::pedantic, clippy::missing_docs_in_private_items, clippy::allow_attributes)]
#![forbid(nonstandard_style, unsafe_code)]

use auth_core::{Identity, policy, public, require};

policy! {
    /// Editors who may write, and every admin.
    CanPublish = any(role = "admin", all(role = "editor", scope = "posts:write"));
}

/// One requirement.
#[require(role = "admin")]
fn one() {}

/// Stacked, and a name that is not plain.
#[require(authenticated)]
#[require(CanPublish)]
#[require(role = "admin", scope = "posts:write")]
async fn user_2(number: u8) -> u8 {
    std::future::ready(number).await
}

/// Seven arguments, and the guard is the eighth.
#[require(role = "admin")]
fn seven(one: u8, two: u8, three: u8, four: u8, five: u8, six: u8, seven: u8) -> u8 {
    one + two + three + four + five + six + seven
}

/// An open one.
#[public("no data")]
fn open() {}

/// Also compiled as a module of `tests/ui.rs`.
pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let admin = Identity::builder("https://issuer.example", "alice").role("admin").build()?;
    one(admin.check()?);
    assert_eq!(seven(admin.check()?, 1, 2, 3, 4, 5, 6, 7), 28);
    let _ = (user_2, open);
    Ok(())
}
