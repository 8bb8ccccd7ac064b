//! URLs of an issuer's documents: their origins, and their form in a log.

use http::Uri;

pub(crate) use crate::secure_url::{UrlError, check, is_loopback};

/// The maximum number of characters of a URL in a log.
const MAX_SHOWN: usize = 256;

/// Returns `true` if both URLs have the same scheme, host and port.
pub(super) fn is_same_origin(one: &Uri, other: &Uri) -> bool {
    let port = |url: &Uri| match url.scheme_str() {
        Some("http") => url.port_u16().unwrap_or(80),
        _ => url.port_u16().unwrap_or(443),
    };
    let (Some(host), Some(other_host)) = (one.host(), other.host()) else { return false };
    one.scheme() == other.scheme()
        && host.eq_ignore_ascii_case(other_host)
        && port(one) == port(other)
}

/// Returns a URL for a log: without the user name, the query and control characters.
pub(crate) fn shown(url: &Uri) -> String {
    let scheme = url.scheme_str().unwrap_or_default();
    let host = url.host().unwrap_or_default();
    let port = url.port_u16().map(|port| format!(":{port}")).unwrap_or_default();
    let text = format!("{scheme}://{host}{port}{}", url.path());
    text.chars().flat_map(char::escape_debug).take(MAX_SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s43_origin_is_scheme_host_and_port() {
        let is_same =
            |one: &str, other: &str| is_same_origin(&one.parse().unwrap(), &other.parse().unwrap());
        assert!(is_same("https://a.example/x", "https://A.example:443/y"));
        assert!(is_same("http://127.0.0.1:80/x", "http://127.0.0.1/y"));
        assert!(!is_same("https://a.example/", "https://b.example/"));
        assert!(!is_same("https://a.example/", "https://a.example:444/"));
        assert!(!is_same("https://a.example/", "http://a.example:443/"));
        assert!(!is_same("https://a.example/", "/keys"));
    }

    #[test]
    fn shown_url_has_no_user_and_no_query() {
        let url = "https://user:pass@issuer.example:8443/keys?token=secret".parse().unwrap();
        assert_eq!(shown(&url), "https://issuer.example:8443/keys");
        let long = format!("https://issuer.example/{}", "a".repeat(1_000)).parse().unwrap();
        assert_eq!(shown(&long).len(), MAX_SHOWN);
    }
}
