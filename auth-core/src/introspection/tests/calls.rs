//! Calls that are under way: shared by the requests with one token, and by no others.

use std::sync::Arc;

use tokio::task::{JoinSet, yield_now};

use super::fake::{Fake, Mode, present, status};

/// Lets all tasks run until they wait.
async fn settle() {
    for _ in 0..1_000 {
        yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn s54_each_caller_gets_its_own_identity() {
    let fake = Fake::new(Mode::Users);
    for _ in 0..5 {
        let introspection = Arc::new(fake.introspection());
        let mut callers = JoinSet::new();
        for caller in 0..1_200 {
            let (introspection, user) =
                (Arc::clone(&introspection), format!("user{}", caller % 400));
            callers.spawn(async move {
                loop {
                    match status(present(&introspection, &user).await) {
                        (200, subject) => break assert_eq!(subject, user),
                        (status, reason) => assert!(
                            status == 503 && reason.starts_with("too many"),
                            "{status} {reason}"
                        ),
                    }
                    yield_now().await;
                }
            });
        }
        while let Some(caller) = callers.join_next().await {
            caller.unwrap();
        }
    }
    assert!(fake.most_at_once() <= 64);
    // One call for each token, whose other requests shared it.
    assert_eq!(fake.calls().len(), 5 * 400);
}

#[tokio::test]
async fn requests_with_one_token_share_a_call() {
    let fake = Fake::new(Mode::Users);
    let introspection = fake.introspection();
    fake.hold();
    let mut callers = JoinSet::new();
    for _ in 0..100 {
        let introspection = introspection.clone();
        callers.spawn(async move { present(&introspection, "alice").await.unwrap() });
    }
    settle().await;
    assert_eq!(fake.calls().len(), 1);
    fake.release();
    for identity in callers.join_all().await {
        assert_eq!(identity.subject(), "alice");
    }
    assert_eq!(fake.calls().len(), 1);
}

#[tokio::test]
async fn cancelled_first_request_ends_no_other_one() {
    let fake = Fake::new(Mode::Users);
    let introspection = fake.introspection();
    fake.hold();
    let one = introspection.clone();
    let first = tokio::spawn(async move { present(&one, "alice").await });
    settle().await;
    let one = introspection.clone();
    let second = tokio::spawn(async move { present(&one, "alice").await });
    settle().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    fake.release();
    assert_eq!(second.await.unwrap().unwrap().subject(), "alice");
    assert_eq!(fake.calls().len(), 1);
}

#[tokio::test]
async fn s54_call_number_65_is_unavailable() {
    let fake = Fake::new(Mode::Users);
    let introspection = fake.introspection();
    fake.hold();
    let mut callers = JoinSet::new();
    for caller in 0..64 {
        let introspection = introspection.clone();
        callers.spawn(async move {
            let user = format!("user{caller}");
            assert_eq!(present(&introspection, &user).await.unwrap().subject(), user);
        });
    }
    settle().await;
    let (code, reason) = status(present(&introspection, "other").await);
    assert_eq!((code, &*reason), (503, "too many introspection calls are under way"));
    fake.release();
    callers.join_all().await;
    assert!(present(&introspection, "other").await.is_ok());
    assert_eq!(fake.most_at_once(), 64);
}

#[tokio::test(start_paused = true)]
async fn endpoint_that_hangs_is_given_up_after_4_seconds() {
    let fake = Fake::new(Mode::Hangs);
    let introspection = fake.introspection();
    let start = tokio::time::Instant::now();
    let (code, reason) = status(present(&introspection, "token").await);
    assert_eq!(code, 503);
    assert!(reason.ends_with("no response within 4 s"), "{reason}");
    assert_eq!(start.elapsed().as_secs(), 4);
    fake.set(Mode::Users);
    assert!(present(&introspection, "token").await.is_ok());
}

#[tokio::test]
async fn client_that_panics_is_unavailable() {
    let fake = Fake::new(Mode::Panics);
    let introspection = fake.introspection();
    for _ in 0..2 {
        let (code, reason) = status(present(&introspection, "token").await);
        assert!(code == 503 && reason.contains("ended early"), "{reason}");
    }
    // The fake is poisoned. No call is left over.
    let fresh = Fake::new(Mode::Users);
    assert!(present(&fresh.introspection(), "token").await.is_ok());
    assert!(introspection.0.calls.is_empty());
}

#[test]
fn end_of_a_runtime_leaves_no_call_behind() {
    let fake = Fake::new(Mode::Users);
    let introspection = fake.introspection();
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    fake.hold();
    let first = runtime();
    let one = introspection.clone();
    first.spawn(async move { present(&one, "alice").await });
    first.block_on(settle());
    assert_eq!(fake.calls().len(), 1);
    drop(first);
    fake.release();
    let identity = runtime().block_on(present(&introspection, "alice")).unwrap();
    assert_eq!(identity.subject(), "alice");
}
