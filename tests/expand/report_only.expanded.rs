//! `report_only`: decided and logged, but not enforced. What the handler gets proves nothing.
use auth_core::require;
#[doc(hidden)]
enum __RequirePublish {}
impl ::auth_core::__private::Policy for __RequirePublish {
    const RULE: ::auth_core::__private::Rule = ::auth_core::__private::Rule::Role(
        "admin",
    );
}
async fn publish(
    _guard: ::auth_core::__private::Observed<__RequirePublish>,
    Json(post): Json<Post>,
) {}
async fn unpublish(
    _guard: ::auth_core::__private::Observed<CanPublish>,
    Path(id): Path<u64>,
) {}
