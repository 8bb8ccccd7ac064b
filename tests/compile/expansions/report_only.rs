//! `report_only`: decided and logged, but not enforced. What the handler gets proves nothing.

use auth_core::require;

#[require(role = "admin", report_only)]
async fn publish(Json(post): Json<Post>) {}

#[require(CanPublish, report_only)]
async fn unpublish(Path(id): Path<u64>) {}
