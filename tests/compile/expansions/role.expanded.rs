//! A rule of requirements: a type that holds it, and a guard of that type in front.
use auth_core::require;
#[cfg(not(test))]
#[doc(hidden)]
///Requires: `all(role = "admin" | "editor", scope = "posts:write")`
pub(crate) enum __RequireDeleteUser {}
#[cfg(not(test))]
impl ::auth_core::macro_support::Policy for __RequireDeleteUser {
    const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::all(
        &[
            ::auth_core::macro_support::Rule::any_role(
                &[
                    ::auth_core::macro_support::GrantValue::literal("admin"),
                    ::auth_core::macro_support::GrantValue::literal("editor"),
                ],
            ),
            ::auth_core::macro_support::Rule::scope("posts:write"),
        ],
    );
    const DOC: &'static ::core::primitive::str = "Deletes a user.";
}
/// Deletes a user.
#[cfg(not(test))]
#[tracing::instrument]
/**
Requires: `all(role = "admin" | "editor", scope = "posts:write")`*/
pub(crate) async fn delete_user(
    _guard: ::auth_core::macro_support::Guard<__RequireDeleteUser>,
    Path(id): Path<u64>,
    body: String,
) -> Result<StatusCode, Error> {
    users::delete(id, body).await?;
    Ok(StatusCode::NO_CONTENT)
}
