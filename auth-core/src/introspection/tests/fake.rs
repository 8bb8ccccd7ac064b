//! A fake issuer with an introspection endpoint, and the client that reaches it.

use std::sync::{Arc, Mutex};

use http::{HeaderValue, Request, Response, StatusCode, Uri};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::super::{Introspection, IntrospectionBuilder};
use crate::authn::{AuthenticationError, Authenticator};
use crate::http_client::{Fetching, HttpClient, Limits};
use crate::identity::Identity;
use crate::request::credentials::Credentials;
use crate::request::scheme::Scheme;
use crate::time::Timestamp;

pub(super) const ISSUER: &str = "https://issuer.example/shop";
pub(super) const AUDIENCE: &str = "https://api.example";
pub(super) const NOW: i64 = 1_000;

/// The behaviour of the endpoint.
#[derive(Clone, Debug)]
pub(super) enum Mode {
    /// A refused connection.
    Down,
    /// No response, ever.
    Hangs,
    /// The client panics.
    Panics,
    /// This status, body and `Retry-After`.
    Status(u16, String, Option<&'static str>),
    /// A response about the token of the request: active for the user of the same name.
    Users,
}

/// A request, as the endpoint received it.
#[derive(Clone, Debug)]
pub(super) struct Received {
    pub(super) method: String,
    pub(super) url: Uri,
    pub(super) authorization: Option<HeaderValue>,
    pub(super) body: String,
    pub(super) limits: Limits,
}

#[derive(Debug)]
struct Script {
    mode: Mode,
    metadata: Value,
    received: Vec<Received>,
    most_at_once: usize,
    at_once: usize,
}

/// A fake issuer.
#[derive(Clone, Debug)]
pub(super) struct Fake {
    script: Arc<Mutex<Script>>,
    /// A response of the endpoint needs a permit.
    gate: Arc<Semaphore>,
}

/// Returns the claims of an active token.
pub(super) fn active() -> Value {
    json!({"active": true, "iss": ISSUER, "sub": "alice", "aud": AUDIENCE, "exp": NOW + 600})
}

/// Returns the claims of an active token with another value of one member. `null` removes it.
pub(super) fn with(name: &str, value: impl Into<Value>) -> Value {
    let (mut claims, value) = (active(), value.into());
    match value {
        Value::Null => _ = claims.as_object_mut().unwrap().remove(name),
        value => claims[name] = value,
    }
    claims
}

impl Fake {
    pub(super) fn new(mode: Mode) -> Self {
        let endpoint = format!("{ISSUER}/introspect");
        let script = Script {
            mode,
            metadata: json!({"issuer": ISSUER, "introspection_endpoint": endpoint}),
            received: Vec::new(),
            most_at_once: 0,
            at_once: 0,
        };
        Self { script: Arc::new(Mutex::new(script)), gate: Arc::new(Semaphore::new(1_000_000)) }
    }

    /// Creates an issuer whose endpoint sends this body with the status 200.
    pub(super) fn responding(body: &impl ToString) -> Self {
        Self::new(Mode::Status(200, body.to_string(), None))
    }

    pub(super) fn set(&self, mode: Mode) {
        self.script.lock().unwrap().mode = mode;
    }

    pub(super) fn publish(&self, metadata: Value) {
        self.script.lock().unwrap().metadata = metadata;
    }

    /// Holds all responses of the endpoint back until [`release`](Self::release).
    pub(super) fn hold(&self) {
        self.gate.forget_permits(usize::MAX);
    }

    pub(super) fn release(&self) {
        self.gate.add_permits(1_000_000);
    }

    /// Returns the requests to the endpoint so far.
    pub(super) fn calls(&self) -> Vec<Received> {
        let script = self.script.lock().unwrap();
        script.received.iter().filter(|one| one.method == "POST").cloned().collect()
    }

    /// Returns the paths of all requests so far.
    pub(super) fn paths(&self) -> Vec<String> {
        let script = self.script.lock().unwrap();
        script.received.iter().map(|one| one.url.path().to_owned()).collect()
    }

    pub(super) fn most_at_once(&self) -> usize {
        self.script.lock().unwrap().most_at_once
    }

    /// Returns a builder without an audience.
    pub(super) fn bare(&self) -> IntrospectionBuilder {
        Introspection::builder(ISSUER).client("api", "secret").http_client(self.clone())
    }

    pub(super) fn builder(&self) -> IntrospectionBuilder {
        self.bare().audience(AUDIENCE)
    }

    pub(super) fn introspection(&self) -> Introspection {
        self.builder().build().unwrap()
    }

    fn response(&self, received: &Received) -> Result<Response<Vec<u8>>, &'static str> {
        let script = self.script.lock().unwrap();
        let response = |status, body: String| {
            let mut response = Response::new(body.into_bytes());
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            response
        };
        if received.method == "GET" {
            return Ok(match received.url.path() {
                "/shop/.well-known/openid-configuration" => {
                    response(200, script.metadata.to_string())
                }
                _ => response(404, String::new()),
            });
        }
        match &script.mode {
            Mode::Down => Err("connection refused"),
            Mode::Panics => panic!("a client that panics"),
            Mode::Status(status, body, retry_after) => {
                let mut response = response(*status, body.clone());
                if let Some(seconds) = retry_after {
                    let value = HeaderValue::from_static(seconds);
                    response.headers_mut().insert("retry-after", value);
                }
                Ok(response)
            }
            Mode::Hangs | Mode::Users => {
                let token = received.body.strip_prefix("token=").unwrap();
                let user = token.split('&').next().unwrap();
                Ok(response(200, with("sub", user).to_string()))
            }
        }
    }
}

impl HttpClient for Fake {
    fn send<'a>(&'a self, request: Request<Vec<u8>>, limits: &'a Limits) -> Fetching<'a> {
        let received = Received {
            method: request.method().to_string(),
            url: request.uri().clone(),
            authorization: request.headers().get("authorization").cloned(),
            body: String::from_utf8(request.into_body()).unwrap(),
            limits: limits.clone(),
        };
        Box::pin(async move {
            let hangs = {
                let mut script = self.script.lock().unwrap();
                script.received.push(received.clone());
                script.at_once += 1;
                script.most_at_once = script.most_at_once.max(script.at_once);
                matches!(script.mode, Mode::Hangs)
            };
            if received.method == "POST" {
                self.gate.acquire().await.unwrap().forget();
            }
            if hangs && received.method == "POST" {
                std::future::pending::<()>().await;
            }
            let response = self.response(&received);
            self.script.lock().unwrap().at_once -= 1;
            response.map_err(Into::into)
        })
    }
}

/// Presents a token at the time [`NOW`].
pub(super) async fn present(
    introspection: &Introspection,
    token: &str,
) -> Result<Identity, AuthenticationError> {
    present_at(introspection, token, NOW).await
}

/// Presents a token.
pub(super) async fn present_at(
    introspection: &Introspection,
    token: &str,
    now: i64,
) -> Result<Identity, AuthenticationError> {
    let header = HeaderValue::from_str(token).unwrap();
    let credentials = Credentials::from_header(&header, Scheme::BEARER).unwrap();
    introspection.authenticate(&credentials, Timestamp::from_secs(now)).await
}

/// Returns the status of the response, and the reason in the log.
pub(super) fn status(result: Result<Identity, AuthenticationError>) -> (u16, String) {
    use std::error::Error as _;

    match result {
        Ok(identity) => (200, identity.subject().to_owned()),
        Err(error) => {
            let reason = error.source().map_or_else(|| error.to_string(), ToString::to_string);
            let is_unavailable = matches!(error, AuthenticationError::Unavailable { .. });
            (if is_unavailable { 503 } else { 401 }, reason)
        }
    }
}
