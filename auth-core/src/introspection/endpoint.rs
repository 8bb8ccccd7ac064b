//! Introspection endpoint: the request about a token, and the meaning of the response.

use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};

use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, StatusCode, Uri};
use serde_json::Value;
use tokio::sync::OnceCell;
use tokio::time::Instant;

use super::client_secret::ClientSecret;
use super::failure::Failure;
use super::refusal::Refusal;
use crate::http_client::{HttpClient, Limits, url};
use crate::jwt::json::strict;
use crate::jwt::remote::cache_control;
use crate::jwt::remote::error::{Fault, FetchError};
use crate::jwt::remote::fetch;
use crate::jwt::remote::metadata::Metadata;
use crate::jwt::remote::source::deadline;

/// The member of the metadata with the URL of the endpoint (RFC 8414 §2).
const MEMBER: &str = "introspection_endpoint";

/// The place of the endpoint.
pub(super) enum Place {
    /// The endpoint in the metadata of the issuer with this name and URL.
    Metadata(Arc<str>, Uri),
    /// The URL of the endpoint.
    Url(Uri),
}

/// An introspection endpoint.
pub(super) struct Endpoint {
    place: Place,
    /// The URL in the metadata. After a failure, it is empty again.
    found: Mutex<Arc<OnceCell<Uri>>>,
    /// The end of the time for which the endpoint wants no calls.
    paused_until: Mutex<Option<Instant>>,
    client: Arc<dyn HttpClient>,
    secret: ClientSecret,
    limits: Limits,
}

/// The response of the endpoint about one token.
pub(super) enum Response {
    /// The token is active. The text has `"active": true`.
    Active(String),
    /// The token is not accepted.
    Inactive(Refusal),
}

impl Endpoint {
    pub(super) fn new(place: Place, client: Arc<dyn HttpClient>, secret: ClientSecret) -> Self {
        Self {
            place,
            found: Mutex::default(),
            paused_until: Mutex::default(),
            client,
            secret,
            limits: Limits::of_secrets(),
        }
    }

    /// Asks about a token.
    pub(super) async fn ask(&self, token: &str) -> Result<Response, Failure> {
        if let Some(end) = *self.paused_until.lock().unwrap_or_else(PoisonError::into_inner) {
            let left = end.saturating_duration_since(Instant::now());
            if !left.is_zero() {
                return Err(Failure::Paused(left));
            }
        }
        let response = self.ask_now(token).await;
        if let Err(failure) = &response {
            // The metadata may name another endpoint now.
            *self.found.lock().unwrap_or_else(PoisonError::into_inner) = Arc::default();
            let end = failure.demanded().and_then(|delay| Instant::now().checked_add(delay));
            if end.is_some() {
                *self.paused_until.lock().unwrap_or_else(PoisonError::into_inner) = end;
            }
        }
        response
    }

    async fn ask_now(&self, token: &str) -> Result<Response, Failure> {
        let deadline = deadline(self.limits.time());
        let url = self.url(deadline).await?;
        let mut request = Request::new(Vec::new());
        let body = self.secret.form_about(token, request.headers_mut());
        *request.body_mut() = body;
        *request.method_mut() = Method::POST;
        *request.uri_mut() = url.clone();
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers_mut().insert(CONTENT_TYPE, form);
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
        let failed = |fault| Failure::Request(FetchError::new(&url, fault));
        let response =
            fetch::send(&*self.client, &self.limits, deadline, request).await.map_err(failed)?;
        fetch::within(&self.limits, response.body()).map_err(failed)?;
        let (parts, body) = response.into_parts();
        let text = String::from_utf8(body).map_err(|_| failed(Fault::NotJson));
        match parts.status {
            StatusCode::OK => read(text?).map_err(|fault| fault.map_or(Failure::NoActive, failed)),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(Failure::Client(parts.status)),
            status => match text.ok().as_deref().and_then(error_code).as_deref() {
                Some("unsupported_token_type") if status == StatusCode::BAD_REQUEST => {
                    Ok(Response::Inactive(Refusal::Unsupported))
                }
                Some("invalid_client" | "unauthorized_client") => Err(Failure::Client(status)),
                _ => {
                    let error = FetchError::new(&url, Fault::Status(status));
                    let retry_after = cache_control::retry_after(&parts.headers);
                    Err(Failure::Request(error.with_retry_after(retry_after)))
                }
            },
        }
    }

    /// Returns the URL of the endpoint. One call at a time fetches it.
    async fn url(&self, deadline: Instant) -> Result<Uri, Failure> {
        let (issuer, url) = match &self.place {
            Place::Url(url) => return Ok(url.clone()),
            Place::Metadata(issuer, url) => (issuer, url),
        };
        let (client, limits) = (&*self.client, &Limits::default().lasting(self.limits.time()));
        let metadata = Metadata { issuer, url, client, limits };
        let found = Arc::clone(&self.found.lock().unwrap_or_else(PoisonError::into_inner));
        let url = found.get_or_try_init(|| metadata.endpoint(MEMBER, deadline)).await;
        url.cloned().map_err(Failure::Request)
    }
}

/// Reads the response about a token. Without a boolean `active`, the error is `None`.
///
/// SECURITY: only `true` is active. Of a string or a number, readers differ (RFC 7662 §2.2, S33).
fn read(text: String) -> Result<Response, Option<Fault>> {
    let response: Value = strict::read(&text, PhantomData).map_err(|_| Some(Fault::NotJson))?;
    match response.get("active") {
        Some(Value::Bool(true)) => Ok(Response::Active(text)),
        Some(Value::Bool(false)) => Ok(Response::Inactive(Refusal::Inactive)),
        _ => Err(None),
    }
}

/// Returns the code in an error response (RFC 6749 §5.2).
fn error_code(text: &str) -> Option<String> {
    let response: Value = strict::read(text, PhantomData).ok()?;
    response.get("error")?.as_str().map(ToOwned::to_owned)
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Metadata(issuer, _) => write!(f, "in the metadata of {issuer:?}"),
            Place::Url(url) => f.write_str(&url::shown(url)),
        }
    }
}
