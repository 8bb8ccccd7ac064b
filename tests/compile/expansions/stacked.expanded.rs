//! Stacked attributes: a guard each, from top to bottom, so that each of them holds. The first one
//! also names the others, for reports.
use auth_core::require;
#[doc(hidden)]
///Requires: `authenticated`
enum __RequirePublish {}
impl ::auth_core::macro_support::Policy for __RequirePublish {
    const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::authenticated();
}
#[doc(hidden)]
///Requires: `group = "staff"`
enum __Require4Publish {}
impl ::auth_core::macro_support::Policy for __Require4Publish {
    const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::group(
        "staff",
    );
}
/**
Requires: `authenticated`*/
/**
Requires: `CanPublish`*/
/**
Requires: `group = "staff"`*/
async fn publish(
    _guard: ::auth_core::macro_support::Guard<
        ::auth_core::macro_support::Stacked<
            ::auth_core::macro_support::Stacked<
                __RequirePublish,
                ::auth_core::macro_support::Guard<CanPublish>,
            >,
            ::auth_core::macro_support::Guard<__Require4Publish>,
        >,
    >,
    _guard3: ::auth_core::macro_support::Guard<CanPublish>,
    _guard4: ::auth_core::macro_support::Guard<__Require4Publish>,
    _guard2: u8,
) {}
