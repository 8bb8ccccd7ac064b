//! The name of a policy alone needs no type, so it may stand in an `impl`.
#![deny(warnings)]

use auth_core::{Identity, policy, require};

policy! {
    Known = authenticated;
    Admin = role = "admin";
}

struct Posts(u8);

impl Posts {
    #[require(Known, report_only)]
    fn observed() -> Self {
        Self(7)
    }

    #[require(Known)]
    #[require(self::Admin)]
    fn new(number: u8) -> Self {
        Self(number)
    }
}

trait Service {
    fn call(known: auth_core::Guard<Known>) -> u8;
}

impl Service for Posts {
    #[require(Known)]
    fn call() -> u8 {
        7
    }
}

pub(super) fn main() {
    let admin = Identity::builder("https://issuer.example", "alice").role("admin").build().unwrap();
    assert_eq!(Posts::new(admin.check().unwrap(), admin.check().unwrap(), 7).0, 7);
    let _ = Posts::observed;
    assert_eq!(Posts::call(admin.check().unwrap()), 7);
}
