use auth_core::{Rejection, require};

#[require(role = "admin", from = request)]
fn delete_post(request: &http::Request<()>) -> Result<(), Rejection> {
    let _ = request;
    Ok(())
}

fn main() {}
