//! `conceal`: each rejection equals an unknown route. A named policy gets a type of its own,
//! because the option belongs to the attribute.

use auth_core::require;

#[require(role = "admin", conceal)]
async fn audit() {}

#[require(CanAudit, conceal)]
async fn log() {}
