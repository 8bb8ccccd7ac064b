//! A rule of requirements: a type that holds it, and a guard of that type in front.

use auth_core::require;

/// Deletes a user.
#[require(role = "admin" | "editor", scope = "posts:write")]
#[cfg(not(test))]
#[tracing::instrument]
pub(crate) async fn delete_user(Path(id): Path<u64>, body: String) -> Result<StatusCode, Error> {
    users::delete(id, body).await?;
    Ok(StatusCode::NO_CONTENT)
}
