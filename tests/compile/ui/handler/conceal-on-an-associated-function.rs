use auth_core::{policy, require};

policy! {
    CanPublish = role = "editor";
}

struct Posts;

impl Posts {
    #[require(CanPublish, conceal)]
    async fn publish() -> Self {
        Self
    }
}

fn main() {}
