//! Generated code finds its own, whatever the user's names mean.
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
trait Policy {}
trait PublicReason {}
trait Debug {}

macro_rules! compile_error {
    ($($tokens:tt)*) => {};
}

::auth_core::policy! {
    pub CanPublish = role = "editor";
}

#[::auth_core::require(any(role = "admin", CanPublish))]
fn guarded() {}

#[::auth_core::require(CanPublish)]
fn named() {}

#[::auth_core::public("shadowed names")]
fn open() {}

fn main() {}
