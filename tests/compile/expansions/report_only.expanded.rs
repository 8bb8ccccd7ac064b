//! `report_only`: decided and logged, but not enforced. What the handler gets proves nothing.
use auth_core::require;
#[doc(hidden)]
enum __RequirePublish {}
impl ::auth_core::macro_support::Written for __RequirePublish {
    const TEXT: &'static ::core::primitive::str = r#"role = "admin""#;
}
async fn publish(
    _guard: ::auth_core::macro_support::ReportOnly<__RequirePublish>,
    Json(post): Json<Post>,
) {}
async fn unpublish(
    _guard: ::auth_core::macro_support::ReportOnly<CanPublish>,
    Path(id): Path<u64>,
) {}
