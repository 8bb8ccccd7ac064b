//! Ages of keys: their use, the fetches that they cause, and the end of their use.

use std::time::Duration;

use super::fake::verify_at;
use super::fake::{Fake, METADATA, Mode, Seen, Signer, advance, present, ready, refresh, settle};
use crate::jwt::TokenError;

const HOUR: i64 = 3_600;

#[tokio::test(start_paused = true)]
async fn first_request_fetches_metadata_and_keys() {
    let signer = Signer::new("a");
    let issuer = Fake::new(&[signer.jwk()]);
    let jwt = issuer.jwt();
    assert!(issuer.paths().is_empty());
    assert_eq!(present(&jwt, &signer.token(0), 0).await, Seen::Accepted);
    assert_eq!(present(&jwt, &signer.token(1), 1).await, Seen::Accepted);
    assert_eq!(issuer.paths(), [METADATA, "/keys"]);
}

#[tokio::test(start_paused = true)]
async fn aging_keys_are_used_while_one_fetch_runs() {
    let signer = Signer::new("a");
    let issuer = Fake::new(&[signer.jwk()]);
    issuer.set_headers(&[("cache-control", "max-age=300")]);
    let jwt = issuer.jwt();
    ready(&jwt, 0).await.unwrap();
    let token = signer.token(0);
    assert_eq!(present(&jwt, &token, 299).await, Seen::Accepted);
    settle().await;
    assert_eq!(issuer.fetches(), 1);
    advance(300).await;
    issuer.hold();
    for _ in 0..100 {
        assert_eq!(present(&jwt, &token, 300).await, Seen::Accepted);
    }
    settle().await;
    assert_eq!(issuer.fetches(), 2);
    issuer.release();
    settle().await;
    assert_eq!(present(&jwt, &token, 599).await, Seen::Accepted);
    settle().await;
    assert_eq!(issuer.fetches(), 2, "the fetch did not renew the age");
}

#[tokio::test(start_paused = true)]
async fn unchanged_set_keeps_the_cache() {
    let (one, two) = (Signer::new("a"), Signer::new("b"));
    let issuer = Fake::new(&[one.jwk(), two.jwk()]);
    let jwt = issuer.jwt();
    ready(&jwt, 0).await.unwrap();
    let generation = jwt.0.keys.generation();
    issuer.publish(&[two.jwk(), one.jwk()]);
    refresh(&jwt, 1).await.unwrap();
    assert_eq!(jwt.0.keys.generation(), generation);
    issuer.publish(&[two.jwk()]);
    refresh(&jwt, 2).await.unwrap();
    assert_ne!(jwt.0.keys.generation(), generation);
}

#[tokio::test(start_paused = true)]
async fn withdrawn_key_ends_cached_tokens() {
    let (old, new) = (Signer::new("a"), Signer::new("b"));
    let issuer = Fake::new(&[old.jwk(), new.jwk()]);
    let jwt = issuer.jwt();
    let (of_old, of_new) = (old.token(120), new.token(120));
    assert_eq!(present(&jwt, &of_old, 0).await, Seen::Accepted);
    issuer.publish(&[new.jwk()]);
    refresh(&jwt, 0).await.unwrap();
    assert_eq!(present(&jwt, &of_old, 0).await, Seen::Rejected);
    assert_eq!(present(&jwt, &of_new, 0).await, Seen::Accepted);
}

#[tokio::test(start_paused = true)]
async fn s44_outage_uses_keys_up_to_the_maximum_age() {
    let signer = Signer::new("a");
    let issuer = Fake::new(&[signer.jwk()]);
    let jwt = issuer.jwt();
    let cached = signer.token(0);
    assert_eq!(present(&jwt, &cached, 0).await, Seen::Accepted);
    issuer.set(Mode::Down);
    for hour in 1..24 {
        advance(3_600).await;
        for token in [&cached, &signer.token(hour)] {
            assert_eq!(present(&jwt, token, hour * HOUR).await, Seen::Accepted, "{hour}");
        }
        settle().await;
    }
    assert_eq!(present(&jwt, &cached, 24 * HOUR - 1).await, Seen::Accepted);
    advance(3_600).await;
    // The cached token as well, also for a caller that does not wait.
    for token in [&cached, &signer.token(7)] {
        let seen = present(&jwt, token, 24 * HOUR).await;
        assert!(matches!(seen, Seen::Unavailable(1..=60)), "{seen:?}");
        let error = verify_at(&jwt, token, 24 * HOUR).unwrap_err();
        assert!(matches!(error, TokenError::KeysUnavailable { .. }), "{error:?}");
    }
    let status = jwt.0.fetched.as_ref().unwrap().status(now(24 * HOUR));
    assert!(!status.is_usable() && status.keys() == 1 && status.error().is_some());
    assert_eq!(status.age().unwrap().as_secs(), 24 * 3_600);
    // The issuer is back.
    issuer.set(Mode::Good);
    advance(60).await;
    assert_eq!(present(&jwt, &cached, 24 * HOUR + 60).await, Seen::Accepted);
}

fn now(after: i64) -> crate::time::Timestamp {
    crate::time::Timestamp::from_secs(super::super::issuer::NOW + after)
}

#[tokio::test(start_paused = true)]
async fn stale_keys_wait_for_one_attempt() {
    let (old, new) = (Signer::new("a"), Signer::new("b"));
    let issuer = Fake::new(&[old.jwk()]);
    let jwt = issuer.jwt();
    ready(&jwt, 0).await.unwrap();
    issuer.publish(&[new.jwk()]);
    advance(3_600).await;
    // The withdrawn key is not used before the attempt has ended.
    assert_eq!(present(&jwt, &old.token(600), HOUR).await, Seen::Rejected);
    assert_eq!(issuer.fetches(), 2);
    issuer.set(Mode::Hangs);
    advance(3_600).await;
    let start = tokio::time::Instant::now();
    assert_eq!(present(&jwt, &new.token(0), 2 * HOUR).await, Seen::Accepted);
    assert_eq!(start.elapsed().as_secs(), 2);
    advance(5).await;
    let start = tokio::time::Instant::now();
    assert_eq!(present(&jwt, &new.token(1), 2 * HOUR + 7).await, Seen::Accepted);
    assert!(start.elapsed().is_zero(), "a request waits although the last attempt failed");
}

#[tokio::test(start_paused = true)]
async fn issuer_down_at_start_is_503_and_recovers() {
    let signer = Signer::new("a");
    let issuer = Fake::new(&[signer.jwk()]);
    let jwt = issuer.jwt();
    for (mode, pauses) in
        [(Mode::Down, 3..=3), (Mode::Status(500), 7..=7), (Mode::Status(429), 9..=12)]
    {
        issuer.set(mode);
        let Seen::Unavailable(pause) = present(&jwt, &signer.token(0), 0).await else {
            panic!("no 503: {mode:?}")
        };
        assert!(pauses.contains(&pause), "{mode:?}: {pause}");
        let before = issuer.paths().len();
        assert!(matches!(present(&jwt, &signer.token(0), 0).await, Seen::Unavailable(_)));
        assert_eq!(issuer.paths().len(), before, "{mode:?}: a fetch during the pause");
        advance(u64::try_from(pause).unwrap()).await;
    }
    issuer.set(Mode::Good);
    assert_eq!(present(&jwt, &signer.token(0), 60).await, Seen::Accepted);
}

#[tokio::test(start_paused = true)]
async fn metadata_is_read_again_after_failure_or_a_day() {
    let signer = Signer::new("a");
    let issuer = Fake::new(&[signer.jwk()]);
    let jwt = issuer.jwt();
    let reads = || issuer.paths().iter().filter(|path| *path == METADATA).count();
    ready(&jwt, 0).await.unwrap();
    refresh(&jwt, 10).await.unwrap();
    assert_eq!(reads(), 1);
    issuer.set(Mode::Status(404));
    refresh(&jwt, 20).await.unwrap_err();
    issuer.set(Mode::Good);
    refresh(&jwt, 30).await.unwrap();
    assert_eq!(reads(), 2);
    refresh(&jwt, 30 + 24 * HOUR - 1).await.unwrap();
    assert_eq!(reads(), 2);
    refresh(&jwt, 30 + 24 * HOUR).await.unwrap();
    assert_eq!(reads(), 3);
}

#[tokio::test(start_paused = true)]
async fn clock_that_was_set_back_causes_one_fetch() {
    let signer = Signer::new("a");
    let issuer = Fake::new(&[signer.jwk()]);
    let jwt = issuer.jwt();
    ready(&jwt, 10 * HOUR).await.unwrap();
    advance(10).await;
    for _ in 0..3 {
        assert_eq!(present(&jwt, &signer.token(0), 0).await, Seen::Accepted);
    }
    assert_eq!(issuer.fetches(), 2);
}

#[tokio::test(start_paused = true)]
async fn s44_clock_set_back_extends_no_age() {
    let signer = Signer::new("a");
    let issuer = Fake::new(&[signer.jwk()]);
    let jwt = issuer.jwt();
    let cached = signer.token(0);
    assert_eq!(present(&jwt, &cached, 100 * HOUR).await, Seen::Accepted);
    issuer.set(Mode::Down);
    advance(24 * 3_600 - 1).await;
    assert_eq!(present(&jwt, &cached, 0).await, Seen::Accepted);
    advance(60).await;
    for token in [&cached, &signer.token(7)] {
        let seen = present(&jwt, token, 60).await;
        assert!(matches!(seen, Seen::Unavailable(_)), "{seen:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn keys_are_fetched_before_a_short_maximum_age() {
    let signer = Signer::new("a");
    let issuer = Fake::new(&[signer.jwk()]);
    issuer.set_headers(&[("cache-control", "max-age=3600")]);
    let jwt = issuer.builder().max_stale(Duration::from_secs(60)).build().unwrap();
    ready(&jwt, 0).await.unwrap();
    assert_eq!(present(&jwt, &signer.token(0), 29).await, Seen::Accepted);
    assert_eq!(issuer.fetches(), 1);
    advance(30).await;
    assert_eq!(present(&jwt, &signer.token(0), 30).await, Seen::Accepted);
    settle().await;
    assert_eq!(issuer.fetches(), 2);
    assert_eq!(present(&jwt, &signer.token(0), 60).await, Seen::Accepted);
}

#[tokio::test(start_paused = true)]
async fn s44_cached_token_skips_the_age_up_to_the_limit() {
    let signer = Signer::new("a");
    let issuer = Fake::new(&[signer.jwk()]);
    let jwt = issuer.jwt();
    let token = signer.token(0);
    let is_recalled = |after| jwt.0.recall(token.as_bytes(), now(after)).is_some();
    assert_eq!(present(&jwt, &token, 0).await, Seen::Accepted);
    assert!(is_recalled(-60) && is_recalled(599));
    assert!(!is_recalled(-61) && !is_recalled(600));
    // A failure shortly before the limit: its pause ends after the limit.
    issuer.set(Mode::Status(500));
    advance(24 * 3_600 - 3).await;
    assert_eq!(present(&jwt, &token, 24 * HOUR - 3).await, Seen::Accepted);
    settle().await;
    assert!(is_recalled(24 * HOUR - 1), "requests look at the age during the pause");
    assert!(!is_recalled(24 * HOUR));
}

#[tokio::test(start_paused = true)]
async fn recovery_ends_the_count_of_failures() {
    let (known, new) = (Signer::new("a"), Signer::new("b"));
    let issuer = Fake::new(&[known.jwk()]);
    let jwt = issuer.jwt();
    for round in 0..3 {
        issuer.set(Mode::Good);
        refresh(&jwt, 0).await.unwrap();
        assert_eq!(jwt.key_status().error(), None);
        issuer.set(Mode::Down);
        advance(3).await;
        // Two failures: the request waits for the second one.
        let seen = present(&jwt, &new.token(0), 0).await;
        assert!(matches!(seen, Seen::Unavailable(4..=6)), "{round}: {seen:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn caller_that_does_not_wait_starts_fetches() {
    let signer = Signer::new("a");
    let issuer = Fake::new(&[signer.jwk()]);
    let jwt = issuer.jwt();
    for (fetches, after) in [(0, 0), (1, 600), (2, 2 * HOUR), (3, 48 * HOUR)] {
        advance(3).await;
        let _usable = verify_at(&jwt, &signer.token(0), after);
        settle().await;
        assert_eq!(issuer.fetches(), fetches + 1, "{after}");
    }
}
