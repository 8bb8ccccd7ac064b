//! Rotated and withdrawn keys, and outages, of oidc-provider.

use std::collections::BTreeMap;

use auth_core::Auth;
use interop::api::Api;
use interop::issuer::{Issuer, decode};
use interop::{AUDIENCE, provider};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::{api, jwt};

/// The number of accepted tokens after which a key counts as used under load.
const ENOUGH: u64 = 100;

/// The responses to the clients so far.
#[derive(Debug, Default)]
struct Seen {
    /// The number of accepted tokens of each key.
    accepted: BTreeMap<String, u64>,
    /// The other responses: the key and the status.
    failures: Vec<(String, u16)>,
    /// The time at which the issuer signed its newest token.
    newest: u64,
}

/// Clients that send a request with a new token, again and again.
struct Load {
    seen: watch::Sender<Seen>,
    clients: JoinSet<()>,
}

impl Load {
    fn start(api: &Api, issuer: &Issuer) -> Self {
        let (seen, _) = watch::channel(Seen::default());
        let mut clients = JoinSet::new();
        for _ in 0..4 {
            let (api, issuer, seen) = (api.clone(), issuer.clone(), seen.clone());
            clients.spawn(async move {
                loop {
                    let token = issuer.service_token("posts:read", AUDIENCE).await;
                    let (header, claims) = decode(&token);
                    let key = header["kid"].as_str().unwrap().to_owned();
                    let status = api.read(&token).await;
                    seen.send_modify(|seen| {
                        seen.newest = seen.newest.max(claims["iat"].as_u64().unwrap());
                        match status {
                            200 => *seen.accepted.entry(key).or_default() += 1,
                            _ => seen.failures.push((key, status)),
                        }
                    });
                }
            });
        }
        Self { seen, clients }
    }

    /// Waits until the responses satisfy `enough`, and asserts that all tokens were accepted.
    async fn until(&self, enough: impl Fn(&Seen) -> bool) {
        let mut seen = self.seen.subscribe();
        let seen = seen.wait_for(|seen| enough(seen) || !seen.failures.is_empty()).await.unwrap();
        assert_eq!(seen.failures, []);
    }

    /// Ends the clients.
    async fn stop(mut self) {
        self.clients.shutdown().await;
    }

    async fn until_accepted(&self, key: &str) {
        self.until(|seen| seen.accepted.get(key).is_some_and(|count| *count >= ENOUGH)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rotation_under_load_rejects_no_token() {
    let Some(provider) = provider() else { return };
    let issuer = provider.issuer();
    let api = api(issuer, AUDIENCE).await;
    let old = issuer.service_token("posts:read", AUDIENCE).await;
    let load = Load::start(&api, issuer);
    load.until_accepted("k1").await;

    provider.keys("k1,k2", "k1").await;
    let first = issuer.service_token("posts:read", AUDIENCE).await;
    let published = decode(&first).1["iat"].as_u64().unwrap();
    // By the issuer's clock, a second has passed since the key was published.
    load.until(|seen| seen.newest >= published + 2).await;
    provider.keys("k1,k2", "k2").await;
    load.until_accepted("k2").await;

    assert_eq!(api.read(&old).await, 200);
    load.stop().await;
    // At the start, and for the first token of the new key.
    assert_eq!(provider.fetches().await, 2);
}

#[tokio::test]
async fn token_of_a_withdrawn_key_returns_401() {
    let Some(provider) = provider() else { return };
    let issuer = provider.issuer();
    let old = issuer.service_token("posts:read", AUDIENCE).await;
    provider.keys("k1,k2", "k2").await;
    let new = issuer.service_token("posts:read", AUDIENCE).await;
    let jwt = jwt(issuer, AUDIENCE).await;
    let api = Api::new(Auth::new(jwt.clone()));
    for token in [&old, &new] {
        assert_eq!(api.read(token).await, 200);
    }
    provider.keys("k2", "k2").await;
    jwt.refresh().await.unwrap();
    for _ in 0..2 {
        assert_eq!(api.read(&old).await, 401);
        assert_eq!(api.read(&new).await, 200);
    }
}

#[tokio::test]
async fn stopped_provider_leaves_its_known_keys() {
    let Some(mut provider) = provider() else { return };
    let issuer = provider.issuer().clone();
    let jwt = jwt(&issuer, AUDIENCE).await;
    let api = Api::new(Auth::new(jwt.clone()));
    let known = issuer.service_token("posts:read", AUDIENCE).await;
    assert_eq!(api.read(&known).await, 200);
    let first_seen = issuer.service_token("posts:read", AUDIENCE).await;
    provider.keys("k1", "k2").await;
    let of_new_key = issuer.service_token("posts:read", AUDIENCE).await;

    provider.stop();
    jwt.refresh().await.unwrap_err();
    assert_eq!(api.read(&known).await, 200);
    assert_eq!(api.read(&first_seen).await, 200);
    // The issuer may have published the key. The outage is no fault of the token.
    assert_eq!(api.read(&of_new_key).await, 503);

    provider.start_again();
    provider.keys("k1,k2", "k2").await;
    jwt.refresh().await.unwrap();
    for token in [&known, &first_seen, &of_new_key] {
        assert_eq!(api.read(token).await, 200);
    }
}

#[tokio::test]
async fn provider_that_starts_late_is_accepted() {
    let Some(mut provider) = provider() else { return };
    let issuer = provider.issuer().clone();
    let token = issuer.service_token("posts:read", AUDIENCE).await;
    provider.stop();
    let jwt = crate::discovered(&issuer.url, AUDIENCE);
    let api = Api::new(Auth::new(jwt.clone()));
    let error = jwt.ready().await.unwrap_err().to_string();
    assert!(error.contains(&issuer.url), "{error}");
    assert_eq!(api.read(&token).await, 503);
    provider.start_again();
    jwt.refresh().await.unwrap();
    assert_eq!(api.read(&token).await, 200);
}
