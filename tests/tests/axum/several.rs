//! Several credentials, concurrent guards, several `Auth`s with one verifier, and the facts after a
//! check.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use auth_core::auth::AuthBuilder;
use auth_core::authn::{
    AuthenticationError, Authenticator, MaybeReady, Revocation, RevocationStatus, Revocations,
};
use auth_core::jwt::{Jwt, Key};
use auth_core::policy::Facts;
use auth_core::request::{CredentialSource, Credentials, Scheme};
use auth_core::time::Timestamp;
use auth_core::{Auth, Identity, require};
use axum::Router;
use axum::body::Body;
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderName, Request};
use tower::{Layer as _, ServiceExt as _, service_fn};

const ISSUER: &str = "https://issuer.example";
const SECRET: &[u8] = b"test data: thirty-two bytes long!";

#[derive(Debug)]
pub(crate) struct Keys;

impl Authenticator for Keys {
    fn scheme(&self) -> Scheme {
        Scheme::new("ApiKey").unwrap()
    }

    fn source(&self) -> CredentialSource {
        CredentialSource::Header(HeaderName::from_static("x-api-key"))
    }

    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
        _: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        MaybeReady::ready(
            Identity::builder("keys", credentials.token())
                .build()
                .map_err(AuthenticationError::invalid),
        )
    }
}

#[derive(Debug)]
struct Nothing;

impl Revocations for Nothing {
    fn standing<'a>(
        &'a self,
        _: &'a Identity,
        _: Timestamp,
    ) -> MaybeReady<'a, Result<RevocationStatus, Box<dyn std::error::Error + Send + Sync>>> {
        MaybeReady::ready(Ok(RevocationStatus::Good))
    }

    fn revoke<'a>(
        &'a self,
        _: &'a Revocation,
        _: Timestamp,
    ) -> MaybeReady<'a, Result<(), Box<dyn std::error::Error + Send + Sync>>> {
        MaybeReady::ready(Ok(()))
    }
}

#[require(authenticated)]
async fn me(identity: Identity) -> String {
    identity.subject().to_owned()
}

fn token() -> String {
    let claims = format!(
        r#"{{"iss":"{ISSUER}","aud":"api","sub":"alice","owner":"alice","exp":4000000000}}"#
    );
    let signed = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256"}"#),
        URL_SAFE_NO_PAD.encode(claims)
    );
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, SECRET);
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(aws_lc_rs::hmac::sign(&key, signed.as_bytes())))
}

#[tokio::test]
async fn s7_cached_token_beside_others_is_rejected() {
    let stores: [fn(AuthBuilder) -> AuthBuilder; 2] =
        [|auth| auth, |auth| auth.revocations(Nothing)];
    for store in stores {
        let jwt = Jwt::builder().issuer(ISSUER).audience("api").key(Key::hs256(SECRET).unwrap());
        let auth = Auth::builder()
            .authenticator(jwt.build().unwrap())
            .authenticator(Keys)
            .user_issuer(ISSUER);
        let router = Router::new().route("/me", get(me)).layer(store(auth).build().unwrap());
        for (key, expected) in
            [(None, 200), (None, 200), (Some("bob"), 401), (Some("not a token"), 401), (None, 200)]
        {
            let mut request =
                Request::get("/me").header("authorization", format!("Bearer {}", token()));
            if let Some(key) = key {
                request = request.header("x-api-key", key);
            }
            let response =
                router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            assert_eq!(response.status(), expected, "{key:?}");
        }
    }
}

#[require(any(claim.owner == subject, check(open)))]
fn own(open: bool) {}

#[require(ip = "192.0.2.0/24", check(open))]
fn inside(open: bool) {}

#[require(path.user == subject, check(open))]
fn theirs(open: bool) {}

#[require(max_age = "15m", check(open))]
fn fresh(open: bool) {}

#[test]
fn final_decision_stands_on_the_facts_of_the_first() {
    let claims = serde_json::json!({"owner": "alice"}).as_object().unwrap().clone();
    let now = Timestamp::from_secs(1_000_000);
    let alice =
        Identity::builder(ISSUER, "alice").as_user().claims(claims).auth_time(now).build().unwrap();
    let facts = Facts::of(&alice);
    // SECURITY: alice of another issuer is none of the application's users.
    let theirs = facts.with_user_issuer("https://users.example");
    assert_eq!(own(theirs.pending().unwrap(), false).into_result().unwrap_err().status(), 403);
    assert!(own(theirs.pending().unwrap(), true).into_result().is_ok());
    let path = auth_core::request::PathParameters::new([("user", "alice")]);
    assert!(self::theirs(facts.with_path(&path).pending().unwrap(), true).into_result().is_ok());
    let inside_of = facts.with_address("192.0.2.1".parse().unwrap());
    assert!(inside(inside_of.pending().unwrap(), true).into_result().is_ok());
    assert!(fresh(facts.with_now(now).pending().unwrap(), true).into_result().is_ok());
}

/// A one-time token: valid for the first request.
#[derive(Debug)]
struct Once(Arc<AtomicUsize>);

impl Authenticator for Once {
    fn scheme(&self) -> Scheme {
        Scheme::BEARER
    }

    fn authenticate<'a>(
        &'a self,
        _: &'a Credentials,
        _: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        let asked = self.0.fetch_add(1, Ordering::SeqCst);
        MaybeReady::pending(async move {
            for _ in 0..100 {
                tokio::task::yield_now().await;
            }
            match asked {
                0 => {
                    Identity::builder(ISSUER, "alice").build().map_err(AuthenticationError::invalid)
                }
                _ => Err(AuthenticationError::invalid("replayed")),
            }
        })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_guards_ask_an_authenticator_once() {
    for _ in 0..200 {
        let asked = Arc::new(AtomicUsize::new(0));
        let inner = service_fn(|request: Request<()>| async move {
            let parts = Arc::new(request.into_parts().0);
            let ask = |parts: Arc<http::request::Parts>| {
                tokio::spawn(
                    async move { auth_core::adapters::tower::identity(&parts).await.is_ok() },
                )
            };
            let (one, other) = (ask(Arc::clone(&parts)), ask(parts));
            assert!(one.await.unwrap() && other.await.unwrap());
            Ok::<_, std::convert::Infallible>(http::Response::new(()))
        });
        let request = Request::get("/").header("authorization", "Bearer x").body(()).unwrap();
        Auth::new(Once(Arc::clone(&asked))).layer(inner).oneshot(request).await.unwrap();
        assert_eq!(asked.load(Ordering::SeqCst), 1);
    }
}

auth_core::policy! {
    Own = claim.owner == subject;
}

#[tokio::test]
async fn verifier_shared_by_two_auths_gives_equal_results() {
    let jwt = Jwt::builder()
        .issuer(ISSUER)
        .audience("api")
        .key(Key::hs256(SECRET).unwrap())
        .build()
        .unwrap();
    let says = || jwt.verify(&token(), Timestamp::now()).unwrap().check::<Own>().is_ok();
    assert!(!says(), "no `Auth` says whose subjects are the users");
    for users in ["https://users.example", ISSUER, "https://users.example"] {
        let auth = Auth::builder().authenticator(jwt.clone()).user_issuer(users).build().unwrap();
        let inner = service_fn(|request: Request<()>| async move {
            let parts = request.into_parts().0;
            let identity = auth_core::adapters::tower::identity(&parts).await.unwrap();
            let own = auth_core::adapters::tower::guard::<Own>(&parts).await.is_ok();
            assert_eq!(identity.check::<Own>().is_ok(), own);
            assert_eq!(identity.user().is_some(), own);
            Ok::<_, std::convert::Infallible>(http::Response::new(own))
        });
        let request = Request::get("/").header("authorization", format!("Bearer {}", token()));
        let response = auth.layer(inner).oneshot(request.body(()).unwrap()).await.unwrap();
        assert_eq!(*response.body(), users == ISSUER);
        assert!(!says());
    }
}
