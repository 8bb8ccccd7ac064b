//! Groups stay a tree and never become boolean operators.
use auth_core::require;
#[doc(hidden)]
enum __RequirePublish {}
impl ::auth_core::macro_support::Policy for __RequirePublish {
    const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::Any(
        &[
            ::auth_core::macro_support::Rule::Roles(&["admin"]),
            ::auth_core::macro_support::Rule::All(
                &[
                    ::auth_core::macro_support::Rule::Roles(&["editor"]),
                    ::auth_core::macro_support::Rule::Scopes(&["posts:write"]),
                ],
            ),
            ::auth_core::macro_support::Rule::policy::<crate::policies::CanPublish>(),
        ],
    );
}
const _: () = ::auth_core::macro_support::check(
    &<__RequirePublish as ::auth_core::macro_support::Policy>::RULE,
);
fn publish(_guard: ::auth_core::macro_support::Guard<__RequirePublish>) -> &'static str {
    "published"
}
