//! Accepted and rejected tokens of both issuers.

use auth_core::Auth;
use interop::api::Api;
use interop::issuer::{Issuer, decode};
use interop::{AUDIENCE, lemonldap, provider};

use crate::{api, discovered, jwt};

/// Asserts that a token with the scope `posts:read` reads and does not write.
async fn assert_reads(api: &Api, token: &str, subject: &str, issuer: &Issuer) {
    let expected = (200, format!("{subject} of {}", issuer.url));
    // The second time, the token is cached.
    for _ in 0..2 {
        assert_eq!(api.send("GET", token).await, expected);
        assert_eq!(api.send("POST", token).await.0, 403);
    }
}

async fn assert_rejected(api: &Api, token: &str) {
    for _ in 0..2 {
        assert_eq!(api.read(token).await, 401);
    }
}

#[tokio::test]
async fn provider_tokens_have_their_scopes() {
    let Some(provider) = provider() else { return };
    let issuer = provider.issuer();
    let api = api(issuer, AUDIENCE).await;
    let token = issuer.service_token("posts:read", AUDIENCE).await;
    assert_eq!(decode(&token).0["typ"], "at+jwt");
    assert_reads(&api, &token, "service", issuer).await;
    let (bob, _) = issuer.log_in("bob", "builder").await;
    assert_reads(&api, &bob, "bob", issuer).await;
    let (alice, _) = issuer.log_in("alice", "wonderland").await;
    assert_eq!(api.send("POST", &alice).await.0, 200);
    // The role.
    assert_eq!(api.send("PUT", &alice).await.0, 200);
    assert_eq!(api.send("PUT", &bob).await.0, 403);
}

#[tokio::test]
async fn provider_tokens_for_others_return_401() {
    let Some(provider) = provider() else { return };
    let issuer = provider.issuer();
    let our_api = api(issuer, AUDIENCE).await;
    let other = "https://other.example";
    let token = issuer.service_token("posts:read", other).await;
    assert_rejected(&our_api, &token).await;
    assert_eq!(api(issuer, other).await.read(&token).await, 200);
    let opaque = issuer.service_token("posts:read", "https://api.example/opaque").await;
    assert!(!opaque.contains('.'));
    assert_rejected(&our_api, &opaque).await;
}

#[tokio::test]
async fn provider_id_token_returns_401() {
    let Some(provider) = provider() else { return };
    let (_, id_token) = provider.issuer().log_in("alice", "wonderland").await;
    // The audience of the ID token is the client.
    assert_eq!(decode(&id_token).1["aud"], "service");
    for audience in [AUDIENCE, "service"] {
        assert_rejected(&api(provider.issuer(), audience).await, &id_token).await;
    }
}

#[tokio::test]
async fn lemonldap_tokens_have_their_scopes() {
    let Some(issuer) = lemonldap() else { return };
    let api = api(&issuer, AUDIENCE).await;
    let token = issuer.service_token("posts:read", AUDIENCE).await;
    assert_reads(&api, &token, "service", &issuer).await;
    let (user, _) = issuer.log_in("dwho", "dwho").await;
    assert_reads(&api, &user, "dwho", &issuer).await;
}

#[tokio::test]
async fn lemonldap_tokens_for_others_return_401() {
    let Some(issuer) = lemonldap() else { return };
    let token = issuer.service_token("posts:read", AUDIENCE).await;
    assert_rejected(&api(&issuer, "https://other.example").await, &token).await;
    let (_, id_token) = issuer.log_in("dwho", "dwho").await;
    // The ID token has the audience of the API.
    assert_eq!(decode(&id_token).1["aud"][1], AUDIENCE);
    assert_rejected(&api(&issuer, AUDIENCE).await, &id_token).await;
}

#[tokio::test]
async fn two_issuers_are_accepted_side_by_side() {
    let Some(lemonldap) = lemonldap() else { return };
    let provider = provider().unwrap();
    let auth = Auth::builder()
        .authenticator(jwt(provider.issuer(), AUDIENCE).await)
        .authenticator(jwt(&lemonldap, AUDIENCE).await)
        .user_issuer(provider.issuer().url.as_str())
        .build()
        .unwrap();
    let both = Api::new(auth);
    let one = api(&lemonldap, AUDIENCE).await;
    for issuer in [provider.issuer(), &lemonldap] {
        let token = issuer.service_token("posts:read", AUDIENCE).await;
        assert_reads(&both, &token, "service", issuer).await;
    }
    let token = provider.issuer().service_token("posts:read", AUDIENCE).await;
    assert_rejected(&one, &token).await;
}

#[tokio::test]
async fn issuer_without_its_slash_is_not_ready() {
    let Some(issuer) = lemonldap() else { return };
    let without = issuer.url.trim_end_matches('/');
    let error = discovered(without, AUDIENCE).ready().await.unwrap_err().to_string();
    // The message contains the setting to write instead.
    let setting = format!("discover(\"{}\")", issuer.url);
    assert!(error.contains(&setting), "{error}");
}
