//! The head of a request, of which `on_rejection` gets a copy, and which shows a CORS preflight.

use std::sync::Arc;

use http::header::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};
use http::request::Parts;
use http::{Extensions, HeaderMap, Method, Uri, Version};

use crate::rejection::auth_context::AuthContext;

/// A request whose head can be copied. An adapter implements it for the request of its framework.
pub(crate) trait Head {
    /// Copies the head. `None` where the framework does not have it.
    fn copy(&self) -> Option<Parts>;
}

/// The head of a request of a framework over `http` 1.
#[derive(Clone, Copy)]
pub(crate) struct HttpHead<'r> {
    pub(crate) method: &'r Method,
    pub(crate) uri: &'r Uri,
    pub(crate) version: Version,
    pub(crate) headers: &'r HeaderMap,
    pub(crate) extensions: &'r Extensions,
}

impl<'r> HttpHead<'r> {
    pub(crate) fn of(parts: &'r Parts) -> Self {
        let Parts { method, uri, version, headers, extensions, .. } = parts;
        Self { method, uri, version: *version, headers, extensions }
    }
}

impl Head for HttpHead<'_> {
    fn copy(&self) -> Option<Parts> {
        let (mut parts, ()) = http::Request::new(()).into_parts();
        parts.method = self.method.clone();
        parts.uri = self.uri.clone();
        parts.version = self.version;
        parts.headers = self.headers.clone();
        parts.extensions = self.extensions.clone();
        Some(parts)
    }
}

/// The head of a request that was copied before.
impl Head for &Option<Arc<Parts>> {
    fn copy(&self) -> Option<Parts> {
        self.as_deref().cloned()
    }
}

/// Returns whether a request is a CORS preflight, which a browser sends without credentials.
pub(crate) fn is_preflight(head: &dyn Head, method: &str) -> bool {
    // The method tells for nearly all requests, and costs nothing.
    method == "OPTIONS"
        && head.copy().is_some_and(|request| {
            let has = |name| request.headers.contains_key(name);
            has(ORIGIN) && has(ACCESS_CONTROL_REQUEST_METHOD)
        })
}

/// Copies the head of a refused request if a function of the application's will ask for it: otherwise it costs nothing.
pub(crate) fn copy(head: &dyn Head, space: &AuthContext) -> Option<Arc<Parts>> {
    space.wording.as_ref()?;
    head.copy().map(Arc::new)
}
