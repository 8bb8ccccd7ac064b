//! Responses of frameworks over `http` 1, completed on their way out.

use http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::auth::request_state::{Passing, RequestState};

/// The header fields that complete a response, to be [`set`].
pub(crate) fn fields(
    session: &RequestState,
    status: StatusCode,
    headers: &HeaderMap,
    extensions: &Extensions,
) -> Vec<(HeaderName, HeaderValue)> {
    let has = |name: &HeaderName| headers.contains_key(name);
    let rejection = extensions.get();
    #[cfg(feature = "tonic")]
    let status = crate::adapters::tonic::status(headers).unwrap_or(status);
    #[cfg(feature = "tonic")]
    let rejection = rejection.or_else(|| crate::adapters::tonic::rejection(extensions));
    session.complete(&Passing { status, rejection, has: &has })
}

/// Sets header fields in place of those of the same names.
pub(crate) fn set(fields: Vec<(HeaderName, HeaderValue)>, headers: &mut HeaderMap) {
    for (name, _) in &fields {
        headers.remove(name);
    }
    for (name, value) in fields {
        headers.append(name, value);
    }
}

/// Puts the rejection that a response of tonic is where that of every other response is, for layers further out.
#[cfg(feature = "tonic")]
pub(crate) fn show_rejection(extensions: &mut Extensions) {
    if let Some(rejection) = crate::adapters::tonic::rejection(extensions).cloned() {
        extensions.insert(rejection);
    }
}
