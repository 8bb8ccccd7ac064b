//! Names in an attribute with `from = …`: they have the meaning of the place of the attribute.

#![allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "each body defines names that nothing uses but, if the macro is wrong, the rule"
)]

use async_trait::async_trait;
use auth_core::{Identity, Policy, Rejection, Role, policy, require};

policy! { CanPurge = role = "admin"; }

#[derive(Role)]
enum Rank {
    Admin,
}

const LIMIT: u64 = 1;
static BOUND: u64 = 0;

fn may(_: &Identity) -> bool {
    false
}

mod strict {
    macro_rules! allowed {
        () => {
            false
        };
    }
    pub(crate) use allowed;
}

use strict::allowed;

/// Other items with these names, which allow every caller.
mod lax {
    use super::Identity;

    auth_core::policy! { pub(super) CanPurge = authenticated; }

    #[derive(auth_core::Role)]
    pub(super) enum Rank {
        #[role("user")]
        Admin,
    }

    pub(super) const LIMIT: u64 = 100;
    pub(super) static BOUND: u64 = 100;

    pub(super) fn may(_: &Identity) -> bool {
        true
    }

    macro_rules! allowed {
        () => {
            true
        };
    }
    pub(crate) use allowed;
}

#[async_trait]
trait Service {
    async fn purge(&self, caller: &Identity) -> Result<&'static str, Rejection>;
}

/// Writes functions of each kind under a rule that rejects `user`. The names in their bodies would
/// allow it.
macro_rules! refused {
    ($($case:ident: ($($rule:tt)*) { $($body:tt)* })*) => {$(
        mod $case {
            use super::*;

            #[require($($rule)*, from = caller)]
            fn sync(caller: &Identity) -> Result<&'static str, Rejection> {
                $($body)*
                let _ = caller;
                Ok("purged")
            }

            #[require($($rule)*, from = caller)]
            async fn asynchronous(caller: &Identity) -> Result<&'static str, Rejection> {
                $($body)*
                std::future::ready(caller).await;
                Ok("purged")
            }

            #[require($($rule)*, from = caller)]
            fn generic<T>(caller: &Identity, _: T) -> Result<&'static str, Rejection> {
                $($body)*
                let _ = caller;
                Ok("purged")
            }

            #[require(authenticated, from = caller)]
            #[require($($rule)*, from = caller)]
            fn stacked(caller: &Identity) -> Result<&'static str, Rejection> {
                $($body)*
                let _ = caller;
                Ok("purged")
            }

            struct Users;

            impl Users {
                #[require($($rule)*, from = caller)]
                fn method(&self, caller: &Identity) -> Result<&'static str, Rejection> {
                    $($body)*
                    let _ = caller;
                    Ok("purged")
                }
            }

            #[async_trait]
            impl Service for Users {
                #[require($($rule)*, from = caller)]
                async fn purge(&self, caller: &Identity) -> Result<&'static str, Rejection> {
                    $($body)*
                    std::future::ready(caller).await;
                    Ok("purged")
                }
            }

            #[tokio::test]
            async fn body_does_not_redefine_a_name_in_the_attribute() {
                let user = &Identity::builder("https://issuer.example", "alice").role("user").build().unwrap();
                for (function, result) in [
                    ("sync", sync(user)),
                    ("async", asynchronous(user).await),
                    ("generic", generic(user, 7)),
                    ("stacked", stacked(user)),
                    ("method", Users.method(user)),
                    ("async_trait", Users.purge(user).await),
                ] {
                    assert_eq!(result.map_err(|rejection| rejection.status().as_u16()), Err(403), "{function}");
                }
            }
        }
    )*};
}

refused! {
    named_policy: (CanPurge) { auth_core::policy! { CanPurge = authenticated; } }
    policy_in_a_group: (any(CanPurge, role = "owner")) { use lax::CanPurge; }
    policy_by_glob: (CanPurge) { use lax::*; }
    typed_value: (role = Rank::Admin) { #[derive(Role)] enum Rank { #[role("user")] Admin } }
    typed_value_by_glob: (role = Rank::Admin) { use lax::*; }
    constant: (check(LIMIT > 7)) { const LIMIT: u64 = 100; }
    constant_by_glob: (check(LIMIT > 7)) { use lax::*; }
    static_value: (check(BOUND > 7)) { static BOUND: u64 = 100; }
    function: (check(may(identity))) { fn may(_: &Identity) -> bool { true } }
    function_by_glob: (check(may(identity))) { use lax::*; }
    macro_by_path: (check(allowed!())) { use lax::allowed; }
    macro_by_glob: (check(allowed!())) { use lax::*; }
    module: (check(strict::allowed!())) { mod strict { macro_rules! allowed { () => { true }; } pub(crate) use allowed; } }
    behind_a_statement: (CanPurge) { std::hint::black_box(7); use lax::*; }
}

mod store {
    use std::cell::Cell;

    std::thread_local! {
        static WIPED: Cell<bool> = const { Cell::new(false) };
    }

    pub(super) mod macro_support {
        pub(crate) fn wipe() {
            super::WIPED.set(true);
        }
    }

    pub(super) fn was_wiped() -> bool {
        WIPED.get()
    }
}

#[require(role = "admin", from = caller)]
fn starts_with_a_block(caller: &Identity) -> Result<(), Rejection> {
    {
        store::macro_support::wipe();
    }
    let _ = caller;
    Ok(())
}

#[require(authenticated, from = caller)]
#[require(role = "admin", from = caller)]
fn stacked_above_a_block(caller: &Identity) -> Result<(), Rejection> {
    {
        store::macro_support::wipe();
    }
    let _ = caller;
    Ok(())
}

#[test]
fn block_that_says_private_runs_behind_the_decision() {
    let user = Identity::builder("https://issuer.example", "alice").build().unwrap();
    assert_eq!(starts_with_a_block(&user).unwrap_err().status(), 403);
    assert_eq!(stacked_above_a_block(&user).unwrap_err().status(), 403);
    assert!(!store::was_wiped());
}

#[require(role = "first", from = caller, conceal)]
#[require(role = "second", from = caller)]
fn stacked_in_order(caller: &Identity) -> Result<(), Rejection> {
    let _ = caller;
    Ok(())
}

#[test]
fn stacked_attributes_decide_from_top_to_bottom() {
    let user =
        |role| Identity::builder("https://issuer.example", "alice").role(role).build().unwrap();
    assert_eq!(stacked_in_order(&user("second")).unwrap_err().status(), 404);
    assert_eq!(stacked_in_order(&user("first")).unwrap_err().status(), 403);
    let both = Identity::builder("https://issuer.example", "a")
        .role("first")
        .role("second")
        .build()
        .unwrap();
    assert!(stacked_in_order(&both).is_ok());
}
