use auth_core::{policy, require};

policy! {
    CanDelete = role = "admin";
}

struct Service;

impl Service {
    #[require(CanDelete)]
    async fn delete(self, id: u64) -> u64 {
        id
    }
}

fn main() {}
