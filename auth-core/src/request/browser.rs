//! The kind of a browser's request, on which the form of a rejection depends.

use std::sync::Arc;

use http::HeaderName;
use http::header::{ACCEPT, UPGRADE};

use crate::request::headers::HeaderSource;

/// The header with the kind of a browser's request
/// ([Fetch Metadata](https://www.w3.org/TR/fetch-metadata/#sec-fetch-mode-header)).
pub(crate) const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// The kind of a browser's request.
///
/// Its headers are hints. A client that forges them gets another rejection, and no access.
#[derive(Clone, Debug, Default)]
pub(crate) struct Browser {
    /// `true` if a script made the request, and the challenges depend on that.
    pub(crate) is_by_script: bool,
    /// The path and the query of a page that the user opens, if a rejection may send the user to
    /// the login.
    pub(crate) page: Option<Arc<str>>,
    /// `true` if the page is the login itself.
    pub(crate) is_login: bool,
}

/// Returns whether a browser made the request for a script or a part of a page, and not for a page.
pub(crate) fn is_by_script(headers: &impl HeaderSource) -> bool {
    names_navigation(headers) == Some(false)
}

/// Returns whether a user opens a page.
pub(crate) fn is_navigation(method: &str, headers: &impl HeaderSource) -> bool {
    method == "GET"
        && headers.values(&UPGRADE).next().is_none()
        && names_navigation(headers).unwrap_or_else(|| accepts_html(headers))
}

/// Returns whether `Sec-Fetch-Mode` names the navigation to a page, if the header is there.
fn names_navigation(headers: &impl HeaderSource) -> Option<bool> {
    let mode = headers.values(&SEC_FETCH_MODE).next()?;
    Some(mode.is_ok_and(|mode| *mode == "navigate"))
}

/// Returns whether `Accept` names HTML. Clients of an API accept `*/*` at most.
fn accepts_html(headers: &impl HeaderSource) -> bool {
    let is_html = |range: &[u8]| {
        let name = range.split(|byte| *byte == b';').next().unwrap_or_default();
        name.trim_ascii().eq_ignore_ascii_case(b"text/html")
    };
    headers
        .values(&ACCEPT)
        .filter_map(Result::ok)
        .any(|value| value.as_bytes().split(|byte| *byte == b',').any(is_html))
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    #[test]
    fn is_by_script_depends_on_the_fetch_mode() {
        let modes = [
            (None, false),
            (Some("navigate"), false),
            (Some("cors"), true),
            (Some("no-cors"), true),
            (Some("same-origin"), true),
            (Some("websocket"), true),
            (Some(""), true),
        ];
        for (mode, expected) in modes {
            let headers: HeaderMap =
                mode.into_iter().map(|mode| (SEC_FETCH_MODE, mode.parse().unwrap())).collect();
            assert_eq!(is_by_script(&headers), expected, "{mode:?}");
        }
    }

    #[test]
    fn navigation_is_get_for_a_page() {
        let html = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        let rows = [
            ("GET", Some("navigate"), None, true),
            ("GET", Some("navigate"), Some("*/*"), true),
            ("GET", None, Some(html), true),
            ("GET", None, Some("application/json, Text/HTML;q=0.5"), true),
            ("GET", None, Some("*/*"), false),
            ("GET", None, Some("application/json"), false),
            ("GET", None, Some("text/html+x"), false),
            ("GET", None, None, false),
            ("GET", Some("cors"), Some(html), false),
            ("GET", Some("websocket"), Some(html), false),
            ("POST", Some("navigate"), Some(html), false),
            ("HEAD", Some("navigate"), Some(html), false),
            ("CONNECT", Some("navigate"), Some(html), false),
        ];
        for (method, mode, accept, expected) in rows {
            let mode = mode.map(|mode| (SEC_FETCH_MODE, mode.parse().unwrap()));
            let accept = accept.map(|accept| (ACCEPT, accept.parse().unwrap()));
            let mut headers: HeaderMap = mode.into_iter().chain(accept).collect();
            assert_eq!(is_navigation(method, &headers), expected, "{method} {headers:?}");
            headers.insert(UPGRADE, "websocket".parse().unwrap());
            assert!(!is_navigation(method, &headers), "{method} {headers:?}");
        }
    }
}
