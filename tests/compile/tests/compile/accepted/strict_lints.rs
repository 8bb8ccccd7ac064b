//! The strictest lints find nothing in generated code.
#![deny(
    warnings,
    missing_docs,
    unreachable_pub,
    missing_debug_implementations,
    unused_qualifications
)]
#![deny(
    clippy::all,
    clippy::pedantic,
    clippy::missing_docs_in_private_items,
    clippy::allow_attributes
)]
#![forbid(nonstandard_style, unsafe_code, dead_code)]

use auth_core::{Identity, Role, Scope, policy, public, require};

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

/// Some of them are in no rule.
#[derive(Clone, Copy, Debug, Role)]
enum Role {
    /// May do everything.
    #[role(implies = [Editor])]
    Admin,
    /// May write.
    #[role("content-editor")]
    Editor,
    /// May do nothing yet.
    OnProbation,
}

/// One alone.
#[derive(Debug, Scope)]
#[scope(rename_all = "kebab-case")]
pub(crate) enum OnlyScope {
    /// Write.
    WritePosts,
}

/// Of each kind of requirement one.
#[require(
    any(role = Role::Editor | "root", all(scope = OnlyScope::WritePosts, CanPublish)),
    any(claim.department == "finance", claim.level >= 1_000_000, claim.x < -3.25, path.user_id == subject),
    issuer = "https://issuer.example",
    acr = "urn:example:mfa",
    max_age = "1000000s",
    ip = "10.0.0.0/8" | "fd00::/8"
)]
fn everything() {}

/// Asked.
#[require(any(role = "admin", check(author == identity.subject())), check(!author.is_empty()))]
async fn asked(author: &str) -> Result<usize, std::num::ParseIntError> {
    std::future::ready(author).await.parse()
}

/// Asked at once.
#[require(check(is_seven(identity.subject())))]
fn asked_at_once(is_seven: fn(&str) -> bool) {}

/// Asks in its body, which has items of its own.
#[require(any(role = "admin", check(number > 7)), from = caller)]
fn inside(caller: &Identity, number: u8) -> Result<usize, auth_core::Rejection> {
    const MORE: usize = 1;
    Ok(caller.subject().len() + usize::from(number) + MORE)
}

/// Hidden.
#[require(CanPublish, conceal)]
fn concealed() {}

/// A rule that is only reported.
#[require(role = Role::Admin, report_only)]
fn observed() {}

/// An open one.
#[public("no data")]
fn open() {}

/// Calls some of them.
pub(super) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let admin = Identity::builder("https://issuer.example", "alice").role("admin").build()?;
    one(admin.check()?);
    assert_eq!(seven(admin.check()?, 1, 2, 3, 4, 5, 6, 7), 28);
    assert_eq!(Role::OnProbation.as_str(), "on_probation");
    let _ = (user_2, open, everything, concealed, observed, asked, asked_at_once, inside);
    Ok(())
}
