//! Groups stay a tree and never become boolean operators.
use auth_core::require;
#[doc(hidden)]
///Requires: `any(role = "admin", all(role = "editor", scope = "posts:write"), crate::policies::CanPublish)`
enum __RequirePublish {}
impl ::auth_core::macro_support::Policy for __RequirePublish {
    const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::any(
        &[
            ::auth_core::macro_support::Rule::role("admin"),
            ::auth_core::macro_support::Rule::all(
                &[
                    ::auth_core::macro_support::Rule::role("editor"),
                    ::auth_core::macro_support::Rule::scope("posts:write"),
                ],
            ),
            ::auth_core::macro_support::Rule::policy::<crate::policies::CanPublish>(),
        ],
    );
}
const _: () = ::auth_core::macro_support::check(
    &<__RequirePublish as ::auth_core::macro_support::Policy>::RULE,
);
/**
Requires: `any(role = "admin", all(role = "editor", scope = "posts:write"), crate::policies::CanPublish)`*/
fn publish(_guard: ::auth_core::macro_support::Guard<__RequirePublish>) -> &'static str {
    "published"
}
