//! The issuer of the identity, and the class and time of the login.
use auth_core::require;
#[doc(hidden)]
enum __RequireTransfer {}
impl ::auth_core::macro_support::Written for __RequireTransfer {
    const TEXT: &'static ::core::primitive::str = r#"all(issuer = "https://staff.example", acr = "urn:example:mfa", max_age = "15m")"#;
}
async fn transfer(
    _guard: ::auth_core::macro_support::Guard<__RequireTransfer>,
    Json(order): Json<Order>,
) {}
