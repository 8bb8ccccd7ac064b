//! Groups stay what they are: a tree, never boolean operators.
use auth_core::require;
#[doc(hidden)]
enum __RequirePublish {}
impl ::auth_core::__private::Policy for __RequirePublish {
    const RULE: ::auth_core::__private::Rule = ::auth_core::__private::Rule::Any(
        &[
            ::auth_core::__private::Rule::Roles(&["admin"]),
            ::auth_core::__private::Rule::All(
                &[
                    ::auth_core::__private::Rule::Roles(&["editor"]),
                    ::auth_core::__private::Rule::Scopes(&["posts:write"]),
                ],
            ),
            ::auth_core::__private::Rule::policy::<crate::policies::CanPublish>(),
        ],
    );
}
const _: () = ::auth_core::__private::check(
    &<__RequirePublish as ::auth_core::__private::Policy>::RULE,
);
fn publish(_guard: ::auth_core::__private::Guard<__RequirePublish>) -> &'static str {
    "published"
}
