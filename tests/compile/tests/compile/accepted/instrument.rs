//! `#[instrument]` above and below: it sees the guard as an argument, or wraps the body only.
#![deny(warnings)]

use auth_core::{Identity, policy, require};
use tracing::instrument;

policy! {
    Known = authenticated;
}

#[require(role = "admin")]
#[instrument(skip(body), fields(size = body.len()), err)]
async fn below(id: u64, body: String) -> Result<String, std::num::ParseIntError> {
    let number: u64 = body.parse()?;
    Ok(format!("{id}{number}"))
}

#[instrument]
#[require(Known)]
fn above(id: u64) -> u64 {
    id
}

#[require(Known)]
#[instrument(skip_all)]
fn sync(id: u64) -> u64 {
    id
}

pub(super) fn main() {
    let admin = Identity::builder("https://issuer.example", "alice").role("admin").build().unwrap();
    assert_eq!(above(admin.check().unwrap(), 7), 7);
    assert_eq!(sync(admin.check().unwrap(), 7), 7);
    let _ = below;
}
