//! Who vouches for the caller, and how and when the caller logged in.
use auth_core::require;
#[doc(hidden)]
enum __RequireTransfer {}
impl ::auth_core::__private::Policy for __RequireTransfer {
    const RULE: ::auth_core::__private::Rule = ::auth_core::__private::Rule::All(
        &[
            ::auth_core::__private::Rule::Issuer(&["https://staff.example"]),
            ::auth_core::__private::Rule::Acr(&["urn:example:mfa"]),
            ::auth_core::__private::Rule::MaxAge(900),
        ],
    );
}
async fn transfer(
    _guard: ::auth_core::__private::Guard<__RequireTransfer>,
    Json(order): Json<Order>,
) {}
