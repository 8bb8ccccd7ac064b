//! `conceal`: every refusal looks like a route that does not exist. A named policy then gets a type of its own, because the
//! option belongs to the attribute and not to the policy.

use auth_core::require;

#[require(role = "admin", conceal)]
async fn audit() {}

#[require(CanAudit, conceal)]
async fn log() {}
