//! `conceal`: each rejection equals an unknown route. A named policy gets a type of its own,
//! because the option belongs to the attribute.
use auth_core::require;
#[doc(hidden)]
///Requires: `role = "admin"`
enum __RequireAudit {}
impl ::auth_core::macro_support::Policy for __RequireAudit {
    const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::role(
        "admin",
    );
    const CONCEALED: ::core::primitive::bool = true;
}
/**
Requires: `role = "admin"`*/
async fn audit(_guard: ::auth_core::macro_support::Guard<__RequireAudit>) {}
#[doc(hidden)]
///Requires: `CanAudit`
enum __RequireLog {}
impl ::auth_core::macro_support::Policy for __RequireLog {
    const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::policy::<
        CanAudit,
    >();
    const CONCEALED: ::core::primitive::bool = true;
}
/**
Requires: `CanAudit`*/
async fn log(_guard: ::auth_core::macro_support::Guard<__RequireLog>) {}
