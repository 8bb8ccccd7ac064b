//! An open handler: a marker that says why, which no guard can be made of.

use auth_core::public;

#[public("liveness probe, no data")]
pub async fn health() -> &'static str {
    "ok"
}
