//! Networks are read at compile time.

use auth_core::require;

#[require(ip = "10.0.0.0/8" | "fd00::/8" | "192.0.2.1")]
async fn metrics() {}
