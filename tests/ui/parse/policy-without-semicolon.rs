use auth_core::{policy, require};

policy! {
    pub CanPublish = role = "editor"
    pub CanDelete = role = "admin";
}

#[require(CanDelete)]
async fn delete_user() {}

fn main() {}
