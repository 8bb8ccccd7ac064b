//! The application: routes behind all authenticators, with stores that change.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use auth_core::api_keys::{ApiKeys, KeyDigest};
use auth_core::authn::Revocation;
use auth_core::basic::{Basic, PasswordHashes, StoredUser};
use auth_core::identity::IdentityBuilder;
use auth_core::introspection::Introspection;
use auth_core::jwt::Jwt;
use auth_core::sessions::{SessionId, Sessions};
use auth_core::{Auth, Identity};
use http::HeaderName;
use tests::signer::Signer;

use super::accounts::{Account, KEYS, PASSWORDS, PREFIXED, SESSIONS, SHOP};
use super::issued::{Issued, IssuedKey, PREFIX, STORED, TokenIssuer};
use super::presented::TRUSTED;
use super::routes::routes;
use crate::credentials::{AUDIENCE, LEEWAY, at};
use crate::timeline::Timeline;

const X_API_KEY: HeaderName = HeaderName::from_static("x-api-key");

type Stored = Arc<Mutex<HashMap<String, Identity>>>;
type Users = Arc<Mutex<HashMap<String, StoredUser>>>;

/// The application, with the parts that changes concern.
#[derive(Debug)]
pub(crate) struct Application {
    auth: Auth,
    tokens: [Jwt; 2],
    users: Users,
    sessions: Stored,
    prefixed: Arc<Mutex<HashMap<KeyDigest, Identity>>>,
}

impl Application {
    /// Creates the application. `introspector` is the address of the endpoint for opaque tokens.
    pub(crate) fn new(issued: &Issued, timeline: &Timeline, introspector: SocketAddr) -> Self {
        let tokens = issued.token_issuers.each_ref().map(tokens);
        let users = Users::default();
        let sessions = stored_sessions(issued);
        let prefixed = Arc::new(Mutex::new(stored_keys(&issued.prefixed, issued)));
        let clock = timeline.clock();
        let [shop, partner] = tokens.clone();
        let auth = Auth::builder()
            .authenticator(shop)
            .authenticator(partner)
            .authenticator(opaque(introspector))
            .authenticator(prefixed_keys(&prefixed))
            .authenticator(ApiKeys::in_header(KEYS, X_API_KEY, stored_keys(&issued.keys, issued)))
            .authenticator(passwords(&users))
            .authenticator(by_cookie(&sessions))
            .trusted_origins([TRUSTED])
            .user_issuer(SHOP)
            .clock(move || at(clock.load(Ordering::SeqCst)))
            .build()
            .unwrap();
        let application = Self { auth, tokens, users, sessions, prefixed };
        issued.passwords.keys().for_each(|user| application.store_user(user, 0, issued));
        application
    }

    pub(crate) fn router(&self) -> axum::Router {
        routes().secured_by(self.auth.clone())
    }

    /// Makes one change, for all that it concerns.
    pub(crate) async fn change(&self, change: usize, issued: &Issued, timeline: &Timeline) {
        timeline.set_clock(change);
        for (issuer, jwt) in issued.token_issuers.iter().zip(&self.tokens) {
            let [current, next] = issuer.signers.each_ref().map(Signer::key);
            match issuer.rotation {
                [_, withdrawn] if withdrawn == change => jwt.replace_keys([next]).unwrap(),
                [added, _] if added == change => jwt.replace_keys([current, next]).unwrap(),
                _ => {}
            }
        }
        for (user, _) in issued.passwords.iter().filter(|(_, user)| user.changed == change) {
            self.store_user(user, 1, issued);
        }
        for (key, _) in issued.prefixed.iter().filter(|(_, key)| key.deleted == Some(change)) {
            self.prefixed.lock().unwrap().remove(&KeyDigest::of(key));
        }
        let ended = issued.sessions.iter().filter(|(_, session)| session.ended == Some(change));
        for (id, _) in ended {
            self.sessions.lock().unwrap().remove(id);
        }
        let of_accounts = issued.accounts.iter().filter(|account| account.revoked == Some(change));
        let of_accounts =
            of_accounts.map(|account| Revocation::user(account.issuer, account.subject.as_str()));
        let of_tokens = issued.revoked.iter().filter(|(_, (planned, _))| *planned == change);
        let of_tokens = of_tokens.map(|((issuer, id), (_, expires_at))| {
            Revocation::token(*issuer, id.as_str()).until(at(*expires_at))
        });
        for revocation in of_accounts.chain(of_tokens) {
            self.auth.revoke(revocation).await.unwrap();
            tokio::task::yield_now().await;
        }
    }

    fn store_user(&self, name: &str, password: usize, issued: &Issued) {
        let user = &issued.passwords[name];
        let hash = STORED[user.passwords[password]].1;
        let stored = StoredUser::new(hash, identity(&issued.accounts[user.account], None)).unwrap();
        self.users.lock().unwrap().insert(name.to_owned(), stored);
    }
}

fn tokens(issuer: &TokenIssuer) -> Jwt {
    Jwt::builder()
        .issuer(issuer.name)
        .audience(AUDIENCE)
        .key(issuer.signers[0].key())
        .leeway(Duration::from_secs(LEEWAY.unsigned_abs()))
        .build()
        .unwrap()
}

fn opaque(introspector: SocketAddr) -> Introspection {
    Introspection::builder(SHOP)
        .endpoint(format!("http://{introspector}/introspect"))
        .client("api", "secret")
        .audience(AUDIENCE)
        .build()
        .unwrap()
}

fn stored_keys(keys: &HashMap<String, IssuedKey>, issued: &Issued) -> HashMap<KeyDigest, Identity> {
    let stored = keys.iter().map(|(key, of)| {
        (KeyDigest::of(key), identity(&issued.accounts[of.account], of.expires_at))
    });
    stored.collect()
}

/// Returns the authenticator for API keys beside tokens. A deleted key counts at once.
fn prefixed_keys(stored: &Arc<Mutex<HashMap<KeyDigest, Identity>>>) -> ApiKeys {
    let stored = Arc::clone(stored);
    let store = move |digest: KeyDigest| {
        let found = stored.lock().unwrap().get(&digest).cloned();
        async move { Ok::<_, Infallible>(found) }
    };
    let keys = ApiKeys::with_prefix(PREFIXED, PREFIX.trim_end_matches('_'), store);
    keys.realm(AUDIENCE).cached_for(Duration::ZERO)
}

fn stored_sessions(issued: &Issued) -> Stored {
    let sessions = issued.sessions.iter().map(|(id, session)| {
        (id.clone(), identity(&issued.accounts[session.account], session.expires_at))
    });
    Arc::new(Mutex::new(sessions.collect()))
}

fn by_cookie(sessions: &Stored) -> Sessions {
    let sessions = Arc::clone(sessions);
    Sessions::cookie(SESSIONS, "id", move |id: SessionId| {
        let found = sessions.lock().unwrap().get(id.expose()).cloned();
        async move { Ok::<_, Infallible>(found) }
    })
}

fn passwords(users: &Users) -> Basic {
    let users = Arc::clone(users);
    let users = move |name: String| {
        let found = users.lock().unwrap().get(&name).cloned();
        async move { Ok::<_, Infallible>(found) }
    };
    Basic::new(PASSWORDS, PasswordHashes::new(users))
}

fn identity(account: &Account, expires_at: Option<i64>) -> Identity {
    let identity = Identity::builder(account.issuer, account.subject.as_str());
    let identity = account.roles().iter().fold(identity, |identity, role| identity.role(*role));
    let scopes = account.scope().split(' ');
    let identity = scopes.fold(identity, IdentityBuilder::scope);
    let identity = match expires_at {
        Some(end) => identity.expires_at(at(end)),
        None => identity,
    };
    identity.build().unwrap()
}
