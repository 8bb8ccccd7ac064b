//! Grants from a database: asked once and on demand, within the deadline of the request.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use auth_core::auth::AuthBuilder;
use auth_core::authn::{
    AuthenticationError, Authenticator, Enrichment as _, MaybeReady, Revocation,
};
use auth_core::identity::Additions;
use auth_core::jwt::Jwt;
use auth_core::request::{Credentials, Scheme};
use auth_core::time::Timestamp;
use auth_core::{Auth, Guard, Identity, MaybeIdentity, Rejection, policy, public, require};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::routing::get;
use http::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use http_body_util::BodyExt as _;
use serde_json::json;
use tests::signer::Signer;
use tower::ServiceExt as _;

const ISSUER: &str = "https://issuer.example";
const NOW: i64 = 1_000_000;

policy! { Editors = role = "editor"; }

#[require(role = "editor")]
async fn edit(identity: Identity, proof: Guard<Editors>, maybe: MaybeIdentity) -> String {
    drop((proof, maybe));
    identity.attached::<String>().cloned().unwrap_or_default()
}

#[require(role = "editor", from = request)]
async fn in_body(request: Request) -> Result<String, Rejection> {
    Ok(request.uri().to_string())
}

#[public("a page for all")]
async fn open() -> &'static str {
    "open"
}

async fn greet(MaybeIdentity(caller): MaybeIdentity) -> String {
    roles(caller)
}

async fn peek(request: Request) -> String {
    roles(auth_core::axum::peek(request.extensions()).await)
}

fn roles(caller: Option<Identity>) -> String {
    let roles = caller.map(|caller| caller.roles().collect::<Vec<_>>().join(" "));
    roles.unwrap_or_else(|| "stranger".to_owned())
}

fn router(auth: &Auth) -> Router {
    Router::new()
        .route("/edit", get(edit))
        .route("/in-body", get(in_body))
        .route("/open", get(open))
        .route("/greet", get(greet))
        .route("/peek", get(peek))
        .route("/none", get(async || "no guard"))
        .layer(auth.clone())
}

/// An application with tokens of one signer.
struct App {
    signer: Signer,
}

impl App {
    fn new() -> Self {
        Self { signer: Signer::new("HS256", "a") }
    }

    fn builder(&self) -> AuthBuilder {
        let jwt = Jwt::builder().issuer(ISSUER).audience("https://api.example");
        let jwt = jwt.key(self.signer.key()).build().unwrap();
        Auth::builder().authenticator(jwt).clock(|| Timestamp::from_secs(NOW))
    }

    fn token(&self, subject: &str, id: u32) -> String {
        self.signer.token(&json!({
            "iss": ISSUER, "aud": "https://api.example", "sub": subject, "jti": id.to_string(),
            "iat": NOW, "exp": NOW + 3_600, "roles": ["member"],
        }))
    }
}

async fn send(router: &Router, path: &str, token: &str) -> (u16, Response) {
    let request = Request::get(path).header(AUTHORIZATION, format!("Bearer {token}"));
    let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    (response.status().as_u16(), response)
}

type Response = http::Response<Body>;

async fn body(response: Response) -> String {
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Returns additions of the role `editor` and the subject, and the number of queries.
fn editors() -> (impl Fn(Identity) -> std::future::Ready<Answer> + Clone, Arc<AtomicUsize>) {
    let queries = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&queries);
    let enrichment = move |caller: Identity| {
        count.fetch_add(1, Ordering::SeqCst);
        let additions = Additions::new().roles(["editor"]).attach(caller.subject().to_owned());
        std::future::ready(Ok(additions))
    };
    (enrichment, queries)
}

type Answer = Result<Additions, AuthenticationError>;

#[tokio::test]
async fn database_is_asked_once_for_each_request() {
    let app = App::new();
    let (enrichment, queries) = editors();
    let auth = app.builder().enrich(enrichment.cached_for(Duration::ZERO)).build().unwrap();
    let router = router(&auth);
    // Each path that yields an identity, with a token that is new and with one that is cached.
    for (path, expected) in [
        ("/edit", "alice"),
        ("/in-body", "/in-body"),
        ("/greet", "member editor"),
        ("/peek", "member editor"),
    ] {
        for _ in 0..2 {
            let before = queries.load(Ordering::SeqCst);
            let (status, response) = send(&router, path, &app.token("alice", 1)).await;
            assert_eq!((status, body(response).await), (200, expected.to_owned()));
            assert_eq!(queries.load(Ordering::SeqCst), before + 1, "{path}");
        }
    }
}

#[tokio::test]
async fn database_is_asked_on_demand_only() {
    let app = App::new();
    let (enrichment, queries) = editors();
    let auth = app.builder().enrich(enrichment).build().unwrap();
    let router = router(&auth);
    for (path, expected) in [("/open", 200), ("/none", 200), ("/nowhere", 404)] {
        assert_eq!(send(&router, path, &app.token("alice", 1)).await.0, expected, "{path}");
    }
    assert_eq!(send(&router, "/edit", "forged").await.0, 401);
    auth.revoke(Revocation::token(ISSUER, "2")).await.unwrap();
    assert_eq!(send(&router, "/edit", &app.token("alice", 2)).await.0, 401);
    assert_eq!(queries.load(Ordering::SeqCst), 0);
    // The additions are those of the caller, not of one token.
    for id in 3..6 {
        assert_eq!(send(&router, "/edit", &app.token("alice", id)).await.0, 200);
    }
    assert_eq!(queries.load(Ordering::SeqCst), 1);
    assert_eq!(send(&router, "/edit", &app.token("bob", 6)).await.0, 200);
    assert_eq!(queries.load(Ordering::SeqCst), 2);
    // A caller with cached additions is revoked all the same.
    auth.revoke(Revocation::token(ISSUER, "6")).await.unwrap();
    assert_eq!(send(&router, "/edit", &app.token("bob", 6)).await.0, 401);
}

#[tokio::test]
async fn closed_account_is_rejected_on_each_path() {
    let app = App::new();
    let closed = async |_| Err::<Additions, _>(AuthenticationError::invalid("closed"));
    let router = router(&app.builder().enrich(closed).build().unwrap());
    for path in ["/edit", "/in-body", "/greet", "/edit"] {
        let (status, response) = send(&router, path, &app.token("alice", 1)).await;
        assert_eq!(status, 401, "{path}");
        let challenge = response.headers()[WWW_AUTHENTICATE].to_str().unwrap().to_owned();
        assert!(challenge.contains(r#"error="invalid_token""#), "{challenge}");
        assert!(!body(response).await.contains("closed"));
    }
    let (status, response) = send(&router, "/peek", &app.token("alice", 1)).await;
    assert_eq!((status, body(response).await), (200, "stranger".to_owned()));
}

#[tokio::test]
async fn failing_database_returns_503() {
    let app = App::new();
    let failing = async |_| Err::<Additions, _>("no such table");
    let router = router(&app.builder().enrich(failing).build().unwrap());
    let (status, response) = send(&router, "/edit", &app.token("alice", 1)).await;
    assert_eq!((status, &response.headers()[RETRY_AFTER]), (503, &"1".parse().unwrap()));
    assert!(!response.headers().contains_key(WWW_AUTHENTICATE));
}

/// Waits before it takes any token for the subject.
#[derive(Debug)]
struct Slow(Duration);

impl Authenticator for Slow {
    fn scheme(&self) -> Scheme {
        Scheme::BEARER
    }

    fn issuer(&self) -> Option<&str> {
        Some(ISSUER)
    }

    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
        _now: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        MaybeReady::pending(async {
            tokio::time::sleep(self.0).await;
            Ok(Identity::builder(ISSUER, credentials.token()).build().unwrap())
        })
    }
}

#[tokio::test(start_paused = true)]
async fn authenticator_and_database_share_the_deadline() {
    let slow = |seconds| {
        let wait = Duration::from_secs(seconds);
        let enrichment = move |_| async move {
            tokio::time::sleep(wait).await;
            Ok::<_, AuthenticationError>(Additions::new().roles(["editor"]))
        };
        Auth::builder().authenticator(Slow(Duration::from_secs(3))).enrich(enrichment)
    };
    // The default is 5 s. Alone, each of them is quicker.
    for (seconds, expected, after) in [(1, 200, 4), (4, 503, 5)] {
        let router = router(&slow(seconds).build().unwrap());
        let began = tokio::time::Instant::now();
        assert_eq!(send(&router, "/edit", "alice").await.0, expected, "{seconds}");
        assert_eq!(began.elapsed().as_secs(), after, "{seconds}");
    }
}
