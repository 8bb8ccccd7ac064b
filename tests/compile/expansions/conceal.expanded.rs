//! `conceal`: each rejection equals an unknown route. A named policy gets a type of its own,
//! because the option belongs to the attribute.
use auth_core::require;
#[doc(hidden)]
enum __RequireAudit {}
impl ::auth_core::macro_support::Written for __RequireAudit {
    const TEXT: &'static ::core::primitive::str = r#"role = "admin""#;
    const CONCEALED: ::core::primitive::bool = true;
}
async fn audit(_guard: ::auth_core::macro_support::Guard<__RequireAudit>) {}
#[doc(hidden)]
enum __RequireLog {}
impl ::auth_core::macro_support::Policy for __RequireLog {
    const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::policy::<
        CanAudit,
    >();
    const CONCEALED: ::core::primitive::bool = true;
}
async fn log(_guard: ::auth_core::macro_support::Guard<__RequireLog>) {}
