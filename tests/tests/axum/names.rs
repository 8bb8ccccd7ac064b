//! The name of a rule in the log: the path of its function, wherever the attribute stands.

use auth_core::{Guard, Identity, Policy, Rejection, require};
use tests::log::Log;

mod api {
    use super::{Identity, Rejection, require};
    use async_trait::async_trait;

    #[require(role = "admin", from = caller)]
    pub(super) fn delete_user(caller: &Identity) -> Result<(), Rejection> {
        let _ = caller;
        Ok(())
    }

    #[require(role = "admin", from = caller)]
    pub(super) async fn delete_user2(caller: &Identity) -> Result<(), Rejection> {
        std::future::ready(caller).await;
        Ok(())
    }

    #[require(authenticated, from = caller)]
    #[require(role = "admin", from = caller)]
    pub(super) fn stacked(caller: &Identity) -> Result<(), Rejection> {
        let _ = caller;
        Ok(())
    }

    #[require(role = "admin", from = caller)]
    pub(super) fn r#type(caller: &Identity) -> Result<(), Rejection> {
        let _ = caller;
        Ok(())
    }

    #[allow(non_snake_case)]
    #[require(role = "admin", from = caller)]
    pub(super) fn deleteUser(caller: &Identity) -> Result<(), Rejection> {
        let _ = caller;
        Ok(())
    }

    #[require(role = "admin", from = caller)]
    pub(super) fn löschen<T>(caller: &Identity, _: T) -> Result<(), Rejection> {
        let _ = caller;
        Ok(())
    }

    pub(super) struct Users;

    impl Users {
        #[require(role = "admin", from = caller)]
        pub(super) fn delete(&self, caller: &Identity) -> Result<(), Rejection> {
            let _ = (self, caller);
            Ok(())
        }
    }

    pub(super) trait Service {
        fn list(&self, caller: &Identity) -> Result<(), Rejection>;
    }

    impl Service for Users {
        #[require(role = "admin", from = caller)]
        fn list(&self, caller: &Identity) -> Result<(), Rejection> {
            let _ = caller;
            Ok(())
        }
    }

    #[async_trait]
    pub(super) trait Rpc {
        async fn say(&self, caller: &Identity) -> Result<(), Rejection>;
    }

    #[async_trait]
    impl Rpc for Users {
        #[require(role = "admin", from = caller)]
        async fn say(&self, caller: &Identity) -> Result<(), Rejection> {
            std::future::ready(caller).await;
            Ok(())
        }
    }
}

/// Returns the name of the policy in the one event that refusing logs.
fn policy_of(refused: impl FnOnce() -> Result<(), Rejection>) -> String {
    let log = Log::default();
    assert_eq!(log.collect(refused).unwrap_err().status(), 403);
    let events = log.events();
    assert_eq!(events.len(), 1, "{events:#?}");
    let (_, rest) = events[0].split_once("policy=\"").unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

#[test]
fn rejection_in_log_names_the_function() {
    use api::{Rpc as _, Service as _, Users};
    let alice = &Identity::builder("https://issuer.example", "alice").build().unwrap();
    assert_eq!(policy_of(|| api::delete_user(alice)), "axum::names::api::delete_user");
    assert_eq!(policy_of(|| wait(api::delete_user2(alice))), "axum::names::api::delete_user2");
    assert_eq!(policy_of(|| api::stacked(alice)), "axum::names::api::stacked");
    assert_eq!(policy_of(|| api::r#type(alice)), "axum::names::api::type");
    assert_eq!(policy_of(|| api::deleteUser(alice)), "axum::names::api::deleteUser");
    assert_eq!(policy_of(|| api::löschen(alice, 7)), "axum::names::api::löschen");
    assert_eq!(policy_of(|| Users.delete(alice)), "axum::names::api::Users::delete");
    assert_eq!(
        policy_of(|| Users.list(alice)),
        "<axum::names::api::Users as axum::names::api::Service>::list"
    );
    assert_eq!(
        policy_of(|| wait(Users.say(alice))),
        "<axum::names::api::Users as axum::names::api::Rpc>::say"
    );
}

#[test]
fn proof_in_print_names_the_function() {
    #[require(authenticated)]
    #[require(role = "admin")]
    fn inner() {}

    fn print<A: Policy, B: Policy>(
        _: impl Fn(Guard<A>, Guard<B>),
        admin: &Identity,
    ) -> [String; 2] {
        [format!("{:?}", admin.check::<A>().unwrap()), format!("{:?}", admin.check::<B>().unwrap())]
    }

    let admin = Identity::builder("https://issuer.example", "ada").role("admin").build().unwrap();
    let name = "Guard<axum::names::proof_in_print_names_the_function::inner>";
    assert_eq!(print(inner, &admin), [name; 2]);
}
