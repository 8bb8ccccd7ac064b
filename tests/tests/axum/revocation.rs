//! Revoked credentials: rejected from the next request on. An unknown revocation status is 503.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use auth_core::authn::{MaybeReady, Revocation, RevocationStatus, Revocations};
use auth_core::jwt::{Jwt, Key};
use auth_core::time::Timestamp;
use auth_core::{Auth, Identity, require};
use axum::Router;
use axum::body::Body;
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{Request, Response};
use tower::ServiceExt as _;

const ISSUER: &str = "https://issuer.example";
const SECRET: &[u8] = b"test data: thirty-two bytes long!";
const NOW: i64 = 1_000_000;

#[require(authenticated)]
async fn me(identity: Identity) -> String {
    identity.subject().to_owned()
}

fn jwt() -> Jwt {
    let key = Key::hs256(SECRET).unwrap();
    Jwt::builder().issuer(ISSUER).audience("https://api.example").key(key).build().unwrap()
}

fn builder() -> auth_core::auth::AuthBuilder {
    Auth::builder().authenticator(jwt()).clock(|| Timestamp::from_secs(NOW))
}

fn router(auth: &Auth) -> Router {
    Router::new().route("/me", get(me)).layer(auth.clone())
}

/// A token of `subject` that was issued at a time, with an id.
fn token(subject: &str, issued_at: i64, id: &str) -> String {
    let claims = format!(
        r#"{{"iss":"{ISSUER}","aud":"https://api.example","sub":"{subject}","iat":{issued_at},"jti":"{id}","exp":{}}}"#,
        NOW + 3_600
    );
    let signed = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256"}"#),
        URL_SAFE_NO_PAD.encode(claims)
    );
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, SECRET);
    let signature = aws_lc_rs::hmac::sign(&key, signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

async fn send(router: &Router, token: &str) -> Response<Body> {
    let request = Request::get("/me").header("authorization", format!("Bearer {token}"));
    router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn status(router: &Router, token: &str) -> u16 {
    send(router, token).await.status().as_u16()
}

#[tokio::test]
async fn revoked_token_is_rejected_in_each_clone() {
    let auth = builder().build().unwrap();
    let router = router(&auth);
    let (one, other) = (token("alice", NOW, "1"), token("alice", NOW, "2"));
    assert_eq!((status(&router, &one).await, status(&router, &other).await), (200, 200));
    auth.clone().revoke(Revocation::token(ISSUER, "1")).await.unwrap();
    assert_eq!((status(&router, &one).await, status(&router, &other).await), (401, 200));
    let challenge =
        send(&router, &one).await.headers()["www-authenticate"].to_str().unwrap().to_owned();
    assert!(
        challenge.contains(r#"error="invalid_token""#) && !challenge.contains("revoked"),
        "{challenge}"
    );
    // One that is not seen before it is revoked.
    auth.revoke(Revocation::token(ISSUER, "3")).await.unwrap();
    assert_eq!(status(&router, &token("alice", NOW, "3")).await, 401);
    // Another `Auth` knows nothing of it.
    assert_eq!(status(&self::router(&builder().build().unwrap()), &one).await, 200);
}

#[tokio::test]
async fn users_tokens_are_revoked_all_or_up_to_a_second() {
    let auth = builder().build().unwrap();
    let router = router(&auth);
    let tokens = [-2, -1, 0].map(|age| token("alice", NOW + age, "x"));
    let bob = token("bob", NOW - 2, "x");
    for token in tokens.iter().chain([&bob]) {
        assert_eq!(status(&router, token).await, 200);
    }
    auth.revoke(Revocation::user_before(ISSUER, "alice", Timestamp::from_secs(NOW - 1)))
        .await
        .unwrap();
    for (token, expected) in tokens.iter().zip([401, 401, 200]) {
        assert_eq!(status(&router, token).await, expected);
    }
    auth.revoke(Revocation::user(ISSUER, "alice")).await.unwrap();
    for token in &tokens {
        assert_eq!(status(&router, token).await, 401);
    }
    assert_eq!(status(&router, &bob).await, 200);
}

/// A store elsewhere, which may be out of reach, or silent.
#[derive(Clone, Debug)]
struct Remote {
    asked: Arc<AtomicUsize>,
    at_once: bool,
}

impl Remote {
    fn standing(identity: &Identity) -> Result<RevocationStatus, Box<dyn Error + Send + Sync>> {
        match identity.subject() {
            "revoked" => Ok(RevocationStatus::Revoked),
            "unreachable" => Err("connection refused".into()),
            _ => Ok(RevocationStatus::Good),
        }
    }
}

impl Revocations for Remote {
    fn standing<'a>(
        &'a self,
        identity: &'a Identity,
        _now: Timestamp,
    ) -> MaybeReady<'a, Result<RevocationStatus, Box<dyn std::error::Error + Send + Sync>>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if self.at_once {
            return MaybeReady::ready(Self::standing(identity));
        }
        MaybeReady::pending(async {
            tokio::task::yield_now().await;
            if identity.subject() == "silent" {
                std::future::pending::<()>().await;
            }
            Self::standing(identity)
        })
    }

    fn revoke<'a>(
        &'a self,
        _revocation: &'a Revocation,
        _now: Timestamp,
    ) -> MaybeReady<'a, Result<(), Box<dyn std::error::Error + Send + Sync>>> {
        MaybeReady::pending(async { Err("read-only".into()) })
    }
}

#[tokio::test(start_paused = true)]
async fn s39_failing_store_is_503_and_asked_once_a_request() {
    for at_once in [true, false] {
        let remote = Remote { asked: Arc::default(), at_once };
        let auth = builder().revocations(remote.clone()).build().unwrap();
        let router = router(&auth);
        let mut cases = vec![("alice", 200), ("revoked", 401), ("unreachable", 503)];
        if !at_once {
            cases.push(("silent", 503));
        }
        for (subject, expected) in cases {
            let token = token(subject, NOW, "1");
            // Seen for the first time, and remembered.
            for _ in 0..2 {
                let before = remote.asked.load(Ordering::SeqCst);
                let response = send(&router, &token).await;
                assert_eq!(response.status().as_u16(), expected, "{subject}");
                assert_eq!(response.headers().contains_key("retry-after"), expected == 503);
                assert_eq!(remote.asked.load(Ordering::SeqCst), before + 1, "{subject}");
            }
        }
        assert!(auth.revoke(Revocation::user(ISSUER, "alice")).await.is_err());
    }
}

async fn deep(identity: Identity) -> Result<String, auth_core::Rejection> {
    identity.check::<Admins>()?;
    Ok(String::new())
}

#[tokio::test]
async fn two_auths_with_one_verifier_keep_their_wording() {
    let jwt = jwt();
    let auth = |realm: &'static str| {
        Auth::builder()
            .authenticator(jwt.clone())
            .clock(|| Timestamp::from_secs(NOW))
            .on_rejection(move |context| context.into_response().map(|_| realm.to_owned()))
            .build()
            .unwrap()
    };
    let token = token("alice", NOW, "1");
    for realm in ["one", "other", "one"] {
        let router = Router::new().route("/me", get(deep)).layer(auth(realm));
        let response = send(&router, &token).await;
        let body = axum::body::to_bytes(response.into_body(), 1_000).await.unwrap();
        assert_eq!(&body[..], realm.as_bytes());
    }
}

auth_core::policy! {
    Admins = role = "admin";
}
