//! `report_only`: decided and logged, but not enforced. What the handler gets proves nothing.
use auth_core::require;
#[doc(hidden)]
///Requires (report only): `role = "admin"`
enum __RequirePublish {}
impl ::auth_core::macro_support::Policy for __RequirePublish {
    const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::role(
        "admin",
    );
}
/**
Requires (report only): `role = "admin"`*/
async fn publish(
    _guard: ::auth_core::macro_support::ReportOnly<__RequirePublish>,
    Json(post): Json<Post>,
) {}
/**
Requires (report only): `CanPublish`*/
async fn unpublish(
    _guard: ::auth_core::macro_support::ReportOnly<CanPublish>,
    Path(id): Path<u64>,
) {}
