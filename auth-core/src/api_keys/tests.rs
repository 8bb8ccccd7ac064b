//! Tests of API keys.

use std::collections::HashMap;
use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::HeaderValue;

use super::*;

const ISSUER: &str = "https://keys.example";
const X_API_KEY: HeaderName = HeaderName::from_static("x-api-key");

fn owner(subject: &str) -> Identity {
    Identity::builder(ISSUER, subject).build().unwrap()
}

async fn send(keys: &ApiKeys, key: &str, now: i64) -> Result<String, String> {
    let header = HeaderValue::from_str(key).unwrap();
    let credentials = Credentials::from_header(&header, keys.scheme()).unwrap();
    match keys.authenticate(&credentials, Timestamp::from_secs(now)).await {
        Ok(identity) => Ok(identity.subject().to_owned()),
        Err(error) => Err(error.source().map_or_else(|| error.to_string(), ToString::to_string)),
    }
}

/// Returns an authenticator whose store has one key, and the number of its searches.
fn counted(key: &'static str) -> (ApiKeys, Arc<AtomicUsize>) {
    let searches = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&searches);
    let store = move |digest: KeyDigest| {
        count.fetch_add(1, Ordering::SeqCst);
        let found = (digest == KeyDigest::of(key)).then(|| owner("billing"));
        async move { Ok::<_, std::io::Error>(found) }
    };
    (ApiKeys::in_header(ISSUER, X_API_KEY, store), searches)
}

#[tokio::test]
async fn generated_key_lets_its_owner_in() {
    let (key, other) = (ApiKey::generate("shop").unwrap(), ApiKey::generate("shop").unwrap());
    let keys = HashMap::from([(key.digest(), owner("billing"))]);
    let keys = ApiKeys::in_header(ISSUER, X_API_KEY, keys);
    assert_eq!(send(&keys, key.expose(), 0).await, Ok("billing".to_owned()));
    let unknown = Err("the API key is unknown".to_owned());
    assert_eq!(send(&keys, other.expose(), 0).await, unknown);
    let (start, _) = key.expose().split_at(40);
    assert_eq!(send(&keys, start, 0).await, unknown);
    // The digest is no key.
    assert_eq!(send(&keys, &key.digest().to_string(), 0).await, unknown);
}

#[tokio::test]
async fn expired_key_is_rejected_also_from_the_cache() {
    let identity = Identity::builder(ISSUER, "billing").expires_at(Timestamp::from_secs(100));
    let store = HashMap::from([(KeyDigest::of("key"), identity.build().unwrap())]);
    let keys = ApiKeys::in_header(ISSUER, X_API_KEY, store);
    assert_eq!(send(&keys, "key", 99).await, Ok("billing".to_owned()));
    let expired = send(&keys, "key", 100).await.unwrap_err();
    assert!(expired.starts_with("the credentials have expired"), "{expired}");
}

#[tokio::test(start_paused = true)]
async fn found_key_is_cached_for_a_bounded_time() {
    let (keys, searches) = counted("key");
    for (seconds, expected) in [(0, 1), (59, 1), (1, 2)] {
        tokio::time::advance(Duration::from_secs(seconds)).await;
        assert!(send(&keys, "key", 0).await.is_ok());
        assert_eq!(searches.load(Ordering::SeqCst), expected);
    }
    // Unknown keys are not cached.
    for expected in [3, 4] {
        assert!(send(&keys, "other", 0).await.is_err());
        assert_eq!(searches.load(Ordering::SeqCst), expected);
    }
}

#[tokio::test]
async fn cached_for_zero_asks_the_store_each_time() {
    let (keys, searches) = counted("key");
    let keys = keys.cached_for(Duration::ZERO);
    for expected in [1, 2] {
        assert!(send(&keys, "key", 0).await.is_ok());
        assert_eq!(searches.load(Ordering::SeqCst), expected);
    }
}

#[tokio::test]
async fn failing_store_and_other_issuer_are_unavailable() {
    let failing = ApiKeys::in_header(ISSUER, X_API_KEY, async |_: KeyDigest| Err("no connection"));
    assert_eq!(send(&failing, "key", 0).await, Err("no connection".to_owned()));
    let store = HashMap::from([(KeyDigest::of("key"), owner("billing"))]);
    let other = ApiKeys::in_header("https://other.example", X_API_KEY, store);
    let error = send(&other, "key", 0).await.unwrap_err();
    assert!(error.contains("an identity of `https://keys.example`"), "{error}");
}

#[tokio::test]
async fn s53_long_key_is_unknown_and_not_searched() {
    let longest: &str = Box::leak("k".repeat(MAX_LEN).into_boxed_str());
    let (keys, searches) = counted(longest);
    assert_eq!(send(&keys, longest, 0).await, Ok("billing".to_owned()));
    let unknown = Err("the API key is unknown".to_owned());
    assert_eq!(send(&keys, &format!("{longest}k"), 0).await, unknown);
    assert_eq!(send(&keys, &"k".repeat(16 * 1024), 0).await, unknown);
    assert_eq!(searches.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn s53_key_is_cached_from_its_query_on() {
    const QUERY: Duration = Duration::from_secs(4);
    let keys = ApiKeys::in_header(ISSUER, X_API_KEY, |_| async {
        // The key may be deleted at once.
        tokio::time::advance(QUERY).await;
        Ok::<_, std::io::Error>(Some(owner("billing")))
    });
    assert!(send(&keys, "key", 0).await.is_ok());
    let recalled = || keys.recall(b"key", Timestamp::from_secs(0)).is_some();
    tokio::time::advance(DEFAULT_LIFETIME.checked_sub(2 * QUERY).unwrap()).await;
    assert!(recalled());
    tokio::time::advance(QUERY).await;
    assert!(!recalled());
}

#[tokio::test(start_paused = true)]
async fn only_a_cached_key_is_recalled() {
    let (keys, searches) = counted("key");
    let recalled = |key: &str| {
        let result = keys.recall(key.as_bytes(), Timestamp::from_secs(0))?;
        Some(result.unwrap().subject().to_owned())
    };
    assert_eq!(recalled("key"), None);
    assert!(send(&keys, "other", 0).await.is_err());
    assert!(send(&keys, "key", 0).await.is_ok());
    assert_eq!(recalled("key"), Some("billing".to_owned()));
    for other in ["other", "", "ke", "key ", " key", "key,key", "KEY"] {
        assert_eq!(recalled(other), None, "{other:?}");
    }
    tokio::time::advance(DEFAULT_LIFETIME).await;
    assert_eq!(recalled("key"), None);
    assert_eq!(searches.load(Ordering::SeqCst), 2);
}

#[test]
fn s45_prefix_is_that_of_generated_keys() {
    let keys = ApiKeys::with_prefix(ISSUER, "shop", HashMap::new());
    let key = ApiKey::generate("shop").unwrap();
    let Takes::Prefix(prefix) = keys.takes() else { panic!("{:?}", keys.takes()) };
    assert!(prefix == "shop_" && key.expose().starts_with(prefix));
    assert_eq!((keys.scheme(), keys.source()), (Scheme::BEARER, CredentialSource::Authorization));
    assert_eq!(ApiKeys::in_header(ISSUER, X_API_KEY, HashMap::new()).takes(), Takes::All);
}

#[test]
fn digest_parses_from_64_hexadecimal_digits_only() {
    // The first example of FIPS 180-2, appendix B.
    let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(text.parse(), Ok(KeyDigest::of("abc")));
    assert_eq!(text.to_uppercase().parse(), Ok(KeyDigest::of("abc")));
    let unfit = [
        "",
        "ab",
        &text.replacen('b', "", 1),
        &format!("{text}00"),
        &text.replace('b', "g"),
        "shop_key",
    ];
    for unfit in unfit {
        assert_eq!(unfit.parse::<KeyDigest>(), Err(KeyError::Digest), "{unfit}");
    }
}

#[test]
fn prefix_that_no_header_carries_is_an_error() {
    for prefix in ["", "a b", "ä", "a\n", "a,b"] {
        assert!(matches!(ApiKey::generate(prefix), Err(KeyError::Prefix(_))), "{prefix:?}");
    }
}

#[test]
fn key_in_a_header_is_challenged_as_api_key() {
    let keys = ApiKeys::in_header(ISSUER, X_API_KEY, HashMap::new());
    assert_eq!(keys.scheme().as_str(), "ApiKey");
}
