//! The issuer of the identity, and the class and time of the login.

use auth_core::require;

#[require(issuer = "https://staff.example", acr = "urn:example:mfa", max_age = "15m")]
async fn transfer(Json(order): Json<Order>) {}
