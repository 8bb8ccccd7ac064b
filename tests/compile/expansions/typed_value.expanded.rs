//! Typed values: each is a variant of its kind, so that a scope is no role.
use auth_core::require;
#[doc(hidden)]
enum __RequireDeleteUser {}
impl ::auth_core::macro_support::Written for __RequireDeleteUser {
    const TEXT: &'static ::core::primitive::str = "role = Role::Admin";
    fn variants(
        __of: ::auth_core::macro_support::Variants,
    ) -> ::auth_core::macro_support::Variants {
        __of.role(Role::Admin)
    }
}
async fn delete_user(
    _guard: ::auth_core::macro_support::Guard<__RequireDeleteUser>,
    Path(id): Path<u64>,
) {}
#[doc(hidden)]
enum __RequirePublish {}
impl ::auth_core::macro_support::Policy for __RequirePublish {
    const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::All(
        &[
            ::auth_core::macro_support::Rule::role_values(
                &[
                    ::auth_core::macro_support::role(
                        &Role::Editor,
                        Role::Editor.__auth_value(),
                    ),
                    ::auth_core::macro_support::GrantValue::literal("root"),
                ],
            ),
            ::auth_core::macro_support::Rule::scope_values(
                &[
                    ::auth_core::macro_support::scope(
                        &Scope::Write,
                        Scope::Write.__auth_value(),
                    ),
                ],
            ),
        ],
    );
}
const _: () = ::auth_core::macro_support::check(
    &<__RequirePublish as ::auth_core::macro_support::Policy>::RULE,
);
/// Where the macro cannot see whether one of them implies another, the compiler looks.
async fn publish(
    _guard: ::auth_core::macro_support::Guard<__RequirePublish>,
    Json(post): Json<Post>,
) {}
