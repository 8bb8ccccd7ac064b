//! `crate = path`: where the generated code finds `auth_core`.

use auth::{policy, require};

policy! {
    crate = ::auth;
    CanPublish = role = "editor";
}

#[require(role = "admin", crate = ::auth)]
async fn publish() {}
