//! `crate = path`: where the generated code finds `auth_core`.
use auth::{policy, require};
#[derive(::core::fmt::Debug)]
struct CanPublish;
impl ::auth::macro_support::Written for CanPublish {
    const TEXT: &'static ::core::primitive::str = r#"role = "editor""#;
}
#[doc(hidden)]
enum __RequirePublish {}
impl ::auth::macro_support::Written for __RequirePublish {
    const TEXT: &'static ::core::primitive::str = r#"role = "admin""#;
}
async fn publish(_guard: ::auth::macro_support::Guard<__RequirePublish>) {}
