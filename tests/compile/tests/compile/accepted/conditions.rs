//! `#[cfg]` and `#[cfg_attr]` on functions and arguments: the type has the conditions of its
//! function.
#![deny(warnings)]
#![allow(clippy::non_minimal_cfg, reason = "conditions that always hold are a case of their own")]

use auth_core::{Role, policy, public, require};

policy! {
    #[cfg(any())]
    CanPublish = role = "nobody";
    #[cfg(all())]
    CanPublish = role = "editor";
}

#[cfg(any())]
#[require(authenticated)]
fn handler() -> Missing {}

#[require(authenticated)]
#[cfg(any())]
fn handler() -> Missing {}

#[require(authenticated)]
#[cfg(all())]
fn handler(#[cfg(any())] missing: Missing, #[cfg(all())] number: u8) -> u8 {
    number
}

#[cfg_attr(all(), require(role = "admin"))]
#[cfg_attr(all(), allow(clippy::needless_pass_by_value), doc = "Docs.")]
fn conditional() {}

#[require(CanPublish)]
#[cfg_attr(any(), public("never"))]
fn named() {}

#[derive(Role)]
#[cfg_attr(all(), role(rename_all = "UPPERCASE"))]
enum Role {
    #[cfg_attr(all(), role(implies = [Editor]))]
    Admin,
    #[cfg(all())]
    Editor,
    #[cfg(any())]
    #[role(implies = [Nobody])]
    Missing,
}

#[cfg_attr(all(), require(role = Role::Admin, CanPublish, conceal))]
#[cfg(all())]
fn typed() {}

#[require(role = Role::Missing, CanPublish)]
#[cfg(any())]
fn typed() {}

#[cfg_attr(all(), public("always"))]
fn open() {}

pub(super) fn main() {
    let _ = (handler, conditional, named, open, typed);
    assert_eq!((Role::Admin.as_str(), Role::Editor.as_str()), ("ADMIN", "EDITOR"));
}
