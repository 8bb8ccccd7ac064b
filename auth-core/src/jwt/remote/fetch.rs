//! Fetch of one document, within the limits.

use http::header::{ACCEPT, CACHE_CONTROL};
use http::{HeaderMap, Request, StatusCode, Uri};
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
///
/// SECURITY: a client that ignores the limits would block the only fetch, or fill the memory. Time,
/// size and status are checked here as well (S43).
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
    let (parts, body) = match timeout_at(deadline, client.send(request, limits)).await {
        Err(_) => return fail(Fault::TimedOut(limits.time())),
        Ok(Err(error)) => return fail(Fault::client(error.as_ref())),
        Ok(Ok(response)) => response.into_parts(),
    };
    if parts.status != StatusCode::OK {
        let error = FetchError::new(url, Fault::Status(parts.status));
        return Err(error.with_retry_after(cache_control::retry_after(&parts.headers)));
    }
    if body.len() > limits.size() {
        return fail(Fault::TooLarge(limits.size()));
    }
    match String::from_utf8(body) {
        Ok(text) => Ok(Document { headers: parts.headers, text }),
        Err(_) => fail(Fault::NotJson),
    }
}
