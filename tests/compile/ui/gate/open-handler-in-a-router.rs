use auth_core::Identity;
use auth_core::axum::Router;
use auth_core::axum::routing::{any, get};
use axum::extract::Path;

async fn delete_user(Path(_): Path<u64>) {}

async fn whoami(identity: Identity) -> String {
    identity.subject().to_owned()
}

async fn not_found() {}

fn main() {
    let _: Router = Router::new()
        .route("/users/{id}", get(whoami).delete(delete_user))
        .route("/health", any(async || "up"))
        .fallback(not_found);
}
