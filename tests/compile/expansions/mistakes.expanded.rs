//! Mistakes: a message for each, and the handler behind a guard that no caller passes.
use auth_core::require;
::core::compile_error! {
    "unknown requirement `rol`, did you mean `role`?"
}
::core::compile_error! {
    "empty `scope`, write a name between the quotes: `scope = \"posts:write\"`"
}
async fn publish(
    _guard: ::auth_core::macro_support::Guard<::auth_core::macro_support::Never>,
    Json(post): Json<Post>,
) {}
