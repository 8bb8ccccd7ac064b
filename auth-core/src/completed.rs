//! Responses of frameworks over `http` 1, completed on their way out.

use http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::rejection::Rejection;
use crate::session::{Passing, Session};

/// The header fields that complete a response, to be [`set`].
pub(crate) fn fields(
    session: &Session,
    status: StatusCode,
    headers: &HeaderMap,
    extensions: &Extensions,
) -> Vec<(HeaderName, HeaderValue)> {
    let has = |name: &HeaderName| headers.contains_key(name);
    session.complete(&Passing { status, rejection: extensions.get(), has: &has })
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

/// Marks the rejection that a response is as logged, which by now it is: an `Auth` further out shall not log it again.
pub(crate) fn mark_logged(extensions: &mut Extensions) {
    if let Some(rejection) = extensions.get_mut::<Rejection>() {
        rejection.mark_logged();
    }
}
