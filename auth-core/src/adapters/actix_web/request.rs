//! The parts of a request of actix-web that decisions use.

use std::borrow::Cow;
use std::sync::Arc;

use actix_web::http::header::HeaderMap;
use actix_web::{HttpMessage, HttpRequest};
use http::request::Parts;
use http::{HeaderName, HeaderValue};

use crate::adapters::carried_state::CarriedState;
use crate::adapters::repeated;
use crate::auth::extract::RequestAuth;
use crate::auth::request_state::RequestState;
use crate::authn::MaybeReady;
use crate::request::head::Head;
use crate::request::headers::{self, HeaderSource, InvalidHeader};
use crate::request::path::PathParameters;
use crate::request::target::Target;

/// Returns the state of the innermost `Auth` that the request is in, or was in.
///
/// SECURITY: a streaming body of the handler may call this after all `Auth`s have ended. The caller
/// of an outer `Auth` may have rights that the handler's caller lacks.
pub(super) fn state(request: &impl HttpMessage) -> Option<Arc<RequestState>> {
    let extensions = request.extensions();
    let carried: &CarriedState = extensions.get()?;
    Some(Arc::clone(carried.innermost().unwrap_or(&carried.0)))
}

/// The authentication of a request, as a future that its guard waits for.
pub(super) type Preparation = MaybeReady<'static, ()>;

/// Returns the authentication of a request that the middleware has not prepared.
pub(super) fn preparation(request: &impl HttpMessage) -> Option<Preparation> {
    let state = state(request).filter(|state| !state.is_prepared())?;
    Some(MaybeReady::pending(async move { state.prepare().await }))
}

/// Calls a function with the request, its state and its route.
pub(super) fn with_request_auth<T>(
    request: &HttpRequest,
    function: impl FnOnce(RequestAuth<'_, &HttpRequest>) -> T,
) -> T {
    let state = state(request);
    let pattern = request.match_pattern();
    let target = Target::new(request.method().as_str(), pattern.as_deref(), request.path());
    function(RequestAuth { state: state.as_ref(), target, head: request })
}

/// Returns the path parameters of the matched route, decoded as `web::Path` decodes them.
pub(super) fn path_parameters(request: &HttpRequest) -> PathParameters {
    let path = request.match_info();
    // actix-web knows the pattern before it routes. Outer middleware does not have all parameters.
    let pattern = request.match_pattern();
    let parameters = match path.load::<Vec<String>>() {
        Ok(values) => {
            let names = path.iter().map(|(name, _)| name);
            repeated::path_parameters(pattern.as_deref().unwrap_or_default(), names.zip(values))
        }
        Err(_) => PathParameters::invalid(),
    };
    let expected = pattern.map(|pattern| pattern.matches('{').count());
    let is_routed = expected.is_some_and(|expected| path.iter().count() >= expected);
    if is_routed { parameters } else { parameters.unrouted() }
}

/// Copies the head without extensions, which are of another type in actix-web.
impl Head for &HttpRequest {
    fn copy(&self) -> Option<Parts> {
        let (mut parts, ()) = http::Request::new(()).into_parts();
        parts.method = http::Method::from_bytes(self.method().as_str().as_bytes()).ok()?;
        parts.uri = self.uri().to_string().parse().ok()?;
        parts.version = match self.version() {
            actix_web::http::Version::HTTP_10 => http::Version::HTTP_10,
            actix_web::http::Version::HTTP_2 => http::Version::HTTP_2,
            _ => http::Version::HTTP_11,
        };
        for (name, value) in self.headers() {
            let name = HeaderName::from_bytes(name.as_str().as_bytes()).ok()?;
            parts.headers.append(name, HeaderValue::from_bytes(value.as_bytes()).ok()?);
        }
        Some(parts)
    }
}

impl HeaderSource for HeaderMap {
    fn values(
        &self,
        name: &HeaderName,
    ) -> impl Iterator<Item = Result<Cow<'_, HeaderValue>, InvalidHeader>> {
        self.get_all(name.as_str()).map(|value| headers::convert(value.as_bytes()))
    }
}
