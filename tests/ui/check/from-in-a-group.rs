use auth_core::{Identity, Rejection, require};

#[require(any(role = "admin", role = "editor", from = identity))]
fn delete_post(identity: &Identity) -> Result<(), Rejection> {
    let _ = identity;
    Ok(())
}

fn main() {}
