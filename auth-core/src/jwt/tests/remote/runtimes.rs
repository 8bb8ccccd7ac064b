//! Runtimes of fetches: ended ones, ones that stand still, and threads without one.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use tokio::runtime::{Builder, Runtime};

use super::fake::{Fake, Seen, Signer, advance, present, ready, refresh, settle, verify_at};
use crate::jwt::TokenError;

fn paused_runtime() -> Runtime {
    Builder::new_current_thread().enable_time().start_paused(true).build().unwrap()
}

/// Returns the output of a future that does not wait, outside of a runtime.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the future waits"),
    }
}

#[test]
fn ended_runtime_blocks_no_request() {
    let signer = Signer::new("a");
    let jwt = Fake::new(&[signer.jwk()]).jwt();
    let runtime = paused_runtime();
    let handle = runtime.handle().clone();
    drop(runtime);
    let context = handle.enter();
    let error = verify_at(&jwt, &signer.token(0), 0).unwrap_err();
    assert!(matches!(error, TokenError::KeysUnavailable { .. }), "{error:?}");
    drop(context);
    paused_runtime().block_on(refresh(&jwt, 0)).unwrap();
}

#[test]
fn idle_runtime_does_not_keep_the_fetch() {
    let (old, new) = (Signer::new("a"), Signer::new("b"));
    let issuer = Fake::new(&[new.jwk()]);
    let jwt = issuer.jwt();
    let (idle, other) = (paused_runtime(), paused_runtime());
    idle.block_on(async { verify_at(&jwt, &new.token(0), 0).unwrap_err() });
    other.block_on(async {
        assert!(matches!(present(&jwt, &new.token(0), 0).await, Seen::Unavailable(_)));
        advance(10).await;
        assert_eq!(present(&jwt, &new.token(0), 12).await, Seen::Accepted);
    });
    // The result of the first fetch comes late. It replaces no newer keys.
    issuer.publish(&[old.jwk()]);
    idle.block_on(settle());
    assert_eq!(issuer.fetches(), 2);
    assert!(verify_at(&jwt, &new.token(0), 12).is_ok());
}

#[test]
fn refresh_does_not_wait_for_an_idle_runtime() {
    let signer = Signer::new("a");
    let jwt = Fake::new(&[signer.jwk()]).jwt();
    let idle = paused_runtime();
    idle.block_on(async { verify_at(&jwt, &signer.token(0), 0).unwrap_err() });
    paused_runtime().block_on(refresh(&jwt, 0)).unwrap();
    drop(idle);
    assert!(verify_at(&jwt, &signer.token(0), 0).is_ok());
    assert_eq!(jwt.key_status().error(), None);
}

#[test]
fn waiting_outside_of_a_runtime_is_503() {
    let (old, new) = (Signer::new("a"), Signer::new("b"));
    let jwt = Fake::new(&[old.jwk()]).jwt();
    let error = at_once(ready(&jwt, 0)).unwrap_err().to_string();
    assert!(error.contains("no runtime of tokio"), "{error}");
    let runtime = paused_runtime();
    runtime.block_on(ready(&jwt, 0)).unwrap();
    let seen = at_once(present(&jwt, &new.token(0), 3));
    assert!(matches!(seen, Seen::Unavailable(_)), "{seen:?}");
    // A fetch runs, in the runtime.
    runtime.block_on(async {
        advance(3).await;
        verify_at(&jwt, &new.token(0), 3).unwrap_err()
    });
    let seen = at_once(present(&jwt, &new.token(0), 3));
    assert!(matches!(seen, Seen::Unavailable(_)), "{seen:?}");
    let error = at_once(refresh(&jwt, 3)).unwrap_err().to_string();
    assert!(error.contains("no runtime of tokio"), "{error}");
}

#[test]
fn thread_without_runtime_delays_no_fetch() {
    let signer = Signer::new("a");
    let jwt = Fake::new(&[signer.jwk()]).jwt();
    for _ in 0..10 {
        verify_at(&jwt, &signer.token(0), 0).unwrap_err();
    }
    let seen = paused_runtime().block_on(present(&jwt, &signer.token(0), 0));
    assert_eq!(seen, Seen::Accepted);
}
