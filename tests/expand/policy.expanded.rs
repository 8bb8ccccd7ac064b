//! Named rules: types, with the attributes that were written.
use auth_core::policy;
/// Editors who may write, and every admin.
#[derive(::core::fmt::Debug)]
pub struct CanPublish;
impl ::auth_core::__private::Policy for CanPublish {
    const RULE: ::auth_core::__private::Rule = ::auth_core::__private::Rule::Any(
        &[
            ::auth_core::__private::Rule::Role("admin"),
            ::auth_core::__private::Rule::All(
                &[
                    ::auth_core::__private::Rule::Role("editor"),
                    ::auth_core::__private::Rule::Scope("posts:write"),
                ],
            ),
        ],
    );
}
#[cfg(feature = "billing")]
#[derive(::core::fmt::Debug)]
struct CanBill;
#[cfg(feature = "billing")]
impl ::auth_core::__private::Policy for CanBill {
    const RULE: ::auth_core::__private::Rule = ::auth_core::__private::Rule::All(
        &[
            ::auth_core::__private::Rule::policy::<CanPublish>(),
            ::auth_core::__private::Rule::Group("accounting"),
        ],
    );
}
#[cfg(feature = "billing")]
const _: () = ::auth_core::__private::check(
    &<CanBill as ::auth_core::__private::Policy>::RULE,
);
