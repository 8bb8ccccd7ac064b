use auth_core::require;

struct Posts;

impl Posts {
    #[require(role = "admin")]
    async fn restore(id: u64) -> Option<Self> {
        (id > 0).then_some(Self)
    }
}

fn main() {}
