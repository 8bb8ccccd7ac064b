//! The parts of a request of rocket that decisions use.

use std::borrow::Cow;
use std::sync::Arc;

use http::request::Parts;
use http::{HeaderName, HeaderValue};
use rocket::Request;
use rocket::http::HeaderMap;

use crate::auth::extract::RequestAuth;
use crate::auth::request_state::RequestState;
use crate::request::head::Head;
use crate::request::headers::{self, HeaderSource, InvalidHeader};
use crate::request::target::Target;

/// Returns the request with its state and its route.
pub(super) fn request_auth<'r, 'x>(
    request: &'r Request<'x>,
    state: Option<&'r Arc<RequestState>>,
) -> RequestAuth<'r, &'r Request<'x>> {
    let pattern = request.route().map(|route| route.uri.path());
    let path = request.uri().path().as_str();
    let target = Target::new(request.method().as_str(), pattern, path);
    RequestAuth { state, target, head: request }
}

/// Copies the head without version and extensions, which rocket does not provide.
impl Head for &Request<'_> {
    fn copy(&self) -> Option<Parts> {
        let (mut parts, ()) = http::Request::new(()).into_parts();
        parts.method = http::Method::from_bytes(self.method().as_str().as_bytes()).ok()?;
        parts.uri = self.uri().to_string().parse().ok()?;
        for header in self.headers().iter() {
            let name = HeaderName::from_bytes(header.name().as_str().as_bytes()).ok()?;
            parts.headers.append(name, HeaderValue::from_bytes(header.value().as_bytes()).ok()?);
        }
        Some(parts)
    }
}

impl HeaderSource for HeaderMap<'_> {
    // SECURITY: rocket drops lines that are not valid UTF-8 without a trace (0.5,
    // `Request::from_hyp`).
    const COMPLETE: bool = false;

    fn values(
        &self,
        name: &HeaderName,
    ) -> impl Iterator<Item = Result<Cow<'_, HeaderValue>, InvalidHeader>> {
        self.get(name.as_str()).map(|value| headers::convert(value.as_bytes()))
    }
}
