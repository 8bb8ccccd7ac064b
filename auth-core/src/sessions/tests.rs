//! Tests of sessions.

use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

use super::*;

const ISSUER: &str = "https://app.example";
const NAME: &str = "__Host-session";

fn user(subject: &str) -> Identity {
    Identity::builder(ISSUER, subject).build().unwrap()
}

async fn send(sessions: &Sessions, id: &str, now: i64) -> Result<Identity, String> {
    let value = HeaderValue::try_from(format!("{NAME}={id}")).unwrap();
    let headers = HeaderMap::from_iter([(COOKIE, value)]);
    let credentials = Credentials::from_cookie(&headers, NAME, sessions.scheme()).unwrap().unwrap();
    let now = Timestamp::from_secs(now);
    let result = match sessions.recall(id.as_bytes(), now) {
        Some(result) => result,
        None => sessions.authenticate(&credentials, now).await,
    };
    result.map_err(|error| error.source().map_or_else(|| error.to_string(), ToString::to_string))
}

/// Returns an authenticator whose store has the session `1` until 100, and the number of its
/// searches.
fn counted() -> (Sessions, Arc<AtomicUsize>) {
    let searches = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&searches);
    let sessions = Sessions::cookie(ISSUER, NAME, move |id: SessionId| {
        count.fetch_add(1, Ordering::SeqCst);
        let alice = Identity::builder(ISSUER, "alice").expires_at(Timestamp::from_secs(100));
        let found = (id.expose() == "1").then(|| alice.build().unwrap());
        async move { Ok::<_, std::io::Error>(found) }
    });
    (sessions, searches)
}

#[tokio::test]
async fn session_gives_its_user() {
    let (sessions, _) = counted();
    assert_eq!(send(&sessions, "1", 0).await.unwrap().subject(), "alice");
    for unknown in ["2", "\"1\"", "11", "%31"] {
        let error = send(&sessions, unknown, 0).await.unwrap_err();
        assert_eq!(error, "the session is unknown, or has ended", "{unknown}");
    }
}

#[tokio::test]
async fn token_id_is_the_digest_of_the_session() {
    let sessions = Sessions::cookie(ISSUER, NAME, async |id: SessionId| {
        Ok::<_, std::io::Error>(Some(match id.expose() {
            "abc" => user("alice"),
            _ => Identity::builder(ISSUER, "bob").token_id("own").build().unwrap(),
        }))
    });
    // The first example of FIPS 180-2, appendix B.
    let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(send(&sessions, "abc", 0).await.unwrap().token_id(), Some(digest));
    assert_eq!(send(&sessions, "b", 0).await.unwrap().token_id(), Some("own"));
}

#[tokio::test]
async fn expired_session_is_rejected_also_from_the_cache() {
    let (sessions, searches) = counted();
    let sessions = sessions.cached_for(Duration::from_secs(60));
    assert!(send(&sessions, "1", 99).await.is_ok());
    let expired = send(&sessions, "1", 100).await.unwrap_err();
    assert!(expired.starts_with("the credentials have expired"), "{expired}");
    assert_eq!(searches.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn store_is_asked_unless_a_cache_is_set() {
    let (sessions, searches) = counted();
    for expected in [1, 2] {
        assert!(send(&sessions, "1", 0).await.is_ok());
        assert_eq!(searches.load(Ordering::SeqCst), expected);
    }
    let sessions = sessions.cached_for(Duration::from_secs(10));
    for (seconds, expected) in [(0, 3), (9, 3), (1, 4)] {
        tokio::time::advance(Duration::from_secs(seconds)).await;
        assert!(send(&sessions, "1", 0).await.is_ok());
        assert_eq!(searches.load(Ordering::SeqCst), expected);
    }
    // Unknown sessions are not cached.
    for expected in [5, 6] {
        assert!(send(&sessions, "2", 0).await.is_err());
        assert_eq!(searches.load(Ordering::SeqCst), expected);
    }
    let sessions = sessions.cached_for(Duration::ZERO);
    for expected in [7, 8] {
        assert!(send(&sessions, "1", 0).await.is_ok());
        assert_eq!(searches.load(Ordering::SeqCst), expected);
    }
}

#[tokio::test]
async fn failing_store_and_other_issuer_are_unavailable() {
    let failing = Sessions::cookie(ISSUER, NAME, async |_: SessionId| Err("no connection"));
    assert_eq!(send(&failing, "1", 0).await.unwrap_err(), "no connection");
    let other = Sessions::cookie("https://other.example", NAME, async |_: SessionId| {
        Ok::<_, std::io::Error>(Some(user("alice")))
    });
    let error = send(&other, "1", 0).await.unwrap_err();
    assert!(error.contains("an identity of `https://app.example`"), "{error}");
}

#[test]
fn debug_hides_the_session() {
    assert_eq!(format!("{:?}", SessionId::new("secret")), "SessionId([hidden])");
    let shown = format!("{:?}", counted().0);
    assert_eq!(shown, format!("Sessions {{ issuer: {ISSUER:?}, cookie: {NAME:?}, .. }}"));
}
