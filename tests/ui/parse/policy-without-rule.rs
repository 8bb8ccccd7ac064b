use auth_core::{policy, require};

policy! {
    pub CanPublish;
}

#[require(CanPublish)]
async fn delete_user() {}

fn main() {}
