//! Names that could collide: of types, arguments, modules and functions.
#![deny(warnings)]
#![allow(non_snake_case)]

use auth_core::{Identity, policy, require};

policy! {
    Known = authenticated;
}

#[require(authenticated)]
fn delete_user() {}

#[require(authenticated)]
fn deleteUser() {}

#[require(authenticated)]
fn delete__user() {}

#[require(authenticated)]
fn _delete_user() {}

#[require(authenticated)]
fn delete_user_() {}

#[require(authenticated)]
fn DeleteUser() {}

#[require(authenticated)]
fn delete_user2() {}

#[require(authenticated)]
fn delete_user_2() {}

#[require(authenticated)]
#[require(role = "admin")]
#[require(Known)]
#[require(group = "staff")]
fn delete_user3() {}

#[require(authenticated)]
#[require(role = "admin")]
fn delete_user4(_guard: u8, (_guard2, _guard3): (u8, u8)) -> u8 {
    _guard + _guard2 + _guard3
}

#[require(authenticated)]
fn löschen() {}

mod inner {
    #[auth_core::require(authenticated)]
    pub(crate) fn delete_user() {
        #[auth_core::require(authenticated)]
        fn delete_user() {
            #[auth_core::require(authenticated)]
            fn delete_user() {}
            let _ = delete_user;
        }
        let _ = delete_user;
    }
}

pub(super) fn main() {
    let admin = Identity::builder("https://issuer.example", "alice").role("admin").build().unwrap();
    assert_eq!(delete_user4(admin.check().unwrap(), admin.check().unwrap(), 1, (2, 3)), 6);
    inner::delete_user(admin.check().unwrap());
    let _ = (
        delete_user,
        deleteUser,
        delete__user,
        _delete_user,
        delete_user_,
        DeleteUser,
        delete_user2,
    );
    let _ = (delete_user_2, delete_user3, löschen);
}
