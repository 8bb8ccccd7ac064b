//! Who vouches for the caller, and how and when the caller logged in.
use auth_core::require;
#[doc(hidden)]
enum __RequireTransfer {}
impl ::auth_core::__private::Policy for __RequireTransfer {
    const RULE: ::auth_core::__private::Rule = ::auth_core::__private::Rule::All(
        &[
            ::auth_core::__private::Rule::issuer(&["https://staff.example"]),
            ::auth_core::__private::Rule::acr(&["urn:example:mfa"]),
            ::auth_core::__private::Rule::max_age(900),
        ],
    );
}
async fn transfer(
    _guard: ::auth_core::__private::Guard<__RequireTransfer>,
    Json(order): Json<Order>,
) {}
