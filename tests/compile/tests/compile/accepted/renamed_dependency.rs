//! `crate = path`: through a re-export, as an application's own framework crate would have it.
#![deny(warnings)]

pub mod framework {
    pub mod auth {
        pub use auth_core::*;
    }
}

use framework::auth::{Role, policy, public, require};

policy! {
    crate = crate::accepted::renamed_dependency::framework::auth;
    pub CanPublish = role = "editor";
}

#[require(role = "admin", CanPublish, crate = crate::accepted::renamed_dependency::framework::auth)]
pub fn delete() {}

#[derive(Role)]
#[role(crate = crate::accepted::renamed_dependency::framework::auth)]
pub enum Role {
    Admin,
}

#[require(role = Role::Admin, claim.level >= 3, ip = "10.0.0.0/8", conceal, crate = crate::accepted::renamed_dependency::framework::auth)]
pub fn second_half() {}

#[require(role = Role::Admin, report_only, crate = crate::accepted::renamed_dependency::framework::auth)]
pub fn observed() {}

#[require(crate = ::auth_core, authenticated)]
pub fn delete_too() {}

#[public("no data", crate = crate::accepted::renamed_dependency::framework::auth)]
pub fn health() {}

macro_rules! handlers {
    ($policy:ident) => {
        policy! {
            crate = $crate::accepted::renamed_dependency::framework::auth;
            pub $policy = role = "editor";
        }

        #[require($crate::accepted::renamed_dependency::$policy, role = "admin", crate = $crate::accepted::renamed_dependency::framework::auth)]
        pub fn made() {}
    };
}
handlers!(CanDelete);

pub(super) fn main() {
    let _ = (delete, delete_too, health, made, second_half, observed);
}
