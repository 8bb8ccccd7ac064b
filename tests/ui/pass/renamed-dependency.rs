//! `crate = path`: through a re-export, as an application's own framework crate would have it.
#![deny(warnings)]

pub mod framework {
    pub mod auth {
        pub use auth_core::*;
    }
}

use framework::auth::{policy, public, require};

policy! {
    crate = crate::framework::auth;
    pub CanPublish = role = "editor";
}

#[require(role = "admin", CanPublish, crate = crate::framework::auth)]
pub fn delete() {}

#[require(crate = ::auth_core, authenticated)]
pub fn delete_too() {}

#[public("no data", crate = crate::framework::auth)]
pub fn health() {}

macro_rules! handlers {
    ($policy:ident) => {
        policy! {
            crate = $crate::framework::auth;
            pub $policy = role = "editor";
        }

        #[require($crate::$policy, role = "admin", crate = $crate::framework::auth)]
        pub fn made() {}
    };
}
handlers!(CanDelete);

fn main() {
    let _ = (delete, delete_too, health, made);
}
