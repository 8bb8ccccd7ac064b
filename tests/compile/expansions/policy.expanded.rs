//! Named rules: types, with the attributes that were written.
use auth_core::policy;
/// Editors who may write, and every admin.
#[derive(::core::fmt::Debug)]
pub struct CanPublish;
impl ::auth_core::__private::Written for CanPublish {
    const TEXT: &'static ::core::primitive::str = r#"any(role = "admin", all(role = "editor", scope = "posts:write"))"#;
}
#[cfg(feature = "billing")]
#[derive(::core::fmt::Debug)]
struct CanBill;
#[cfg(feature = "billing")]
impl ::auth_core::__private::Policy for CanBill {
    const RULE: ::auth_core::__private::Rule = ::auth_core::__private::Rule::All(
        &[
            ::auth_core::__private::Rule::policy::<CanPublish>(),
            ::auth_core::__private::Rule::Groups(&["accounting"]),
        ],
    );
}
#[cfg(feature = "billing")]
const _: () = ::auth_core::__private::check(
    &<CanBill as ::auth_core::__private::Policy>::RULE,
);
