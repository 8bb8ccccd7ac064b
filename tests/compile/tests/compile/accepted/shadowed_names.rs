//! Generated code finds its own items beside items of the same names.
#![allow(dead_code, non_camel_case_types, unused_macros)]
#![deny(warnings)]

mod core {}
mod std {}
mod auth_core {}

struct Result;
struct Option;
struct Rule;
struct Guard;
struct Never;
struct Public;
struct Some;
struct str;
struct bool;
struct Value;
struct Operand;
struct Comparison;
struct Network;
struct ReportOnly;
fn role() {}
fn check() {}
trait Policy {}
trait PublicReason {}
trait Debug {}

macro_rules! compile_error {
    ($($tokens:tt)*) => {};
}

#[derive(::auth_core::Role)]
enum Role {
    #[role(implies = [None])]
    Some,
    None,
}

::auth_core::policy! {
    pub CanPublish = role = "editor";
}

#[::auth_core::require(any(role = "admin", CanPublish))]
fn guarded() {}

#[::auth_core::require(CanPublish)]
fn named() {}

#[::auth_core::require(any(role = Role::Some, claim.x == true, claim.y == "z", CanPublish), ip = "::1", conceal)]
fn second_half() {}

#[::auth_core::require(role = Role::None, report_only)]
fn observed() {}

#[::auth_core::public("shadowed names")]
fn open() {}

/// Nothing is in scope that was not named, but for a `from` that is not the one of conversions.
#[no_implicit_prelude]
mod bare {
    trait Make {
        fn from(source: u8) -> Self;
    }

    impl<T> Make for ::auth_core::guard::CheckedResponse<T> {
        fn from(_: u8) -> Self {
            ::std::unreachable!()
        }
    }

    #[::auth_core::require(check(open))]
    fn asked(open: ::core::primitive::bool) {}

    #[::auth_core::require(check(open))]
    async fn asked_and_awaited(open: ::core::primitive::bool) -> u8 {
        7
    }
}

pub(super) fn main() {}
