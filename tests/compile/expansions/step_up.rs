//! Who vouches for the caller, and how and when the caller logged in.

use auth_core::require;

#[require(issuer = "https://staff.example", acr = "urn:example:mfa", max_age = "15m")]
async fn transfer(Json(order): Json<Order>) {}
