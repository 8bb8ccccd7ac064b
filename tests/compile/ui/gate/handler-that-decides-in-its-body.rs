use auth_core::access::guarded;
use auth_core::{Rejection, require};
use axum::extract::Request;

#[require(authenticated, from = &request)]
async fn publish(request: Request) -> Result<(), Rejection> {
    drop(request);
    Ok(())
}

fn main() {
    let _ = guarded(publish);
}
