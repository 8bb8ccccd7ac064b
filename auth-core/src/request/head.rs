//! The head of a request: method, URI and headers, to be copied for `on_rejection`.

use std::fmt;
use std::sync::Arc;

use http::header::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};
use http::request::Parts;
use http::{Extensions, HeaderMap, Method, Uri, Version};

/// A request with a head that can be copied. An adapter implements it for its framework.
pub(crate) trait Head {
    /// Copies the head. Returns `None` if it cannot be represented.
    fn copy(&self) -> Option<Parts>;
}

/// The head of a request: method, URI, headers and extensions.
///
/// A [`RequestAuthenticator`](crate::authn::RequestAuthenticator) looks at it. The headers are
/// those that arrived, and the caller can forge each of them.
#[derive(Clone, Copy)]
pub struct RequestHead<'r> {
    pub(crate) method: &'r Method,
    pub(crate) uri: &'r Uri,
    pub(crate) version: Version,
    pub(crate) headers: &'r HeaderMap,
    pub(crate) extensions: &'r Extensions,
}

impl<'r> RequestHead<'r> {
    pub(crate) const fn new(
        method: &'r Method,
        uri: &'r Uri,
        version: Version,
        headers: &'r HeaderMap,
        extensions: &'r Extensions,
    ) -> Self {
        Self { method, uri, version, headers, extensions }
    }

    pub(crate) const fn of(parts: &'r Parts) -> Self {
        Self::new(&parts.method, &parts.uri, parts.version, &parts.headers, &parts.extensions)
    }

    /// Returns the method.
    #[must_use]
    pub const fn method(&self) -> &'r Method {
        self.method
    }

    /// Returns the URI, as the framework provides it to middleware.
    #[must_use]
    pub const fn uri(&self) -> &'r Uri {
        self.uri
    }

    /// Returns the headers.
    #[must_use]
    pub const fn headers(&self) -> &'r HeaderMap {
        self.headers
    }

    /// Returns the data that middleware outside of the [`Auth`](crate::Auth) left for the request,
    /// such as a session. They are empty in actix-web and rocket, which have authenticators over
    /// their own requests.
    #[must_use]
    pub const fn extensions(&self) -> &'r Extensions {
        self.extensions
    }
}

impl fmt::Debug for RequestHead<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // SECURITY: the headers and the query can hold credentials, which a log would leak.
        f.debug_struct("RequestHead")
            .field("method", &self.method)
            .field("path", &self.uri.path())
            .finish_non_exhaustive()
    }
}

impl Head for RequestHead<'_> {
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

/// A head that was copied earlier.
impl Head for &Option<Arc<Parts>> {
    fn copy(&self) -> Option<Parts> {
        self.as_deref().cloned()
    }
}

/// Returns whether a request is a CORS preflight, which browsers send without credentials.
pub(crate) fn is_preflight(head: &dyn Head, method: &str) -> bool {
    // The method decides for nearly all requests, without a copy.
    method == "OPTIONS"
        && head.copy().is_some_and(|request| {
            let has = |name| request.headers.contains_key(name);
            has(ORIGIN) && has(ACCESS_CONTROL_REQUEST_METHOD)
        })
}

/// Copies the head of a rejected request if it is `needed`, by `on_rejection`.
pub(crate) fn copy_if(needed: bool, head: &dyn Head) -> Option<Arc<Parts>> {
    if needed { head.copy().map(Arc::new) } else { None }
}
