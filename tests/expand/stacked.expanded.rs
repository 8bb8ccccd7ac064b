//! Stacked attributes: a guard each, from top to bottom, so that each of them holds.
use auth_core::require;
#[doc(hidden)]
enum __RequirePublish {}
impl ::auth_core::__private::Policy for __RequirePublish {
    const RULE: ::auth_core::__private::Rule = ::auth_core::__private::Rule::Authenticated;
}
#[doc(hidden)]
enum __Require4Publish {}
impl ::auth_core::__private::Policy for __Require4Publish {
    const RULE: ::auth_core::__private::Rule = ::auth_core::__private::Rule::Group(
        "staff",
    );
}
async fn publish(
    _guard: ::auth_core::__private::Guard<__RequirePublish>,
    _guard3: ::auth_core::__private::Guard<CanPublish>,
    _guard4: ::auth_core::__private::Guard<__Require4Publish>,
    _guard2: u8,
) {}
