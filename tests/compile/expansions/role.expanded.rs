//! A rule of requirements: a type that holds it, and a guard of that type in front.
use auth_core::require;
#[cfg(not(test))]
#[doc(hidden)]
pub(crate) enum __RequireDeleteUser {}
#[cfg(not(test))]
impl ::auth_core::macro_support::Written for __RequireDeleteUser {
    const TEXT: &'static ::core::primitive::str = r#"all(role = "admin" | "editor", scope = "posts:write")"#;
}
/// Deletes a user.
#[cfg(not(test))]
#[tracing::instrument]
pub(crate) async fn delete_user(
    _guard: ::auth_core::macro_support::Guard<__RequireDeleteUser>,
    Path(id): Path<u64>,
    body: String,
) -> Result<StatusCode, Error> {
    users::delete(id, body).await?;
    Ok(StatusCode::NO_CONTENT)
}
