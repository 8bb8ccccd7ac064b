//! `#[debug_handler]` below, where it belongs, sees the guard as an argument. Above, it sees the handler before the guard is
//! there, which hides nothing: the handler is guarded all the same.
#![deny(warnings)]

use auth_core::{Identity, policy, require};
use axum::debug_handler;
use axum::extract::Path;

policy! {
    CanDelete = role = "admin";
}

#[require(role = "admin")]
#[require(CanDelete)]
#[debug_handler]
async fn below(Path(id): Path<u64>, body: String) -> Result<String, String> {
    Ok(format!("{id}{body}"))
}

#[debug_handler]
#[require(role = "admin")]
async fn above(Path(id): Path<u64>) -> String {
    format!("{id}")
}

fn main() {
    let _router: axum::Router =
        axum::Router::new().route("/{id}", axum::routing::post(below).delete(above));
    // Both take their proofs.
    let admin = Identity::builder("https://issuer.example", "alice").role("admin").build().unwrap();
    drop(below(admin.check().unwrap(), admin.check().unwrap(), Path(7), String::new()));
    drop(above(admin.check().unwrap(), Path(7)));
}
