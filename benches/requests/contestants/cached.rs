//! Ours with other credentials than tokens, each of which was verified before.

use std::collections::HashMap;
use std::time::Duration;

use auth_core::api_keys::{ApiKey, ApiKeys, KeyDigest};
use auth_core::basic::{Basic, PasswordHashes, StoredUser, hash_password};
use auth_core::sessions::{SessionId, Sessions};
use auth_core::{Auth, Identity};
use axum::Router;
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::{HeaderName, HeaderValue};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Contestant, OURS, PATH, Presented, opaque, ours};
use crate::keys::Keys;
use crate::tokens::{AUDIENCE, ISSUER};

/// The number of callers that take turns.
const CALLERS: usize = 16;
const X_API_KEY: HeaderName = HeaderName::from_static("x-api-key");

pub(crate) fn all(keys: &Keys) -> Vec<Contestant> {
    let app = |auth| Router::new().route(PATH, get(ours::handler)).layer(auth);
    let with = |name, auth, header, values| Contestant {
        presented: Presented::Own(header, values),
        ..Contestant::guarded(name, app(auth))
    };
    let (bearer, bearer_keys) = api_keys("Bearer ");
    let (own, own_keys) = api_keys("");
    let of_prefix = || ApiKeys::with_prefix(ISSUER, "shop", bearer.clone()).realm(AUDIENCE);
    let beside = Auth::builder().authenticator(ours::jwt(keys)).authenticator(of_prefix());
    let beside = beside.build().expect("a prefix and an issuer");
    let in_header = ApiKeys::in_header(ISSUER, X_API_KEY, own);
    let in_header = Auth::builder().authenticator(ours::jwt(keys)).authenticator(in_header);
    let in_header = in_header.build().expect("two headers");
    let (passwords, pairs) = passwords();
    let (sessions, cookies) = sessions(keys);
    let (opaque, opaque_tokens) = opaque::beside_tokens(keys, CALLERS);
    vec![
        Contestant::guarded(OURS, app(ours::auth(keys))),
        Contestant::guarded("a token beside keys", app(beside.clone())),
        with("a key, `Bearer shop_…`, beside tokens", beside, AUTHORIZATION, bearer_keys),
        with("a key in `X-Api-Key`, beside tokens", in_header, X_API_KEY, own_keys),
        Contestant::guarded("a token beside opaque tokens", app(opaque.clone())),
        with("an opaque token, beside tokens", opaque, AUTHORIZATION, opaque_tokens),
        with("a password", passwords, AUTHORIZATION, pairs),
        with("a session, beside tokens", sessions, COOKIE, cookies),
    ]
}

fn identity(number: usize) -> Identity {
    let identity = Identity::builder(ISSUER, format!("user-{number:08}"));
    let identity = identity.role("viewer").role("editor").role("admin");
    identity.scope("posts:read").scope("posts:write").build().expect("an issuer and a subject")
}

/// Returns a store of keys, and the values of the header with them.
fn api_keys(before: &str) -> (HashMap<KeyDigest, Identity>, Vec<HeaderValue>) {
    let make = |number| {
        let key = ApiKey::generate("shop").expect("the system has random numbers");
        let value = HeaderValue::try_from(format!("{before}{}", key.expose()));
        ((key.digest(), identity(number)), value.expect("a key is visible ASCII"))
    };
    (0..CALLERS).map(make).unzip()
}

/// Returns an `Auth` with passwords, and the values of the header with them.
fn passwords() -> (Auth, Vec<HeaderValue>) {
    let hash = hash_password("open sesame").expect("the system has random numbers");
    let make = |number| {
        let name = format!("user-{number:08}");
        let pair = STANDARD.encode(format!("{name}:open sesame"));
        let user = StoredUser::new(&hash, identity(number)).expect("a hash that was just made");
        let value = HeaderValue::try_from(format!("Basic {pair}")).expect("Base64 is ASCII");
        ((name, user), value)
    };
    let (users, values): (HashMap<_, _>, _) = (0..CALLERS).map(make).unzip();
    (Auth::new(Basic::new(ISSUER, PasswordHashes::new(users))), values)
}

/// Returns an `Auth` with sessions beside tokens, and the cookies of a browser.
fn sessions(keys: &Keys) -> (Auth, Vec<HeaderValue>) {
    let make = |number| {
        let id = ApiKey::generate("id").expect("the system has random numbers").expose().to_owned();
        let line = format!("theme=dark; __Host-session={id}; language=en");
        ((id, identity(number)), HeaderValue::try_from(line).expect("an id is visible ASCII"))
    };
    let (stored, values): (HashMap<_, _>, _) = (0..CALLERS).map(make).unzip();
    let store = move |id: SessionId| {
        let found = stored.get(id.expose()).cloned();
        async move { Ok::<_, std::io::Error>(found) }
    };
    let sessions = Sessions::cookie(ISSUER, "__Host-session", store);
    let sessions = sessions.cached_for(Duration::from_secs(600));
    let both = Auth::builder().authenticator(ours::jwt(keys)).authenticator(sessions);
    (both.build().expect("a cookie and a header"), values)
}
