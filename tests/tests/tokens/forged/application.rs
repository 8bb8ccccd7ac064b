//! The application that the tokens are sent to: axum, `Auth`, two guarded handlers, and its log.

use std::sync::atomic::{AtomicUsize, Ordering};

use auth_core::jwt::Jwt;
use auth_core::time::Timestamp;
use auth_core::{Auth, Identity, require};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::routing::get;
use http::HeaderValue;
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http_body_util::BodyExt as _;
use tests::log::Log;
use tower::ServiceExt as _;

use crate::forged::corpus::{App, NOW, Signers};

/// The number of requests that reached a handler.
static REACHED: AtomicUsize = AtomicUsize::new(0);

#[require(authenticated)]
async fn whoami(identity: Identity) -> String {
    REACHED.fetch_add(1, Ordering::SeqCst);
    identity.subject().to_owned()
}

#[require(scope = "orders:write")]
async fn orders() -> &'static str {
    REACHED.fetch_add(1, Ordering::SeqCst);
    "orders"
}

/// All that one request led to.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) status: u16,
    pub(crate) challenges: Vec<String>,
    /// Status line, header fields and body.
    pub(crate) answer: String,
    pub(crate) reached: bool,
    pub(crate) log: String,
}

pub(crate) struct Applications {
    apps: Vec<(App, Jwt, Router)>,
    runtime: tokio::runtime::Runtime,
}

impl Applications {
    pub(crate) fn new(signers: &Signers) -> Self {
        let apps = App::ALL.map(|app| {
            let jwt = signers.verifier(app).build().unwrap();
            let auth =
                Auth::builder().authenticator(jwt.clone()).clock(|| Timestamp::from_secs(NOW));
            let auth = auth.build().unwrap();
            let router =
                Router::new().route("/", get(whoami)).route("/orders", get(orders)).layer(auth);
            (app, jwt, router)
        });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        Self { apps: apps.into(), runtime }
    }

    /// The verifier alone.
    pub(crate) fn jwt(&self, app: App) -> &Jwt {
        &self.apps.iter().find(|(found, ..)| *found == app).unwrap().1
    }

    /// Sends a request with the token. `None` if no header field can carry it.
    pub(crate) fn send(&self, app: App, path: &str, token: &str) -> Option<Outcome> {
        let router = self.apps.iter().find(|(found, ..)| *found == app).unwrap().2.clone();
        let field = HeaderValue::from_bytes(format!("Bearer {token}").as_bytes()).ok()?;
        let request = Request::get(path).header(AUTHORIZATION, field).body(Body::empty()).unwrap();
        let log = Log::default();
        let before = REACHED.load(Ordering::SeqCst);
        let (parts, body) = log.collect(|| {
            self.runtime.block_on(async {
                let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
                (parts, body.collect().await.unwrap().to_bytes())
            })
        });
        let challenges = parts.headers.get_all(WWW_AUTHENTICATE).into_iter();
        Some(Outcome {
            status: parts.status.as_u16(),
            challenges: challenges.map(|value| value.to_str().unwrap().to_owned()).collect(),
            answer: format!("{:?} {}", parts.headers, String::from_utf8(body.to_vec()).unwrap()),
            reached: REACHED.load(Ordering::SeqCst) > before,
            log: log.text(),
        })
    }
}
