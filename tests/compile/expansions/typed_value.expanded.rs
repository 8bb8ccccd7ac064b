//! Typed values: each is a variant of its kind, so that a scope is no role.
use auth_core::require;
#[doc(hidden)]
enum __RequireDeleteUser {}
impl ::auth_core::__private::Written for __RequireDeleteUser {
    const TEXT: &'static ::core::primitive::str = "role = Role::Admin";
    fn variants(
        __of: ::auth_core::__private::Variants,
    ) -> ::auth_core::__private::Variants {
        __of.role(Role::Admin)
    }
}
async fn delete_user(
    _guard: ::auth_core::__private::Guard<__RequireDeleteUser>,
    Path(id): Path<u64>,
) {}
#[doc(hidden)]
enum __RequirePublish {}
impl ::auth_core::__private::Policy for __RequirePublish {
    const RULE: ::auth_core::__private::Rule = ::auth_core::__private::Rule::All(
        &[
            ::auth_core::__private::Rule::role_values(
                &[
                    ::auth_core::__private::role(
                        &Role::Editor,
                        Role::Editor.__auth_value(),
                    ),
                    ::auth_core::__private::Value::literal("root"),
                ],
            ),
            ::auth_core::__private::Rule::scope_values(
                &[
                    ::auth_core::__private::scope(
                        &Scope::Write,
                        Scope::Write.__auth_value(),
                    ),
                ],
            ),
        ],
    );
}
const _: () = ::auth_core::__private::check(
    &<__RequirePublish as ::auth_core::__private::Policy>::RULE,
);
/// Where the macro cannot see whether one of them implies another, the compiler looks.
async fn publish(
    _guard: ::auth_core::__private::Guard<__RequirePublish>,
    Json(post): Json<Post>,
) {}
