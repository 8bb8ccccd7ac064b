//! Warnings about a second `Auth` or `Jwt` that shares no state with the first.

use std::sync::Arc;

use auth_core::Auth;
use auth_core::authn::{InMemoryRevocations, Revocation, Revocations};
use auth_core::jwt::{Jwt, Key};
use auth_core::time::Timestamp;
use tests::log::Log;

/// Each test has an issuer of its own: the tests of a process run at the same time.
fn jwt(issuer: &str) -> Jwt {
    let key = Key::hs256(b"test data: thirty-two bytes long!").unwrap();
    Jwt::builder().issuer(issuer).audience("api").key(key).build().unwrap()
}

fn revoke(auth: &Auth) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(auth.revoke(Revocation::token("https://issuer.example", "1"))).unwrap();
}

/// The levels of what `work` logs.
fn logged(work: impl FnOnce()) -> Vec<String> {
    let log = Log::default();
    log.collect(work);
    log.all_events()
        .iter()
        .map(|event| event.split_whitespace().next().unwrap().to_owned())
        .collect()
}

#[test]
fn second_auth_of_one_issuer_is_reported() {
    let build = || Auth::new(jwt("https://second.example"));
    let mut auths = Vec::new();
    assert_eq!(logged(|| auths.push(build())), [""; 0]);
    assert_eq!(logged(|| revoke(&auths[0])), [""; 0]);
    assert_eq!(logged(|| auths.push(build())), ["WARN"]);
    assert_eq!(logged(|| auths.extend([build(), build()])), [""; 0]);
    for auth in &auths {
        assert_eq!(logged(|| (revoke(auth), revoke(&auth.clone())).0), ["ERROR"]);
    }
    // One that was dropped takes nothing any more.
    auths.clear();
    assert_eq!(logged(|| revoke(&build())), [""; 0]);
}

#[test]
fn clones_and_auths_of_other_issuers_are_not_told_of() {
    let first = Auth::new(jwt("https://clones.example"));
    let work = || {
        let clones = [first.clone(), first.clone()];
        let other = Auth::new(jwt("https://other-clones.example"));
        clones.iter().chain([&first, &other]).for_each(revoke);
    };
    assert_eq!(logged(work), [""; 0]);
}

#[test]
fn auths_with_one_store_are_not_told_of() {
    let build = |store: Arc<InMemoryRevocations>| {
        Auth::builder()
            .authenticator(jwt("https://store.example"))
            .revocations(store)
            .build()
            .unwrap()
    };
    let store = Arc::new(InMemoryRevocations::default());
    let auths = [Arc::clone(&store), Arc::clone(&store)].map(build);
    assert_eq!(logged(|| auths.iter().for_each(revoke)), [""; 0]);
    let revoked = auth_core::Identity::builder("https://issuer.example", "alice")
        .token_id("1")
        .build()
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let standing = runtime.block_on(store.standing(&revoked, Timestamp::now())).unwrap();
    assert_eq!(standing, auth_core::authn::RevocationStatus::Revoked);
}

#[test]
fn second_auth_with_own_revocations_is_reported() {
    let build = || {
        let builder = Auth::builder().authenticator(jwt("https://by-name.example"));
        builder.revocations(InMemoryRevocations::default()).build().unwrap()
    };
    let mut auths = Vec::new();
    assert_eq!(logged(|| auths.extend([build(), build()])), ["WARN"]);
}

#[test]
fn keys_replaced_in_one_of_two_verifiers_error_once() {
    let replace = |jwt: &Jwt| {
        jwt.replace_keys([Key::hs256(b"other data: thirty-two bytes too!").unwrap()]).unwrap();
    };
    let first = jwt("https://keys.example");
    let foreign = jwt("https://other-keys.example");
    assert_eq!(logged(|| (replace(&first), replace(&first.clone()), replace(&foreign)).0), [""; 0]);
    let second = jwt("https://keys.example");
    assert_eq!(logged(|| (replace(&second), replace(&second)).0), ["ERROR"]);
    assert_eq!(logged(|| replace(&first)), ["ERROR"]);
    drop(second);
    let third = Jwt::clone(&first);
    drop(first);
    assert_eq!(logged(|| replace(&third)), [""; 0]);
}
