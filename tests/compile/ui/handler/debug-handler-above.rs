use auth_core::require;

// `#[debug_handler]` copies the function into a check of its own, calls it there with the arguments that it saw, and misses
// the guard. What to write: `#[require(…)]` above `#[debug_handler]`.
use axum::debug_handler;

#[debug_handler]
#[require(role = "admin")]
async fn handler(body: String) -> String {
    body
}

fn main() {}
