//! `report_only`: decided and logged, but not enforced. What the handler gets proves nothing.
use auth_core::require;
#[doc(hidden)]
enum __RequirePublish {}
impl ::auth_core::__private::Written for __RequirePublish {
    const TEXT: &'static ::core::primitive::str = r#"role = "admin""#;
}
async fn publish(
    _guard: ::auth_core::__private::Observed<__RequirePublish>,
    Json(post): Json<Post>,
) {}
async fn unpublish(
    _guard: ::auth_core::__private::Observed<CanPublish>,
    Path(id): Path<u64>,
) {}
