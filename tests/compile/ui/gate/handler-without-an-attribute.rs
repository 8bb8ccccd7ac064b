use auth_core::access::guarded;
use axum::extract::Path;
use axum::routing::delete;

async fn delete_user(Path(_): Path<u64>) -> String {
    String::new()
}

fn main() {
    let _: axum::Router = axum::Router::new().route("/users/{id}", delete(guarded(delete_user)));
}
