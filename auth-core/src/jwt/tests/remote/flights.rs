//! Fetches as tasks: one at a time, of no request, and ended by each way out.

use std::sync::Arc;

use super::fake::{Fake, Mode, Seen, Signer, advance, present, ready, refresh, settle, verify_at};
use crate::jwt::TokenError;

#[tokio::test(start_paused = true)]
async fn many_requests_share_one_fetch() {
    let signer = Arc::new(Signer::new("a"));
    let issuer = Fake::new(&[signer.jwk()]);
    issuer.hold();
    let jwt = issuer.jwt();
    let requests: Vec<_> = (0..300)
        .map(|age| {
            let (jwt, signer) = (jwt.clone(), Arc::clone(&signer));
            tokio::spawn(async move { present(&jwt, &signer.token(age), 0).await })
        })
        .collect();
    settle().await;
    // The application itself needs no free place.
    let application = tokio::spawn({
        let jwt = jwt.clone();
        async move { ready(&jwt, 0).await }
    });
    settle().await;
    issuer.release();
    application.await.unwrap().unwrap();
    let mut accepted = 0;
    for request in requests {
        match request.await.unwrap() {
            Seen::Accepted => accepted += 1,
            Seen::Unavailable(1) => {}
            seen => panic!("{seen:?}"),
        }
    }
    assert_eq!((accepted, issuer.fetches()), (256, 1), "256 requests wait at most");
}

#[tokio::test(start_paused = true)]
async fn s35_slow_fetch_is_the_only_one() {
    let signer = Signer::new("a");
    let issuer = Fake::new(&[signer.jwk()]);
    issuer.hold();
    let jwt = issuer.jwt();
    for _ in 0..4 {
        verify_at(&jwt, &signer.token(0), 0).unwrap_err();
        advance(1).await;
    }
    assert_eq!(issuer.paths().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn cancelled_request_does_not_end_the_fetch() {
    let signer = Signer::new("a");
    let issuer = Fake::new(&[signer.jwk()]);
    issuer.hold();
    let jwt = issuer.jwt();
    let token = signer.token(0);
    let request = tokio::spawn({
        let jwt = jwt.clone();
        async move { present(&jwt, &token, 0).await }
    });
    settle().await;
    request.abort();
    assert!(request.await.unwrap_err().is_cancelled());
    issuer.release();
    settle().await;
    assert!(verify_at(&jwt, &signer.token(1), 0).is_ok());
    assert_eq!(issuer.fetches(), 1);
}

#[tokio::test(start_paused = true)]
async fn fetch_without_end_is_over_after_five_seconds() {
    let signer = Signer::new("a");
    let issuer = Fake::new(&[signer.jwk()]);
    issuer.set(Mode::Hangs);
    let jwt = issuer.jwt();
    let start = tokio::time::Instant::now();
    let seen = present(&jwt, &signer.token(0), 0).await;
    assert!(matches!(seen, Seen::Unavailable(_)), "{seen:?}");
    assert_eq!(start.elapsed().as_secs(), 2);
    let error = ready(&jwt, 0).await.unwrap_err();
    assert!(error.to_string().contains("no response within 5 s"), "{error}");
    assert_eq!(start.elapsed().as_secs(), 5);
}

#[tokio::test(start_paused = true)]
async fn panic_of_the_client_is_a_failure() {
    let signer = Signer::new("a");
    let issuer = Fake::new(&[signer.jwk()]);
    issuer.set(Mode::Panics);
    let jwt = issuer.jwt();
    let error = ready(&jwt, 0).await.unwrap_err();
    assert!(error.to_string().contains("ended early"), "{error}");
    issuer.set(Mode::Good);
    advance(3).await;
    assert_eq!(present(&jwt, &signer.token(0), 3).await, Seen::Accepted);
}

#[test]
fn request_outside_of_a_runtime_is_503() {
    let signer = Signer::new("a");
    let jwt = Fake::new(&[signer.jwk()]).jwt();
    let error = verify_at(&jwt, &signer.token(0), 0).unwrap_err();
    assert!(matches!(error, TokenError::KeysUnavailable { .. }), "{error:?}");
    let status = jwt.key_status();
    assert!(status.error().unwrap().to_string().contains("no runtime of tokio"), "{status:?}");
}

#[test]
fn runtime_that_ends_frees_the_fetch() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let signer = Signer::new("a");
    let issuer = Fake::new(&[signer.jwk()]);
    issuer.set(Mode::Hangs);
    let jwt = issuer.jwt();
    let first = runtime();
    first.block_on(async { verify_at(&jwt, &signer.token(0), 0).unwrap_err() });
    drop(first);
    issuer.set(Mode::Good);
    runtime().block_on(async { refresh(&jwt, 0).await }).unwrap();
    assert!(verify_at(&jwt, &signer.token(0), 0).is_ok());
}

#[tokio::test(start_paused = true)]
async fn fetch_does_not_keep_a_verifier_alive() {
    let signer = Signer::new("a");
    let issuer = Fake::new(&[signer.jwk()]);
    issuer.hold();
    let jwt = issuer.jwt();
    verify_at(&jwt, &signer.token(0), 0).unwrap_err();
    settle().await;
    let keys = Arc::downgrade(jwt.0.fetched.as_ref().unwrap());
    drop(jwt);
    assert!(keys.upgrade().is_none());
    issuer.release();
    settle().await;
}

#[tokio::test(start_paused = true)]
async fn refresh_does_not_count_a_running_fetch() {
    let (old, new) = (Signer::new("a"), Signer::new("b"));
    let issuer = Fake::new(&[old.jwk()]);
    let jwt = issuer.jwt();
    issuer.hold();
    verify_at(&jwt, &old.token(0), 0).unwrap_err();
    settle().await;
    let refreshes: Vec<_> = (0..10)
        .map(|_| {
            let jwt = jwt.clone();
            tokio::spawn(async move { refresh(&jwt, 0).await })
        })
        .collect();
    settle().await;
    issuer.release();
    for refresh in refreshes {
        refresh.await.unwrap().unwrap();
    }
    assert_eq!(issuer.fetches(), 2);
    assert_eq!(present(&jwt, &new.token(100), 0).await, Seen::Rejected);
}
