//! Named rules: types, with the attributes that were written.
use auth_core::policy;
/// Editors who may write, and every admin.
#[derive(::core::fmt::Debug)]
pub struct CanPublish;
impl ::auth_core::macro_support::Written for CanPublish {
    const TEXT: &'static ::core::primitive::str = r#"any(role = "admin", all(role = "editor", scope = "posts:write"))"#;
}
#[cfg(feature = "billing")]
#[derive(::core::fmt::Debug)]
struct CanBill;
#[cfg(feature = "billing")]
impl ::auth_core::macro_support::Policy for CanBill {
    const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::All(
        &[
            ::auth_core::macro_support::Rule::policy::<CanPublish>(),
            ::auth_core::macro_support::Rule::Groups(&["accounting"]),
        ],
    );
}
#[cfg(feature = "billing")]
const _: () = ::auth_core::macro_support::check(
    &<CanBill as ::auth_core::macro_support::Policy>::RULE,
);
