//! Named rules: types, with the attributes that were written.
use auth_core::policy;
/// Editors who may write, and every admin.
#[derive(::core::fmt::Debug)]
pub struct CanPublish;
impl ::auth_core::macro_support::Policy for CanPublish {
    const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::any(
        &[
            ::auth_core::macro_support::Rule::role("admin"),
            ::auth_core::macro_support::Rule::all(
                &[
                    ::auth_core::macro_support::Rule::role("editor"),
                    ::auth_core::macro_support::Rule::scope("posts:write"),
                ],
            ),
        ],
    );
}
#[cfg(feature = "billing")]
#[derive(::core::fmt::Debug)]
struct CanBill;
#[cfg(feature = "billing")]
impl ::auth_core::macro_support::Policy for CanBill {
    const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::all(
        &[
            ::auth_core::macro_support::Rule::policy::<CanPublish>(),
            ::auth_core::macro_support::Rule::group("accounting"),
        ],
    );
}
#[cfg(feature = "billing")]
const _: () = ::auth_core::macro_support::check(
    &<CanBill as ::auth_core::macro_support::Policy>::RULE,
);
