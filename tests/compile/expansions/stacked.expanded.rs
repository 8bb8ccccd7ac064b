//! Stacked attributes: a guard each, from top to bottom, so that each of them holds.
use auth_core::require;
#[doc(hidden)]
enum __RequirePublish {}
impl ::auth_core::macro_support::Written for __RequirePublish {
    const TEXT: &'static ::core::primitive::str = "authenticated";
}
#[doc(hidden)]
enum __Require4Publish {}
impl ::auth_core::macro_support::Written for __Require4Publish {
    const TEXT: &'static ::core::primitive::str = r#"group = "staff""#;
}
async fn publish(
    _guard: ::auth_core::macro_support::Guard<__RequirePublish>,
    _guard3: ::auth_core::macro_support::Guard<CanPublish>,
    _guard4: ::auth_core::macro_support::Guard<__Require4Publish>,
    _guard2: u8,
) {}
