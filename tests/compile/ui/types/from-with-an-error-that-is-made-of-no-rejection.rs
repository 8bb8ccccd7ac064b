use auth_core::{Identity, require};

struct Failed;

#[require(role = "admin", from = identity)]
fn delete_post(identity: &Identity) -> Result<(), Failed> {
    let _ = identity;
    Ok(())
}

fn main() {}
