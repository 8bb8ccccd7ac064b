//! Typed values: each is a variant of its kind, so that a scope is no role.

use auth_core::require;

#[require(role = Role::Admin)]
async fn delete_user(Path(id): Path<u64>) {}

/// Where the macro cannot see whether one of them implies another, the compiler looks.
#[require(role = Role::Editor | "root", scope = Scope::Write)]
async fn publish(Json(post): Json<Post>) {}
