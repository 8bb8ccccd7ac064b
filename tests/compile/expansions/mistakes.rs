//! With mistakes: a message for each, and the handler behind a guard that nobody can pass.

use auth_core::require;

#[require(rol = "admin", scope = "")]
async fn publish(Json(post): Json<Post>) {}
