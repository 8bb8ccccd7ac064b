use auth_core::{public, require};

// As for `#[require]`: no type can stand in an `impl`. What to write: a handler outside of it.
struct Posts;

impl Posts {
    #[public("liveness probe")]
    async fn health() -> &'static str {
        "ok"
    }
}

fn main() {}
