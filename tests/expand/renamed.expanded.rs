//! `crate = path`: where the generated code finds `auth_core`.
use auth::{policy, require};
#[derive(::core::fmt::Debug)]
struct CanPublish;
impl ::auth::__private::Policy for CanPublish {
    const RULE: ::auth::__private::Rule = ::auth::__private::Rule::Role("editor");
}
#[doc(hidden)]
enum __RequirePublish {}
impl ::auth::__private::Policy for __RequirePublish {
    const RULE: ::auth::__private::Rule = ::auth::__private::Rule::Role("admin");
}
async fn publish(_guard: ::auth::__private::Guard<__RequirePublish>) {}
