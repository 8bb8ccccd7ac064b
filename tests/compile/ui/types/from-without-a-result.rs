use auth_core::{Identity, require};

#[require(role = "admin", from = identity)]
async fn delete_post(identity: &Identity) -> String {
    identity.subject().to_owned()
}

fn main() {}
