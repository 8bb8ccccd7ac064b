//! Tests of `expired()` with a clock of the test and a paused timer.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use tokio::time::Instant;

use super::*;
use crate::identity::origin::Origin;
use crate::policy::facts::Facts;
use crate::policy::rule::Rule;

const START: i64 = 1_700_000_000;

struct Everybody;

impl Policy for Everybody {
    const RULE: Rule = Rule::any(&[
        Rule::ip(&[crate::request::Network::v4([192, 0, 2, 0], 24)]),
        Rule::authenticated(),
    ]);
}

/// The clock of an `Auth`, and what it is set to.
fn clock() -> (Arc<AtomicI64>, Arc<dyn Origin>) {
    let seconds = Arc::new(AtomicI64::new(START));
    let shared = Arc::clone(&seconds);
    let clock = move || Timestamp::from_secs(shared.load(Ordering::SeqCst));
    let context = AuthContext { clock: Some(Box::new(clock)), ..AuthContext::default() };
    (seconds, Arc::new(Arc::new(context)))
}

/// A clock that goes with the timer of tokio.
fn running_clock() -> Arc<dyn Origin> {
    let start = Instant::now();
    let clock = move || Timestamp::from_secs(START).saturating_add(start.elapsed());
    let context = AuthContext { clock: Some(Box::new(clock)), ..AuthContext::default() };
    Arc::new(Arc::new(context))
}

fn alice(origin: &Arc<dyn Origin>, expires_at: i64) -> Identity {
    let alice = Identity::builder("https://issuer.example", "alice");
    let mut alice = alice.expires_at(Timestamp::from_secs(expires_at)).build().unwrap();
    alice.set_origin(origin);
    alice
}

/// Returns whether the future has completed, after one poll.
async fn is_over(expired: &mut Expired) -> bool {
    std::future::poll_fn(|context| Poll::Ready(Pin::new(&mut *expired).poll(context).is_ready()))
        .await
}

#[tokio::test(start_paused = true)]
async fn expired_completes_at_second_by_clock_of_auth() {
    for seconds in [1, 29, 30, 31, 3_600] {
        let start = Instant::now();
        alice(&running_clock(), START + seconds).expired().await;
        assert_eq!(start.elapsed().as_secs(), seconds.unsigned_abs());
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_past_is_over_at_once() {
    let (_, origin) = clock();
    for end in [START, START - 1, 0, i64::MIN] {
        assert!(is_over(&mut alice(&origin, end).expired()).await, "{end}");
    }
    assert!(!is_over(&mut alice(&origin, START + 1).expired()).await);
}

#[tokio::test(start_paused = true)]
async fn clock_set_forward_is_noticed_within_30_seconds() {
    let (seconds, origin) = clock();
    let waiting = tokio::spawn(alice(&origin, START + 3_600).expired());
    tokio::time::sleep(Duration::from_secs(1)).await;
    seconds.store(START + 3_600, Ordering::SeqCst);
    let set = Instant::now();
    waiting.await.unwrap();
    assert!(set.elapsed() <= LONGEST_SLEEP, "{:?}", set.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_timer_that_runs_ahead_of_the_clock_ends_nothing() {
    let (seconds, origin) = clock();
    let mut expired = alice(&origin, START + 60).expired();
    assert!(tokio::time::timeout(Duration::from_secs(86_400), &mut expired).await.is_err());
    seconds.store(START + 59, Ordering::SeqCst);
    assert!(!is_over(&mut expired).await);
    seconds.store(START + 60, Ordering::SeqCst);
    assert!(is_over(&mut expired).await);
}

#[tokio::test(start_paused = true)]
async fn what_is_over_stays_over() {
    let (seconds, origin) = clock();
    let mut expired = alice(&origin, START).expired();
    (&mut expired).await;
    seconds.store(START - 3_600, Ordering::SeqCst);
    assert!(is_over(&mut expired).await);
}

#[tokio::test(start_paused = true)]
async fn without_an_end_it_never_completes() {
    let (_, origin) = clock();
    let mut endless = Identity::builder("https://issuer.example", "service").build().unwrap();
    endless.set_origin(&origin);
    let known = endless.check::<Everybody>().unwrap();
    let unknown =
        Facts::anonymous().with_address("192.0.2.1".parse().unwrap()).check::<Everybody>().unwrap();
    assert!(unknown.identity().is_none());
    for mut expired in
        [endless.expired(), known.expired(), unknown.expired(), alice(&origin, i64::MAX).expired()]
    {
        let day = Duration::from_secs(86_400);
        assert!(tokio::time::timeout(day, &mut expired).await.is_err(), "{expired:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn guard_ends_with_the_credentials_of_its_caller() {
    let proof = alice(&running_clock(), START + 90).check::<Everybody>().unwrap();
    let start = Instant::now();
    // A guard may be gone before.
    let expired = proof.expired();
    drop(proof);
    expired.await;
    assert_eq!(start.elapsed().as_secs(), 90);
}

#[tokio::test(start_paused = true)]
async fn without_an_auth_the_clock_is_the_systems() {
    let ending_at = |end: Timestamp| {
        let alice = Identity::builder("https://issuer.example", "alice");
        alice.expires_at(end).build().unwrap().expired()
    };
    assert!(is_over(&mut ending_at(Timestamp::now())).await);
    assert!(
        !is_over(&mut ending_at(Timestamp::now().saturating_add(Duration::from_secs(3_600)))).await
    );
}
