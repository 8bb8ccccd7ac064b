//! Tests of guarded handlers, as applications write them.

use auth_core::{Identity, require};
use rocket::delete;

#[require(role = "admin")]
#[delete("/users/<id>")]
async fn delete_user(id: u64) -> String {
    format!("deleted {id}")
}

#[test]
fn test_calls_a_guarded_handler_with_the_proof() {
    let admin = Identity::builder("https://issuer.example", "ada").role("admin").build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    assert_eq!(runtime.block_on(delete_user(admin.check().unwrap(), 7)), "deleted 7");
    let other = Identity::builder("https://issuer.example", "bob").build().unwrap();
    assert!(other.check().map(|proof| delete_user(proof, 7)).is_err());
}
