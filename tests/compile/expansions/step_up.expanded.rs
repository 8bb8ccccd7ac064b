//! The issuer of the identity, and the class and time of the login.
use auth_core::require;
#[doc(hidden)]
///Requires: `all(issuer = "https://staff.example", acr = "urn:example:mfa", max_age = "15m")`
enum __RequireTransfer {}
impl ::auth_core::macro_support::Policy for __RequireTransfer {
    const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::all(
        &[
            ::auth_core::macro_support::Rule::issuer(&["https://staff.example"]),
            ::auth_core::macro_support::Rule::acr(&["urn:example:mfa"]),
            ::auth_core::macro_support::Rule::max_age(900),
        ],
    );
}
/**
Requires: `all(issuer = "https://staff.example", acr = "urn:example:mfa", max_age = "15m")`*/
async fn transfer(
    _guard: ::auth_core::macro_support::Guard<__RequireTransfer>,
    Json(order): Json<Order>,
) {}
