use auth_core::{Identity, Rejection, require};

#[require(any(role = "admin", path.user_id == subject), from = identity)]
async fn delete_post(identity: &Identity) -> Result<(), Rejection> {
    let _ = identity;
    Ok(())
}

fn main() {}
