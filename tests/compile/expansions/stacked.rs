//! Stacked attributes: a guard each, from top to bottom, so that each of them holds. The first one
//! also names the others, for reports.

use auth_core::require;

#[require(authenticated)]
#[require(CanPublish)]
#[require(group = "staff")]
async fn publish(_guard2: u8) {}
