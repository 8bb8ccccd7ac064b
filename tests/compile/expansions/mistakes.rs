//! Mistakes: a message for each, and the handler behind a guard that no caller passes.

use auth_core::require;

#[require(rol = "admin", scope = "")]
async fn publish(Json(post): Json<Post>) {}
