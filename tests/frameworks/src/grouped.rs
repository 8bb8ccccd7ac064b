//! The rules of the decision tables as guards of groups.

use auth_core::actix_web::{Require, require};
use auth_core::{Guard, Policy};

/// A function with each rule, whose argument names the policy.
pub(crate) mod rules {
    use auth_core::require;

    macro_rules! functions {
        ($($name:ident: { $($rule:tt)* })*) => {
            $(#[require($($rule)*)] pub(crate) fn $name() {})*
        };
    }

    tests::each_rule!(functions);
}

/// Returns the guard of a group with the policy of a function. It is the same type on actix-web,
/// poem and salvo.
pub(crate) const fn guard<P: Policy>(_rule: fn(Guard<P>)) -> Require<P> {
    require()
}

/// Guards routes of rocket with the policy of a function.
pub(crate) fn routes<P: Policy>(
    _rule: fn(Guard<P>),
    routes: Vec<rocket::Route>,
) -> Vec<rocket::Route> {
    auth_core::rocket::require::<P>(routes)
}
