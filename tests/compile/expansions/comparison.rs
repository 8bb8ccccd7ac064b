//! Comparisons: of claims, path parameters, the subject and literals.

use auth_core::require;

#[require(claim.department == "finance", claim.level >= 3, claim.teams contains "blue")]
async fn book(Json(entry): Json<Entry>) {}

#[require(any(path.user_id == subject, claim["https://acme.example/tier"] == "gold"))]
async fn profile(Path(user_id): Path<String>) {}
