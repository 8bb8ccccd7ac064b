//! The time for which a response counts.

use std::time::Duration;

use serde_json::json;
use tokio::time::advance;

use super::fake::{Fake, Mode, NOW, active, present, present_at, status, with};
use crate::authn::Authenticator as _;
use crate::time::Timestamp;

const INACTIVE: &str = r#"{"active": false}"#;

fn responds(body: &impl ToString) -> Mode {
    Mode::Status(200, body.to_string(), None)
}

#[tokio::test(start_paused = true)]
async fn s33_active_token_counts_for_30_seconds() {
    let fake = Fake::responding(&active());
    let introspection = fake.introspection();
    for (seconds, calls) in [(0, 1), (0, 1), (29, 1), (1, 2), (29, 2)] {
        advance(Duration::from_secs(seconds)).await;
        assert!(present(&introspection, "token").await.is_ok());
        assert_eq!(fake.calls().len(), calls);
    }
    // The issuer revokes the token. The response before it still counts.
    fake.set(responds(&INACTIVE));
    let (now, token) = (Timestamp::from_secs(NOW), b"token");
    assert!(introspection.recall(token, now).unwrap().is_ok());
    advance(Duration::from_secs(1)).await;
    assert!(introspection.recall(token, now).is_none());
    assert_eq!(status(present(&introspection, "token").await).0, 401);
}

#[tokio::test(start_paused = true)]
async fn s33_no_response_counts_after_exp() {
    let fake = Fake::responding(&with("exp", NOW + 10));
    let introspection = fake.introspection();
    for (now, calls) in [(NOW, 1), (NOW + 9, 1), (NOW + 10, 2), (NOW + 11, 3)] {
        // Up to the leeway, the issuer may still call the token active.
        assert!(present_at(&introspection, "token", now).await.is_ok());
        assert_eq!(fake.calls().len(), calls, "{now}");
    }
    fake.set(responds(&INACTIVE));
    assert_eq!(status(present_at(&introspection, "token", NOW + 12).await).0, 401);
    let at_end = introspection.recall(b"token", Timestamp::from_secs(NOW + 10));
    assert!(at_end.is_none());
}

#[tokio::test(start_paused = true)]
async fn s54_refusal_counts_for_5_seconds() {
    for refusal in [json!({"active": false}), with("aud", "https://other.example")] {
        let fake = Fake::responding(&refusal);
        let introspection = fake.introspection();
        for (seconds, calls) in [(0, 1), (4, 1), (1, 2), (4, 2)] {
            advance(Duration::from_secs(seconds)).await;
            assert_eq!(status(present(&introspection, "token").await).0, 401);
            assert_eq!(fake.calls().len(), calls);
        }
        fake.set(responds(&active()));
        advance(Duration::from_secs(1)).await;
        assert!(present(&introspection, "token").await.is_ok());
    }
}

#[tokio::test(start_paused = true)]
async fn s54_flood_of_bad_tokens_evicts_no_good_one() {
    let fake = Fake::new(Mode::Users);
    let introspection = fake.introspection();
    assert!(present(&introspection, "good").await.is_ok());
    fake.set(responds(&INACTIVE));
    for number in 0..12_000 {
        let result = present(&introspection, &format!("bad{number}")).await;
        assert_eq!(status(result).0, 401);
    }
    assert!(introspection.recall(b"good", Timestamp::from_secs(NOW)).unwrap().is_ok());
    let cache = &introspection.0.cache;
    assert!(cache.refused.len() <= 1_000);
}

#[tokio::test(start_paused = true)]
async fn failure_is_not_cached() {
    let fake = Fake::new(Mode::Down);
    let introspection = fake.introspection();
    for calls in 1..=3 {
        assert_eq!(status(present(&introspection, "token").await).0, 503);
        assert_eq!(fake.calls().len(), calls);
    }
    fake.set(responds(&active()));
    assert!(present(&introspection, "token").await.is_ok());
    // A known token needs no endpoint.
    fake.set(Mode::Down);
    assert!(present(&introspection, "token").await.is_ok());
    assert_eq!(status(present(&introspection, "other").await).0, 503);
}

#[tokio::test]
async fn jwt_is_cached_without_being_recalled() {
    let fake = Fake::new(Mode::Users);
    let introspection = fake.introspection();
    for _ in 0..3 {
        assert!(present(&introspection, "eyJ.a.b").await.is_ok());
        assert!(introspection.recall(b"eyJ.a.b", Timestamp::from_secs(NOW)).is_none());
    }
    assert_eq!(fake.calls().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn cached_for_zero_asks_each_time() {
    let fake = Fake::responding(&active());
    let introspection = fake.builder().cached_for(Duration::ZERO).build().unwrap();
    for calls in 1..=3 {
        assert!(present(&introspection, "token").await.is_ok());
        assert_eq!(fake.calls().len(), calls);
    }
    fake.set(responds(&INACTIVE));
    assert_eq!(status(present(&introspection, "token").await).0, 401);
}

#[tokio::test(start_paused = true)]
async fn retry_after_of_the_endpoint_pauses_calls() {
    use crate::authn::AuthenticationError::Unavailable;

    let fake = Fake::new(Mode::Status(429, String::new(), Some("7")));
    let introspection = fake.introspection();
    for (seconds, left, calls) in [(0, 7, 1), (3, 4, 1), (4, 7, 2)] {
        advance(Duration::from_secs(seconds)).await;
        let error = present(&introspection, "token").await.unwrap_err();
        let Unavailable { retry_after, .. } = error else { panic!("{error}") };
        assert_eq!(retry_after.as_secs(), left);
        assert_eq!(fake.calls().len(), calls);
    }
    fake.set(responds(&active()));
    advance(Duration::from_secs(7)).await;
    assert!(present(&introspection, "token").await.is_ok());
}
