use auth_core::access::guarded;
use auth_core::{Guard, policy};
use axum::extract::Path;

policy! { CanPublish = role = "editor"; }

async fn publish(Path(_): Path<u64>, _proof: Guard<CanPublish>) {}

fn main() {
    let _ = guarded(publish);
}
