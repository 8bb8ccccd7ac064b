//! API keys beside tokens: cached ones are accepted no more readily, and callers never mix.

use std::collections::HashMap;
use std::sync::Arc;

use auth_core::api_keys::{ApiKey, ApiKeys, KeyDigest};
use auth_core::authn::Revocation;
use auth_core::jwt::Jwt;
use auth_core::time::Timestamp;
use auth_core::{Auth, Identity, require};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::routing::get;
use http::header::AUTHORIZATION;
use http::{HeaderName, Request};
use serde_json::json;
use tests::signer::Signer;
use tower::ServiceExt as _;

const ISSUER: &str = "https://issuer.example";
const KEYS: &str = "https://keys.example";
const NOW: Timestamp = Timestamp::from_secs(1_000_000);
const X_API_KEY: HeaderName = HeaderName::from_static("x-api-key");

#[require(authenticated)]
async fn me(identity: Identity) -> String {
    format!("{} of {}", identity.subject(), identity.issuer())
}

/// Callers with keys and with tokens.
struct Callers {
    auth: Auth,
    router: Router,
    signer: Signer,
    /// The keys under `Bearer`.
    bearer: Vec<ApiKey>,
    /// The keys in `X-Api-Key`.
    own: Vec<ApiKey>,
}

/// Returns keys for callers `PREFIX-0`, `PREFIX-1` and so on, and a store that is slow for some.
fn keys(prefix: &str, count: usize) -> (Vec<ApiKey>, Arc<HashMap<KeyDigest, Identity>>) {
    let keys: Vec<_> = (0..count).map(|_| ApiKey::generate(prefix).unwrap()).collect();
    let owner = |(number, key): (usize, &ApiKey)| {
        let owner = Identity::builder(KEYS, format!("{prefix}-{number}"));
        (key.digest(), owner.expires_at(Timestamp::from_secs(1_000_060)).build().unwrap())
    };
    let store = keys.iter().enumerate().map(owner).collect();
    (keys, Arc::new(store))
}

async fn find(
    store: Arc<HashMap<KeyDigest, Identity>>,
    digest: KeyDigest,
) -> Result<Option<Identity>, std::io::Error> {
    for _ in 0..digest.as_bytes()[0] % 5 {
        tokio::task::yield_now().await;
    }
    Ok(store.get(&digest).cloned())
}

fn callers(count: usize, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Callers {
    let signer = Signer::new("HS256", "k");
    let jwt = Jwt::builder().issuer(ISSUER).audience("api").key(signer.key()).build().unwrap();
    let (bearer, bearer_store) = keys("shop", count);
    let (own, own_store) = keys("key", count);
    let with_prefix =
        ApiKeys::with_prefix(KEYS, "shop", move |digest| find(Arc::clone(&bearer_store), digest));
    let in_header =
        ApiKeys::in_header(KEYS, X_API_KEY, move |digest| find(Arc::clone(&own_store), digest));
    let auth = Auth::builder().authenticator(jwt).authenticator(with_prefix);
    let auth = auth.authenticator(in_header).clock(clock).user_issuer(ISSUER).build().unwrap();
    let router = Router::new().route("/me", get(me)).layer(auth.clone());
    Callers { auth, router, signer, bearer, own }
}

impl Callers {
    fn token(&self, number: usize) -> String {
        let claims = json!({
            "iss": ISSUER, "sub": format!("user-{number}"), "aud": "api", "exp": 1_000_060,
        });
        self.signer.token(&claims)
    }

    /// Returns the credentials of each caller, with the text that the handler must respond.
    fn all(&self) -> Vec<(HeaderName, String, String)> {
        let bearer = self.bearer.iter().enumerate().map(|(number, key)| {
            (AUTHORIZATION, format!("Bearer {}", key.expose()), format!("shop-{number} of {KEYS}"))
        });
        let own = self.own.iter().enumerate().map(|(number, key)| {
            (X_API_KEY, key.expose().to_owned(), format!("key-{number} of {KEYS}"))
        });
        let tokens = (0..self.own.len()).map(|number| {
            (
                AUTHORIZATION,
                format!("Bearer {}", self.token(number)),
                format!("user-{number} of {ISSUER}"),
            )
        });
        bearer.chain(own).chain(tokens).collect()
    }
}

/// Returns the status, and the text of a 200.
async fn send(router: &Router, headers: &[(HeaderName, &str)]) -> (u16, String) {
    let request = Request::get("/me");
    let request =
        headers.iter().fold(request, |request, (name, value)| request.header(name.clone(), *value));
    let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), 1_000).await.unwrap();
    (status, if status == 200 { String::from_utf8(body.to_vec()).unwrap() } else { String::new() })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn s53_concurrent_requests_never_mix_callers() {
    let callers = Arc::new(callers(100, || NOW));
    let mut tasks = Vec::new();
    for (header, value, expected) in callers.all() {
        let router = callers.router.clone();
        tasks.push(tokio::spawn(async move {
            // The first time from the store, then from the cache.
            for _ in 0..20 {
                let sent = [(header.clone(), value.as_str())];
                assert_eq!(send(&router, &sent).await, (200, expected.clone()));
            }
        }));
    }
    assert_eq!(tasks.len(), 300);
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test]
async fn s7_cached_key_beside_other_credentials_is_rejected() {
    let callers = callers(2, || NOW);
    for (header, value, expected) in callers.all() {
        assert_eq!(send(&callers.router, &[(header, &value)]).await, (200, expected));
    }
    let bearer = format!("Bearer {}", callers.bearer[0].expose());
    let token = format!("Bearer {}", callers.token(0));
    let (own, other) = (callers.own[0].expose(), callers.own[1].expose());
    let rows: [(&[(HeaderName, &str)], u16); 14] = [
        (&[(X_API_KEY, own)], 200),
        (&[(AUTHORIZATION, &bearer)], 200),
        (&[(X_API_KEY, own), (X_API_KEY, own)], 401),
        (&[(X_API_KEY, own), (X_API_KEY, other)], 401),
        (&[(X_API_KEY, own), (AUTHORIZATION, &token)], 401),
        (&[(AUTHORIZATION, &token), (X_API_KEY, own)], 401),
        (&[(X_API_KEY, own), (AUTHORIZATION, &bearer)], 401),
        (&[(AUTHORIZATION, &bearer), (AUTHORIZATION, &token)], 401),
        (&[(X_API_KEY, &format!("{own},{other}"))], 401),
        (&[(X_API_KEY, &format!("{own}, {other}"))], 401),
        (&[(AUTHORIZATION, &format!("{bearer}, {token}"))], 401),
        // A key in the place of the other kind of key.
        (&[(X_API_KEY, callers.bearer[0].expose())], 401),
        (&[(AUTHORIZATION, &format!("Bearer {own}"))], 401),
        // Another scheme does not count.
        (&[(X_API_KEY, own), (AUTHORIZATION, "Digest a=b")], 200),
    ];
    for (headers, expected) in rows {
        assert_eq!(send(&callers.router, headers).await.0, expected, "{headers:?}");
    }
}

#[tokio::test]
async fn s52_cached_key_that_expired_is_rejected() {
    let clock = Arc::new(std::sync::atomic::AtomicI64::new(1_000_000));
    let read = Arc::clone(&clock);
    let read = move || Timestamp::from_secs(read.load(std::sync::atomic::Ordering::SeqCst));
    let callers = callers(1, read);
    let all = callers.all();
    for (seconds, expected) in [(0, 200), (59, 200), (60, 401)] {
        clock.store(1_000_000 + seconds, std::sync::atomic::Ordering::SeqCst);
        for (header, value, _) in all.iter().take(2) {
            let sent = [(header.clone(), value.as_str())];
            assert_eq!(send(&callers.router, &sent).await.0, expected, "{header} {seconds}");
        }
    }
}

#[tokio::test]
async fn cached_key_of_a_revoked_user_is_rejected() {
    let callers = callers(1, || NOW);
    for (header, value, _) in callers.all().iter().take(2) {
        let sent = [(header.clone(), value.as_str())];
        assert_eq!(send(&callers.router, &sent).await.0, 200);
    }
    for subject in ["shop-0", "key-0"] {
        callers.auth.revoke(Revocation::user(KEYS, subject)).await.unwrap();
    }
    for (header, value, _) in callers.all().iter().take(2) {
        let sent = [(header.clone(), value.as_str())];
        assert_eq!(send(&callers.router, &sent).await.0, 401);
    }
}
