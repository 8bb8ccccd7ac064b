use auth_core::public;

struct Posts;

impl Posts {
    #[public("liveness probe")]
    async fn health() -> &'static str {
        "ok"
    }
}

fn main() {}
