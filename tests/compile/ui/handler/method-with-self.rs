use auth_core::require;

struct Service;

impl Service {
    #[require(authenticated)]
    async fn delete(&self, id: u64) -> u64 {
        id
    }
}

fn main() {}
