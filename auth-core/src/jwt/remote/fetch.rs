//! Requests to an issuer, within the limits.

use http::header::{ACCEPT, CACHE_CONTROL};
use http::{HeaderMap, Request, Response, StatusCode, Uri};
use tokio::time::{Instant, timeout_at};

use crate::http_client::{HttpClient, Limits};
use crate::jwt::remote::cache_control;
use crate::jwt::remote::error::{Fault, FetchError};

/// A document of an issuer.
pub(super) struct Document {
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

/// Fetches a document. Its response must be complete before `deadline`.
pub(super) async fn document(
    client: &dyn HttpClient,
    limits: &Limits,
    deadline: Instant,
    url: &Uri,
) -> Result<Document, FetchError> {
    let fail = |fault| Err(FetchError::new(url, fault));
    let mut request = Request::new(Vec::new());
    *request.uri_mut() = url.clone();
    let accepted = http::HeaderValue::from_static("application/json, application/jwk-set+json");
    request.headers_mut().insert(ACCEPT, accepted);
    // A fetch is due because the known document is too old. A proxy may have the same one.
    request.headers_mut().insert(CACHE_CONTROL, http::HeaderValue::from_static("no-cache"));
    let (parts, body) = match send(client, limits, deadline, request).await {
        Ok(response) => response.into_parts(),
        Err(fault) => return fail(fault),
    };
    if parts.status != StatusCode::OK {
        let error = FetchError::new(url, Fault::Status(parts.status));
        return Err(error.with_retry_after(cache_control::retry_after(&parts.headers)));
    }
    if let Err(fault) = within(limits, &body) {
        return fail(fault);
    }
    match String::from_utf8(body) {
        Ok(text) => Ok(Document { headers: parts.headers, text }),
        Err(_) => fail(Fault::NotJson),
    }
}

/// Sends a request. Its response must be complete before `deadline`.
///
/// SECURITY: a client that ignores the limits would block the only fetch. The time is checked here
/// as well (S43).
pub(crate) async fn send(
    client: &dyn HttpClient,
    limits: &Limits,
    deadline: Instant,
    request: Request<Vec<u8>>,
) -> Result<Response<Vec<u8>>, Fault> {
    match timeout_at(deadline, client.send(request, limits)).await {
        Err(_) => Err(Fault::TimedOut(limits.time())),
        Ok(Err(error)) => Err(Fault::client(error.as_ref())),
        Ok(Ok(response)) => Ok(response),
    }
}

/// Checks the size of a body.
///
/// SECURITY: a client that ignores the limits would fill the memory (S43).
pub(crate) fn within(limits: &Limits, body: &[u8]) -> Result<(), Fault> {
    if body.len() > limits.size() { Err(Fault::TooLarge(limits.size())) } else { Ok(()) }
}
