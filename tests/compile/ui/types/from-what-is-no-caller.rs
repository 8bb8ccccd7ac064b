use auth_core::{Rejection, require};

#[require(role = "admin", from = id)]
async fn delete_post(id: u64) -> Result<u64, Rejection> {
    Ok(id)
}

fn main() {}
