//! Comparisons: of claims, path parameters, the subject and literals.
use auth_core::require;
#[doc(hidden)]
enum __RequireBook {}
impl ::auth_core::macro_support::Written for __RequireBook {
    const TEXT: &'static ::core::primitive::str = r#"all(claim.department == "finance", claim.level >= 3, claim.teams contains "blue")"#;
}
async fn book(
    _guard: ::auth_core::macro_support::Guard<__RequireBook>,
    Json(entry): Json<Entry>,
) {}
#[doc(hidden)]
enum __RequireProfile {}
impl ::auth_core::macro_support::Written for __RequireProfile {
    const TEXT: &'static ::core::primitive::str = r#"any(path.user_id == subject, claim["https://acme.example/tier"] == "gold")"#;
}
async fn profile(
    _guard: ::auth_core::macro_support::Guard<__RequireProfile>,
    Path(user_id): Path<String>,
) {}
