//! `crate = path`: where the generated code finds `auth_core`.
use auth::{policy, require};
#[derive(::core::fmt::Debug)]
struct CanPublish;
impl ::auth::macro_support::Policy for CanPublish {
    const RULE: ::auth::macro_support::Rule = ::auth::macro_support::Rule::role(
        "editor",
    );
}
#[doc(hidden)]
///Requires: `role = "admin"`
enum __RequirePublish {}
impl ::auth::macro_support::Policy for __RequirePublish {
    const RULE: ::auth::macro_support::Rule = ::auth::macro_support::Rule::role("admin");
}
/**
Requires: `role = "admin"`*/
async fn publish(_guard: ::auth::macro_support::Guard<__RequirePublish>) {}
