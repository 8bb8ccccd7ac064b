//! The metadata of a protected resource: its place and its response (RFC 9728 §3).

use std::fmt;
use std::sync::Arc;

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    CACHE_CONTROL, CONTENT_TYPE,
};
use http::{HeaderName, HeaderValue, Response};

use crate::resource::url::split;

const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

/// The headers of each response. Clients in browsers read the document from other origins, and
/// clients of MCP send a header of their own, which needs a preflight.
const HEADERS: [(HeaderName, &str); 5] = [
    (ACCESS_CONTROL_ALLOW_HEADERS, "*"),
    (ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD"),
    (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (CACHE_CONTROL, "max-age=3600"),
    (CONTENT_TYPE, "application/json"),
];

/// The metadata of a [protected resource](crate::resource::ProtectedResource): serve [`response`](Self::response) at
/// [`path`](Self::path), for `GET`, `HEAD` and `OPTIONS`.
///
/// Handlers of axum, actix-web, poem, rocket and salvo can return it. The
/// [guide](crate::guide::resource_metadata) has the lines for each framework.
#[derive(Clone)]
pub struct ResourceMetadata {
    inner: Arc<Inner>,
}

struct Inner {
    /// The URL. Challenges name it.
    url: String,
    path: String,
    document: String,
}

impl ResourceMetadata {
    pub(super) fn new(identifier: &str, document: String) -> Self {
        let (origin, inside) = split(identifier);
        let place = format!("{WELL_KNOWN}{inside}");
        let path = place.split('?').next().unwrap_or_default().to_owned();
        let inner = Inner { url: format!("{origin}{place}"), path, document };
        Self { inner: Arc::new(inner) }
    }

    /// Returns the path of the document, without the query of the resource.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.inner.path
    }

    /// Returns the URL of the document. `Bearer` challenges name it as `resource_metadata`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.inner.url
    }

    /// Returns the response: 200 with the document, also to a preflight.
    #[must_use]
    pub fn response(&self) -> Response<String> {
        let mut response = Response::new(self.inner.document.clone());
        for (name, value) in HEADERS {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

impl fmt::Debug for ResourceMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ResourceMetadata").field(&self.inner.url).finish()
    }
}
