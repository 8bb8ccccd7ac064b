//! A fake network: an issuer whose documents and faults the tests choose.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{Request, Response, StatusCode};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::super::issuer::{AUDIENCE, ISSUER, Issuer, NOW, good};
use crate::authn::AuthenticationError;
use crate::http_client::{Fetching, HttpClient, Limits};
use crate::identity::Identity;
use crate::jwt::remote::error::FetchError;
use crate::jwt::{Algorithm, Jwt, JwtBuilder, TokenError};
use crate::time::Timestamp;

pub(super) const METADATA: &str = "/.well-known/openid-configuration";

/// The behaviour of the fake issuer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Mode {
    Good,
    /// A refused connection.
    Down,
    /// A key set of one byte too many.
    Endless,
    /// No response, ever.
    Hangs,
    /// The client panics.
    Panics,
    /// A status with the document, and with `Retry-After: 7`.
    Status(u16),
}

#[derive(Debug)]
struct Script {
    mode: Mode,
    metadata: &'static str,
    keys: Vec<Value>,
    headers: Vec<(&'static str, &'static str)>,
    paths: Vec<String>,
}

/// A fake issuer, and the client that reaches it.
#[derive(Clone, Debug)]
pub(super) struct Fake {
    script: Arc<Mutex<Script>>,
    /// A response needs a permit.
    gate: Arc<Semaphore>,
}

impl Fake {
    /// Creates an issuer that publishes these keys.
    pub(super) fn new(keys: &[Value]) -> Self {
        let script = Script {
            mode: Mode::Good,
            metadata: METADATA,
            keys: keys.to_vec(),
            headers: Vec::new(),
            paths: Vec::new(),
        };
        Self { script: Arc::new(Mutex::new(script)), gate: Arc::new(Semaphore::new(1_000_000)) }
    }

    pub(super) fn publish(&self, keys: &[Value]) {
        self.script.lock().unwrap().keys = keys.to_vec();
    }

    pub(super) fn set(&self, mode: Mode) {
        self.script.lock().unwrap().mode = mode;
    }

    /// Moves the metadata to another path.
    pub(super) fn move_metadata(&self, path: &'static str) {
        self.script.lock().unwrap().metadata = path;
    }

    pub(super) fn set_headers(&self, headers: &[(&'static str, &'static str)]) {
        self.script.lock().unwrap().headers = headers.to_vec();
    }

    /// Holds all responses back until [`release`](Self::release).
    pub(super) fn hold(&self) {
        self.gate.forget_permits(usize::MAX);
    }

    pub(super) fn release(&self) {
        self.gate.add_permits(1_000_000);
    }

    /// Returns the paths of the requests so far.
    pub(super) fn paths(&self) -> Vec<String> {
        self.script.lock().unwrap().paths.clone()
    }

    /// Returns the number of requests for the key set so far.
    pub(super) fn fetches(&self) -> usize {
        self.paths().iter().filter(|path| *path == "/keys").count()
    }

    pub(super) fn builder(&self) -> JwtBuilder {
        Jwt::builder().discover(ISSUER).audience(AUDIENCE).http_client(self.clone())
    }

    pub(super) fn jwt(&self) -> Jwt {
        self.builder().build().unwrap()
    }

    fn response(&self, path: &str) -> Response<Vec<u8>> {
        let script = self.script.lock().unwrap();
        let body = match path {
            _ if path == script.metadata => {
                json!({"issuer": ISSUER, "jwks_uri": format!("{ISSUER}/keys")})
            }
            "/keys" => json!({"keys": script.keys}),
            _ => Value::Null,
        };
        let mut response = Response::new(body.to_string().into_bytes());
        if body.is_null() {
            *response.status_mut() = StatusCode::NOT_FOUND;
        }
        if let Mode::Status(status) = script.mode {
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            response.headers_mut().insert("retry-after", "7".parse().unwrap());
        }
        if script.mode == Mode::Endless && path == "/keys" {
            response.body_mut().resize(256 * 1024 + 1, b' ');
        }
        for (name, value) in &script.headers {
            response.headers_mut().append(*name, value.parse().unwrap());
        }
        response
    }
}

impl HttpClient for Fake {
    fn send<'a>(&'a self, request: Request<Vec<u8>>, limits: &'a Limits) -> Fetching<'a> {
        assert_eq!((limits.size(), limits.time()), (256 * 1024, Duration::from_secs(5)));
        assert_eq!(request.headers()["cache-control"], "no-cache");
        let path = request.uri().path().to_owned();
        self.script.lock().unwrap().paths.push(path.clone());
        Box::pin(async move {
            let mode = self.script.lock().unwrap().mode;
            match mode {
                Mode::Down => return Err("connection refused".into()),
                Mode::Hangs => std::future::pending().await,
                Mode::Panics => panic!("the client panics, as the test wants"),
                Mode::Endless | Mode::Good | Mode::Status(_) => {}
            }
            self.gate.acquire().await?.forget();
            Ok(self.response(&path))
        })
    }
}

/// A signer with its published key.
pub(super) struct Signer {
    issuer: Issuer,
    kid: &'static str,
}

impl Signer {
    pub(super) fn new(kid: &'static str) -> Self {
        Self { issuer: Issuer::new(Algorithm::ES256), kid }
    }

    pub(super) fn jwk(&self) -> Value {
        self.issuer.jwk(self.kid)
    }

    /// Returns the key without its id.
    pub(super) fn nameless_jwk(&self) -> Value {
        let mut jwk = self.jwk();
        jwk.as_object_mut().unwrap().remove("kid");
        jwk
    }

    /// Returns a token that was issued `age` seconds before [`NOW`].
    pub(super) fn token(&self, age: i64) -> String {
        let mut claims = good();
        claims["iat"] = (NOW - age).into();
        claims["exp"] = (NOW + 1_000_000).into();
        self.token_with(&claims)
    }

    pub(super) fn token_with(&self, claims: &Value) -> String {
        self.issuer.token_of(self.kid, claims)
    }

    /// Returns a token without a key id.
    pub(super) fn nameless_token(&self) -> String {
        let mut claims = good();
        claims["iat"] = NOW.into();
        self.issuer.token(&claims)
    }
}

/// The result for a request, as its client sees it.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Seen {
    Accepted,
    /// 401.
    Rejected,
    /// 503, with `Retry-After` in seconds.
    Unavailable(u128),
}

/// Presents a token `after` seconds after [`NOW`].
pub(super) async fn present(jwt: &Jwt, token: &str, after: i64) -> Seen {
    let now = Timestamp::from_secs(NOW + after);
    let recalled = jwt.0.recall(token.as_bytes(), now);
    let result = match recalled {
        Some(result) => result.map_err(Into::into),
        None => jwt.0.verify_or_wait(jwt.0.fetched.as_ref().unwrap(), token, now).await,
    };
    match result {
        Ok(_) => Seen::Accepted,
        Err(AuthenticationError::Unavailable { retry_after, .. }) => {
            Seen::Unavailable(retry_after.as_nanos().div_ceil(1_000_000_000))
        }
        Err(_) => Seen::Rejected,
    }
}

/// Returns the result of a verification that does not wait.
pub(super) fn verify_at(jwt: &Jwt, token: &str, after: i64) -> Result<Identity, TokenError> {
    jwt.verify(token, Timestamp::from_secs(NOW + after))
}

pub(super) async fn ready(jwt: &Jwt, after: i64) -> Result<(), FetchError> {
    jwt.0.fetched.as_ref().unwrap().ready(Timestamp::from_secs(NOW + after)).await
}

pub(super) async fn refresh(jwt: &Jwt, after: i64) -> Result<(), FetchError> {
    jwt.0.fetched.as_ref().unwrap().refresh(Timestamp::from_secs(NOW + after)).await
}

/// Lets the tasks run that need no time.
pub(super) async fn settle() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

/// Moves the paused clock of the pauses between fetches.
pub(super) async fn advance(seconds: u64) {
    tokio::time::advance(Duration::from_secs(seconds)).await;
    settle().await;
}
