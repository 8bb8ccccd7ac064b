//! Requests that a page of another site may have caused: they cannot use a session.

use std::borrow::Cow;
use std::fmt;

use http::HeaderName;
use http::header::{ORIGIN, UPGRADE};

use crate::request::headers::HeaderSource;
use crate::request::origin::{TrustedOrigins, is_own};

/// The header with the relation of a page to the target of its request
/// ([Fetch Metadata](https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header)).
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The reason why a session or password of the caller does not count: a page of another site may
/// have caused the request.
///
/// A browser adds cookies, and passwords that its user entered, to the requests of every page.
/// Without this check, a page of another site could act for its visitors.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum CrossSite {
    /// The browser names a page of another origin, in `Sec-Fetch-Site`.
    OtherPage,
    /// The `Origin` is neither that of the application nor trusted.
    OtherOrigin,
    /// The request has neither `Sec-Fetch-Site` nor `Origin`.
    UnknownOrigin,
}

/// Returns the reason why credentials that a browser adds by itself do not count, if there is one.
///
/// `host` returns the host and the port that the request names.
//
// SECURITY: a page of another site can send any request with the cookies of its visitor (CSRF), and
// read from a WebSocket. It can set neither `Sec-Fetch-Site` nor `Origin`.
pub(crate) fn cross_site<'r>(
    method: &str,
    host: &dyn Fn() -> Option<Cow<'r, str>>,
    headers: &impl HeaderSource,
    trusted: &TrustedOrigins,
) -> Option<CrossSite> {
    // A page cannot read the response, and these methods change no state (RFC 9110 §9.2.1).
    let is_safe = matches!(method, "GET" | "HEAD") && headers.values(&UPGRADE).next().is_none();
    if is_safe {
        return None;
    }
    let has_fetch_site = headers.values(&SEC_FETCH_SITE).next().is_some();
    if is_sole(headers, &SEC_FETCH_SITE, |site| matches!(site, b"same-origin" | b"none")) {
        return None;
    }
    let counts = |origin: &[u8]| {
        let is_own = || host().is_some_and(|host| is_own(origin, &host));
        trusted.contains(origin) || (!has_fetch_site && is_own())
    };
    if is_sole(headers, &ORIGIN, counts) {
        return None;
    }
    Some(if has_fetch_site {
        CrossSite::OtherPage
    } else if headers.values(&ORIGIN).next().is_some() {
        CrossSite::OtherOrigin
    } else {
        CrossSite::UnknownOrigin
    })
}

/// Returns whether a header has one value, and the value is accepted.
fn is_sole(headers: &impl HeaderSource, name: &HeaderName, accept: impl Fn(&[u8]) -> bool) -> bool {
    let mut values = headers.values(name);
    matches!((values.next(), values.next()), (Some(Ok(value)), None) if accept(value.as_bytes()))
}

impl fmt::Display for CrossSite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OtherPage => {
                "`Sec-Fetch-Site` is neither `same-origin` nor `none`, and the `Origin` is not one \
                 of `.trusted_origins(…)`"
            }
            Self::OtherOrigin => {
                "the `Origin` is neither that of the request's host nor one of \
                 `.trusted_origins(…)`"
            }
            Self::UnknownOrigin => {
                "the request has neither `Sec-Fetch-Site` nor `Origin`, which browsers send"
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    const HOST: Option<&str> = Some("app.example");

    fn decide(
        method: &str,
        authority: Option<&str>,
        headers: &[(&str, &str)],
    ) -> Option<CrossSite> {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap()))
            .collect();
        let trusted = TrustedOrigins(vec!["https://partner.example".into()]);
        cross_site(method, &|| authority.map(Cow::Borrowed), &headers, &trusted)
    }

    #[test]
    fn s42_safe_request_counts_from_any_page() {
        for method in ["GET", "HEAD"] {
            for site in ["same-origin", "none", "same-site", "cross-site", "other"] {
                let headers = [("sec-fetch-site", site), ("origin", "https://evil.example")];
                assert_eq!(decide(method, HOST, &headers), None, "{method} {site}");
            }
            assert_eq!(decide(method, HOST, &[]), None, "{method}");
        }
    }

    /// Returns the outcome for each request that is not safe, which is the same for all of them.
    fn decide_unsafe(headers: &[(&str, &str)]) -> Option<CrossSite> {
        let outcome = decide("POST", HOST, headers);
        for method in ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY", "get"] {
            assert_eq!(decide(method, HOST, headers), outcome, "{method} {headers:?}");
        }
        for (method, protocol) in [("GET", "websocket"), ("HEAD", "websocket"), ("GET", "h2c")] {
            let headers = [headers, &[("upgrade", protocol)]].concat();
            assert_eq!(decide(method, HOST, &headers), outcome, "{method} {headers:?}");
        }
        outcome
    }

    #[test]
    fn s42_unsafe_request_counts_from_own_pages_only() {
        use CrossSite::{OtherOrigin, OtherPage, UnknownOrigin};
        let (own, trusted, evil) =
            ("https://app.example", "https://partner.example", "https://evil.example");
        let rows = [
            (Some("same-origin"), None, None),
            (Some("same-origin"), Some(own), None),
            (Some("same-origin"), Some("null"), None),
            (Some("none"), None, None),
            (Some("none"), Some(evil), None),
            (Some("same-site"), Some(trusted), None),
            (Some("cross-site"), Some(trusted), None),
            (Some("same-site"), None, Some(OtherPage)),
            (Some("same-site"), Some(own), Some(OtherPage)),
            (Some("cross-site"), None, Some(OtherPage)),
            (Some("cross-site"), Some(own), Some(OtherPage)),
            (Some("cross-site"), Some(evil), Some(OtherPage)),
            (Some("cross-site"), Some("null"), Some(OtherPage)),
            (Some("Same-Origin"), None, Some(OtherPage)),
            (Some("same-origin, none"), None, Some(OtherPage)),
            (Some(""), None, Some(OtherPage)),
            (None, Some(own), None),
            (None, Some("http://app.example"), None),
            (None, Some(trusted), None),
            (None, Some(evil), Some(OtherOrigin)),
            (None, Some("null"), Some(OtherOrigin)),
            (None, Some("https://app.example:8443"), Some(OtherOrigin)),
            (None, Some("https://app.example.evil.example"), Some(OtherOrigin)),
            (None, Some(""), Some(OtherOrigin)),
            (None, None, Some(UnknownOrigin)),
        ];
        for (site, origin, expected) in rows {
            let site = site.map(|site| ("sec-fetch-site", site));
            let origin = origin.map(|origin| ("origin", origin));
            let headers: Vec<_> = site.into_iter().chain(origin).collect();
            assert_eq!(decide_unsafe(&headers), expected, "{headers:?}");
        }
    }

    #[test]
    fn s42_repeated_header_does_not_count() {
        let twice = |name, value| [(name, value), (name, value)];
        let site = decide_unsafe(&twice("sec-fetch-site", "same-origin"));
        assert_eq!(site, Some(CrossSite::OtherPage));
        let origin = decide_unsafe(&twice("origin", "https://app.example"));
        assert_eq!(origin, Some(CrossSite::OtherOrigin));
    }

    #[test]
    fn s42_request_without_host_has_no_own_origin() {
        let headers = [("origin", "https://app.example")];
        assert_eq!(decide("POST", None, &headers), Some(CrossSite::OtherOrigin));
        assert_eq!(decide("POST", HOST, &headers), None);
    }
}
