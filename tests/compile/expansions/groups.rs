//! Groups stay a tree and never become boolean operators.

use auth_core::require;

#[require(any(role = "admin", all(role = "editor", scope = "posts:write"), crate::policies::CanPublish))]
fn publish() -> &'static str {
    "published"
}
