//! Opaque tokens: their revocation, and the log of an endpoint that fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU16, Ordering};

use auth_core::authn::Revocation;
use auth_core::http_client::{Fetching, HttpClient, Limits};
use auth_core::introspection::Introspection;
use auth_core::time::Timestamp;
use auth_core::{Auth, Identity, require};
use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::{Request, Response, StatusCode};
use tests::log::Log;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt as _;

const ISSUER: &str = "https://issuer.example";

/// An endpoint with this status, which calls each token active.
#[derive(Clone, Debug)]
struct Endpoint(Arc<AtomicU16>);

impl HttpClient for Endpoint {
    fn send<'a>(&'a self, _request: Request<Vec<u8>>, _limits: &'a Limits) -> Fetching<'a> {
        Box::pin(async {
            let body = r#"{"active": true, "sub": "alice", "aud": "api"}"#;
            let mut response = Response::new(body.as_bytes().to_vec());
            *response.status_mut() = StatusCode::from_u16(self.0.load(Ordering::SeqCst))?;
            Ok(response)
        })
    }
}

#[require(authenticated)]
async fn id(identity: Identity) -> String {
    identity.token_id().unwrap_or_default().to_owned()
}

/// A guarded route, whose endpoint and clock a test sets.
struct Api {
    runtime: Runtime,
    auth: Auth,
    endpoint: Arc<AtomicU16>,
    now: Arc<AtomicI64>,
    log: Log,
}

impl Api {
    fn new() -> Self {
        let (endpoint, now) = (Arc::new(AtomicU16::new(200)), Arc::new(AtomicI64::new(1_000_000)));
        let introspection = Introspection::builder(ISSUER)
            .endpoint("https://issuer.example/introspect")
            .client("api", "hidden-secret")
            .audience("api")
            .http_client(Endpoint(Arc::clone(&endpoint)));
        let clock = Arc::clone(&now);
        let auth = Auth::builder()
            .authenticator(introspection.build().unwrap())
            .clock(move || Timestamp::from_secs(clock.load(Ordering::SeqCst)));
        let (auth, log) = (auth.build().unwrap(), Log::default());
        let runtime = Builder::new_current_thread().enable_time().build().unwrap();
        Self { runtime, auth, endpoint, now, log }
    }

    /// Returns the status and the body of the response to a request with this token.
    fn send(&self, token: &str) -> (u16, String) {
        let router = Router::new().route("/", get(id)).layer(self.auth.clone());
        let request = Request::get("/").header("authorization", format!("Bearer {token}"));
        let request = request.body(Body::empty()).unwrap();
        self.log.collect(|| {
            self.runtime.block_on(async {
                let response = router.oneshot(request).await.unwrap();
                let status = response.status().as_u16();
                let body = axum::body::to_bytes(response.into_body(), 4096).await.unwrap();
                (status, String::from_utf8(body.to_vec()).unwrap())
            })
        })
    }

    /// Returns the number of events with this text.
    fn logged(&self, text: &str) -> usize {
        self.log.events().iter().filter(|event| event.contains(text)).count()
    }
}

#[test]
fn revoked_opaque_token_is_rejected_at_once() {
    let api = Api::new();
    let (status, id) = api.send("one");
    assert_eq!(status, 200);
    // The SHA-256 digest of `one`.
    assert_eq!(id, "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed");
    api.runtime.block_on(api.auth.revoke(Revocation::token(ISSUER, id))).unwrap();
    assert_eq!((api.send("one").0, api.send("two").0), (401, 200));
}

#[test]
fn s54_wrong_secret_is_logged_once_a_minute() {
    let api = Api::new();
    let error = "ERROR auth_core: opaque tokens of the issuer cannot be verified";
    for (status, later, errors) in [(401, 0, 1), (401, 59, 1), (401, 1, 2), (403, 0, 3)] {
        api.endpoint.store(status, Ordering::SeqCst);
        api.now.fetch_add(later, Ordering::SeqCst);
        assert_eq!(api.send("hidden-token").0, 503);
        assert_eq!(api.logged(error), errors, "{:?}", api.log.events());
    }
    let advice = "does not accept the id and the secret of this service";
    let events = api.log.events();
    let mut errors = events.iter().filter(|event| event.contains(error));
    assert!(errors.all(|event| event.contains(advice)), "{events:?}");
    assert_eq!(api.logged("responds again"), 0);
    api.endpoint.store(200, Ordering::SeqCst);
    for token in ["hidden-token", "hidden-other"] {
        assert_eq!(api.send(token).0, 200);
    }
    assert_eq!(api.logged("INFO auth_core: the introspection endpoint of the issuer responds"), 1);
    assert!(!api.log.text().contains("hidden"), "{}", api.log.text());
}
