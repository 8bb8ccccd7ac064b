//! Two verifiers of tokens under one scheme: the `iss` of a token chooses one of them.

use auth_core::auth::{AuthBuilder, AuthError};
use auth_core::authn::{AuthenticationError, Authenticator, MaybeReady};
use auth_core::jwt::{Jwt, JwtBuilder, Key};
use auth_core::request::{CredentialSource, Credentials, Scheme};
use auth_core::resource::ProtectedResource;
use auth_core::time::Timestamp;
use auth_core::{Auth, Identity, require};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::{HeaderName, Request};
use serde_json::{Value, json};
use tests::callers::{CallerBook, Pace};
use tests::log::Log;
use tower::ServiceExt as _;

const OURS: &str = "https://ours.example";
const THEIRS: &str = "https://theirs.example/";
const OUR_SECRET: &[u8] = b"test data: thirty-two bytes long!";
const THEIR_SECRET: &[u8] = b"test data: another secret, 32 or more";

#[require(authenticated)]
async fn me(identity: Identity) -> String {
    format!("{} of {}", identity.subject(), identity.issuer())
}

#[require(path.user == subject)]
async fn own() {}

/// Both issuers name their key `k`.
fn jwt(issuer: &str, secret: &[u8]) -> JwtBuilder {
    let key = Key::hs256(secret).unwrap().with_id("k");
    Jwt::builder().issuer(issuer).audience("api").key(key)
}

fn ours() -> Jwt {
    jwt(OURS, OUR_SECRET).build().unwrap()
}

fn theirs() -> Jwt {
    jwt(THEIRS, THEIR_SECRET).build().unwrap()
}

fn both() -> AuthBuilder {
    Auth::builder().authenticator(ours()).authenticator(theirs())
}

fn router() -> Router {
    let auth = both().user_issuer(OURS).build().unwrap();
    Router::new().route("/me", get(me)).route("/own/{user}", get(own)).layer(auth)
}

fn token(secret: &[u8], claims: &str) -> String {
    let signed = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","kid":"k"}"#),
        URL_SAFE_NO_PAD.encode(claims)
    );
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret);
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(aws_lc_rs::hmac::sign(&key, signed.as_bytes())))
}

fn claims(issuer: &str) -> String {
    format!(r#"{{{issuer}"aud":"api","sub":"alice","exp":4000000000}}"#)
}

fn named(issuer: &str) -> String {
    claims(&format!(r#""iss":"{issuer}","#))
}

async fn send(router: &Router, path: &str, token: &str) -> (u16, usize, String) {
    let request = Request::get(path).header("authorization", format!("Bearer {token}"));
    let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let challenges = response.headers().get_all(WWW_AUTHENTICATE).iter().count();
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), 1024).await.unwrap();
    (status, challenges, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn s24_issuer_of_the_token_chooses_the_verifier() {
    let router = router();
    // A token is cached at its first use, and recalled at the second one.
    for _ in 0..2 {
        for (secret, issuer) in [(OUR_SECRET, OURS), (THEIR_SECRET, THEIRS)] {
            let (status, _, body) = send(&router, "/me", &token(secret, &named(issuer))).await;
            assert_eq!((status, body), (200, format!("alice of {issuer}")));
        }
    }
}

#[tokio::test]
async fn s24_no_other_verifier_gets_a_token() {
    let router = router();
    let mut forged = Vec::new();
    for secret in [OUR_SECRET, THEIR_SECRET] {
        forged.extend([
            token(secret, &claims("")),
            token(secret, &claims(r#""iss":null,"#)),
            token(secret, &claims(r#""iss":["https://ours.example"],"#)),
            token(secret, &claims(&format!(r#""iss":"{OURS}","iss":"{THEIRS}","#))),
            token(secret, &claims(&format!(r#""iss":"{THEIRS}","iss":"{OURS}","#))),
            token(secret, &named("https://theirs.example")),
            token(secret, &named("https://ours.example/")),
            token(secret, &named("https://other.example")),
            token(secret, "no claims"),
        ]);
    }
    forged.extend([
        token(OUR_SECRET, &named(THEIRS)),
        token(THEIR_SECRET, &named(OURS)),
        "opaque".to_owned(),
        "a.b.c".to_owned(),
    ]);
    for token in forged {
        for _ in 0..2 {
            let (status, challenges, _) = send(&router, "/me", &token).await;
            assert_eq!((status, challenges), (401, 1), "{token}");
        }
    }
}

#[tokio::test]
async fn s40_equal_subject_of_another_issuer_is_no_user() {
    let router = router();
    for _ in 0..2 {
        for (secret, issuer, expected) in [(OUR_SECRET, OURS, 200), (THEIR_SECRET, THEIRS, 403)] {
            let token = token(secret, &named(issuer));
            assert_eq!(send(&router, "/own/alice", &token).await.0, expected, "{issuer}");
        }
    }
}

#[tokio::test]
async fn s24_template_chooses_the_verifier_of_tenants() {
    let tenants = jwt("https://login.example/{tenant}", THEIR_SECRET).tenants(["a", "b"]);
    let auth = Auth::builder().authenticator(ours()).authenticator(tenants.build().unwrap());
    let auth = auth.user_issuer(OURS).build().unwrap();
    let router = Router::new().route("/me", get(me)).route("/own/{user}", get(own)).layer(auth);
    for _ in 0..2 {
        for (issuer, secret, me, own) in [
            (OURS, OUR_SECRET, 200, 200),
            ("https://login.example/a", THEIR_SECRET, 200, 403),
            ("https://login.example/b", THEIR_SECRET, 200, 403),
            ("https://login.example/c", THEIR_SECRET, 401, 401),
            ("https://login.example/a", OUR_SECRET, 401, 401),
            ("https://login.example/", THEIR_SECRET, 401, 401),
        ] {
            let token = token(secret, &named(issuer));
            assert_eq!(send(&router, "/me", &token).await.0, me, "{issuer}");
            assert_eq!(send(&router, "/own/alice", &token).await.0, own, "{issuer}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_callers_keep_their_issuers() {
    let router = router();
    let tasks: Vec<_> = (0..2_000_u32)
        .map(|number| {
            let router = router.clone();
            tokio::spawn(async move {
                let (issuer, signer) = match number % 4 {
                    0 => (OURS, OUR_SECRET),
                    1 => (THEIRS, THEIR_SECRET),
                    2 => (OURS, THEIR_SECRET),
                    _ => (THEIRS, OUR_SECRET),
                };
                // Some tokens are sent more than once.
                let subject = number % 400;
                let claims = format!(
                    r#"{{"iss":"{issuer}","aud":"api","sub":"{subject}","exp":4000000000}}"#
                );
                let (status, _, body) = send(&router, "/me", &token(signer, &claims)).await;
                if number % 4 < 2 {
                    assert_eq!((status, body), (200, format!("{subject} of {issuer}")));
                } else {
                    assert_eq!(status, 401);
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test]
async fn s7_token_in_a_second_header_is_rejected() {
    const NAME: HeaderName = HeaderName::from_static("cf-access-jwt-assertion");
    let proxy = jwt(THEIRS, THEIR_SECRET).header(NAME).build().unwrap();
    let auth = Auth::builder().authenticator(ours()).authenticator(proxy).user_issuer(OURS);
    let router = Router::new().route("/me", get(me)).layer(auth.build().unwrap());
    let ours = format!("Bearer {}", token(OUR_SECRET, &named(OURS)));
    let theirs = token(THEIR_SECRET, &named(THEIRS));
    let bearer = format!("Bearer {theirs}");
    for _ in 0..2 {
        for (authorization, own, expected) in [
            (Some(&ours), None, 200),
            (None, Some(&theirs), 200),
            (Some(&ours), Some(&theirs), 401),
            (Some(&bearer), None, 401),
            (None, Some(&bearer), 401),
            (None, Some(&ours), 401),
        ] {
            let mut request = Request::get("/me");
            for (name, value) in [(AUTHORIZATION, authorization), (NAME, own)] {
                if let Some(value) = value {
                    request = request.header(name, value);
                }
            }
            let request = request.body(Body::empty()).unwrap();
            let response = router.clone().oneshot(request).await.unwrap();
            assert_eq!(response.status(), expected, "{authorization:?} {own:?}");
        }
    }
}

/// It takes all bearer tokens.
#[derive(Debug)]
struct Sessions;

impl Authenticator for Sessions {
    fn scheme(&self) -> Scheme {
        Scheme::BEARER
    }

    fn authenticate<'a>(
        &'a self,
        _: &'a Credentials,
        _: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        MaybeReady::ready(Err(AuthenticationError::NoCredentials))
    }
}

#[test]
fn s24_overlapping_authenticators_are_not_built() {
    let error = |builder: AuthBuilder| builder.build().unwrap_err();
    assert_eq!(error(both()), AuthError::UserIssuer);
    let again = both().authenticator(theirs()).user_issuer(OURS);
    assert_eq!(error(again), AuthError::SameIssuer(THEIRS.into()));
    let theirs_too = jwt("https://{tenant}.example/", THEIR_SECRET).tenants(["a"]);
    let template = both().authenticator(theirs_too.build().unwrap()).user_issuer(OURS);
    assert_eq!(error(template), AuthError::SameIssuer(THEIRS.into()));
    for beside in [
        both().authenticator(Sessions),
        Auth::builder().authenticator(Sessions).authenticator(ours()),
    ] {
        assert_eq!(error(beside.user_issuer(OURS)), AuthError::SameScheme(Scheme::BEARER));
    }
    let other = jwt(THEIRS, THEIR_SECRET).realm("other").build().unwrap();
    let realms = Auth::builder().authenticator(ours()).authenticator(other).user_issuer(OURS);
    assert_eq!(error(realms), AuthError::DifferentRealms(Scheme::BEARER));
}

#[test]
fn s32_metadata_names_the_issuers_of_tokens() {
    let resource = || ProtectedResource::new("https://api.example/mcp").unwrap();
    let document = |builder: AuthBuilder| {
        let auth = builder.protected_resource(resource()).user_issuer(OURS).build().unwrap();
        serde_json::from_str::<Value>(auth.resource_metadata().unwrap().response().body()).unwrap()
    };
    assert_eq!(document(both())["authorization_servers"], json!([OURS, THEIRS]));
    // The issuer of another scheme gives out no bearer tokens.
    let keys = CallerBook::new(&std::sync::Arc::default(), Pace::AtOnce);
    let keys = keys.of(Scheme::BASIC, "keys", CredentialSource::Authorization);
    let beside = document(Auth::builder().authenticator(ours()).authenticator(keys));
    assert_eq!(beside["authorization_servers"], json!([OURS]));
    // Nor has an authenticator without an issuer a place to log in.
    let error = Auth::builder().authenticator(Sessions).protected_resource(resource()).build();
    assert_eq!(error.unwrap_err(), AuthError::NoAuthorizationServer);
    let named = resource().authorization_server(THEIRS).unwrap();
    let auth = Auth::builder().authenticator(Sessions).protected_resource(named).build().unwrap();
    assert!(auth.resource_metadata().unwrap().response().body().contains(THEIRS));
    assert!(Auth::new(ours()).resource_metadata().is_none());
}

#[test]
fn s40_unknown_issuer_of_users_is_logged() {
    let tenants = || jwt("https://{tenant}.example/", THEIR_SECRET).tenants(["a"]).build().unwrap();
    let misspelt = format!("{OURS}/");
    let rows = [
        (both(), misspelt.as_str(), true),
        (both(), OURS, false),
        (both(), THEIRS, false),
        (Auth::builder().authenticator(tenants()), "https://a.example/", false),
        (Auth::builder().authenticator(tenants()), "https://a.example", true),
        // An authenticator that names no issuer may have any.
        (Auth::builder().authenticator(Sessions), "sessions", false),
    ];
    for (builder, users, is_logged) in rows {
        let log = Log::default();
        log.collect(|| builder.user_issuer(users).build().unwrap());
        let events = log.events();
        let warning = events.iter().any(|event| event.contains("no caller is a user"));
        assert_eq!(warning, is_logged, "{users}: {events:?}");
    }
}
