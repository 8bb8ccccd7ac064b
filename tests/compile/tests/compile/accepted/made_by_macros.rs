//! Handlers made by `macro_rules!`, with every part of them passed in.
#![deny(warnings)]

use auth_core::{Identity, Role, policy, public, require};

policy! {
    CanPublish = role = "editor";
}

macro_rules! handler {
    ($(#[$meta:meta])* $visibility:vis $name:ident($($argument:pat_param => $type:ty),*) -> $output:ty: $role:literal, $policy:path) => {
        #[require(any(role = $role | "root", $policy))]
        $(#[$meta])*
        $visibility fn $name($($argument: $type),*) -> $output {
            Default::default()
        }
    };
}

handler! {
    /// Docs.
    #[inline]
    pub(crate) first((_a, _) => (u8, u8), _ => Vec<Box<dyn Fn(u8) -> u8>>) -> Vec<u8>: "admin", CanPublish
}
handler!(second() -> (): "admin", crate::accepted::made_by_macros::CanPublish);

macro_rules! guarded {
    ($($rule:tt)*) => {
        #[require($($rule)*)]
        fn guarded(_guard: u8) -> u8 {
            _guard
        }
    };
}
guarded!(role = "admin", scope = "posts:write");

macro_rules! expression {
    ($rule:expr, $reason:expr, $function:item) => {
        #[require($rule, authenticated_elsewhere::Known)]
        $function

        #[public($reason)]
        fn open() {}
    };
}
mod authenticated_elsewhere {
    auth_core::policy! {
        pub(crate) Known = authenticated;
    }
}
expression!(role = "admin", "because", pub fn passed_on() {});

macro_rules! policies {
    ($($name:ident $role:literal)*) => {
        policy! {
            $(pub $name = role = $role;)*
        }
    };
}
policies!(CanRead "reader" CanWrite "writer");

macro_rules! own {
    ($name:ident) => {
        #[require(role = "admin")]
        fn $name(argument: u8) -> u8 {
            let local = argument;
            local
        }
    };
}
own!(hygienic);

#[rustfmt::skip]
macro_rules! compared {
    ($function:ident, $name:ident, $quoted:literal, $level:literal, $least:expr, $claim:expr, $role:path, $network:literal) => {
        #[require(
            claim.$name >= $level, claim[$quoted] < $least, $claim == "x", path.$name == subject,
            role = $role, ip = $network
        )]
        fn $function() {}
    };
}
compared!(compared, level, "a b", -3, 3.5, claim.other, Role::Admin, "10.0.0.0/8");

macro_rules! roles {
    ($(#[$meta:meta])* $enum:ident { $($variant:ident $name:literal $(-> $($other:ident)+)?),* }) => {
        #[derive(Role)]
        $(#[$meta])*
        pub enum $enum {
            $(#[role($name $(, implies = [$($other),+])?)] $variant,)*
        }
    };
}
roles!(#[derive(Clone)] Role { Admin "root" -> Editor Viewer, Editor "editor" -> Viewer, Viewer "viewer" });

pub(super) fn main() {
    let admin = Identity::builder("https://issuer.example", "alice")
        .role("admin")
        .scope("posts:write")
        .build()
        .unwrap();
    assert_eq!(guarded(admin.check().unwrap(), 7), 7);
    assert_eq!(hygienic(admin.check().unwrap(), 7), 7);
    second(admin.check().unwrap());
    assert_eq!(Role::Admin.clone().as_str(), "root");
    let _ = (compared, first, passed_on, open, CanRead, CanWrite);
}
