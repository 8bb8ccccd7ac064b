//! Typed values: each is a variant of its kind, so that a scope is no role.
use auth_core::require;
#[doc(hidden)]
///Requires: `role = Role::Admin`
enum __RequireDeleteUser {}
impl ::auth_core::macro_support::Policy for __RequireDeleteUser {
    const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::grant(
        ::auth_core::macro_support::role(Role::Admin),
        Role::Admin.__auth_value(),
    );
}
/**
Requires: `role = Role::Admin`*/
async fn delete_user(
    _guard: ::auth_core::macro_support::Guard<__RequireDeleteUser>,
    Path(id): Path<u64>,
) {}
#[doc(hidden)]
///Requires: `all(role = Role::Editor | "root", scope = Scope::Write)`
enum __RequirePublish {}
impl ::auth_core::macro_support::Policy for __RequirePublish {
    const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::all(
        &[
            ::auth_core::macro_support::Rule::any_role(
                &[
                    ::auth_core::macro_support::GrantValue::of_kind(
                        ::auth_core::macro_support::role(Role::Editor),
                        Role::Editor.__auth_value(),
                    ),
                    ::auth_core::macro_support::GrantValue::literal("root"),
                ],
            ),
            ::auth_core::macro_support::Rule::grant(
                ::auth_core::macro_support::scope(Scope::Write),
                Scope::Write.__auth_value(),
            ),
        ],
    );
    const DOC: &'static ::core::primitive::str = "Where the macro cannot see whether one of them implies another, the compiler looks.";
}
const _: () = ::auth_core::macro_support::check(
    &<__RequirePublish as ::auth_core::macro_support::Policy>::RULE,
);
/// Where the macro cannot see whether one of them implies another, the compiler looks.
/**
Requires: `all(role = Role::Editor | "root", scope = Scope::Write)`*/
async fn publish(
    _guard: ::auth_core::macro_support::Guard<__RequirePublish>,
    Json(post): Json<Post>,
) {}
