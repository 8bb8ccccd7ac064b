//! Every form that a rule can take.
#![deny(warnings)]

use auth_core::{Guard, policy, public, require};

mod policies {
    auth_core::policy! {
        /// Editors who may write, and every admin.
        pub(crate) CanPublish = any(role = "admin", all(role = "editor", scope = "posts:write"));
        pub(crate) Staff = group = "staff" | "contractors";
    }
}
use policies::CanPublish;

policy! {
    crate = ::auth_core;

    #[derive(Clone, Copy, Debug, PartialEq)]
    CanBill = role = "accountant", permission = "bills:write", policies::Staff,;
    Known = authenticated;
    AllTheSame = all(role = "a", role = "b");
}

#[require(authenticated)]
async fn authenticated() {}

#[require(role = "admin")]
async fn role() {}

#[require(role = "admin" | r"editor" | r#"Content "Editor""#)]
async fn either() {}

#[require(role = "editor", scope = "posts:write",)]
async fn both() {}

#[require(permission = "posts:edit", group = "staff")]
async fn permission_and_group() {}

#[require(any(role = "admin", all(role = "editor", scope = "posts:write")))]
async fn nested() {}

#[require(CanPublish)]
async fn named() {}

#[require(crate::policies::CanPublish)]
async fn named_by_path() {}

#[require(any(CanBill, self::policies::Staff, role = "admin"))]
async fn named_among_others() {}

#[require(scope = "posts:read", scope = "posts:write")]
async fn two_scopes() {}

#[public("liveness probe, no data")]
async fn health() {}

async fn by_hand(_proof: Guard<CanPublish>, _known: Guard<Known>, _same: Guard<AllTheSame>) {}

fn main() {
    let _ = (authenticated, role, either, both, permission_and_group, nested);
    let _ = (named, named_by_path, named_among_others, two_scopes, health, by_hand);
    assert_eq!(CanBill, CanBill.clone());
}
