//! URLs of an issuer's documents: which of them may be fetched, and their form in a log.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use http::Uri;

/// The maximum number of characters of a URL in a log.
const MAX_SHOWN: usize = 256;

/// The reason why a URL cannot be fetched.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum UrlError {
    Fragment,
    Plain,
    Syntax,
    UserInfo,
}

impl fmt::Display for UrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Fragment => "it has a fragment: remove `#` and the text after it",
            Self::Plain => {
                "it is not encrypted: use `https://`; `http://` is for `127.0.0.1`, `[::1]` and \
                 `localhost` only"
            }
            Self::Syntax => "it is no absolute URL: write one like `https://issuer.example/path`",
            Self::UserInfo => "it contains a user name: remove the text up to `@`",
        })
    }
}

/// Reads a URL that may be fetched: `https`, or `http` to this machine.
///
/// SECURITY: an attacker on the network could replace the keys of a plain connection (RFC 8414
/// §6.1, OpenID Connect Discovery §7.1, S43).
pub(crate) fn check(text: &str) -> Result<Uri, UrlError> {
    // `Uri` drops a fragment without an error.
    if text.contains('#') {
        return Err(UrlError::Fragment);
    }
    let url: Uri = text.parse().map_err(|_| UrlError::Syntax)?;
    let authority = url.authority().ok_or(UrlError::Syntax)?.as_str();
    if authority.contains('@') {
        return Err(UrlError::UserInfo);
    }
    let host = url.host().filter(|host| !host.is_empty()).ok_or(UrlError::Syntax)?;
    // SECURITY: `Uri` reads `[::1]issuer.example` as the host `[::1]`. A client may connect to
    // another one (S43).
    let port = authority.strip_prefix(host).ok_or(UrlError::Syntax)?;
    if !port.is_empty() && url.port_u16().is_none_or(|number| port != format!(":{number}")) {
        return Err(UrlError::Syntax);
    }
    match url.scheme_str() {
        Some("https") => Ok(url),
        Some("http") if is_loopback(&url) => Ok(url),
        Some("http") => Err(UrlError::Plain),
        _ => Err(UrlError::Syntax),
    }
}

/// Returns `true` if the host is `localhost` or a literal loopback address.
///
/// Other names below `.localhost` are excluded: resolvers may ask the network for them.
pub(crate) fn is_loopback(url: &Uri) -> bool {
    let Some(host) = url.host() else { return false };
    let literal = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    host.eq_ignore_ascii_case("localhost")
        || host.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback())
        || literal
            .is_some_and(|host| host.parse().is_ok_and(|address: Ipv6Addr| address.is_loopback()))
}

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
    fn s43_only_https_and_loopback_are_fetched() {
        use UrlError::{Fragment, Plain, Syntax, UserInfo};
        let rows = [
            ("https://issuer.example", Ok(())),
            ("https://issuer.example:8443/a?b=c", Ok(())),
            ("HTTPS://issuer.example", Ok(())),
            ("http://127.0.0.1:8080/keys", Ok(())),
            ("http://127.1.2.3", Ok(())),
            ("http://[::1]:8080", Ok(())),
            ("http://localhost", Ok(())),
            ("http://LOCALHOST:1", Ok(())),
            ("http://issuer.example", Err(Plain)),
            ("http://127.1", Err(Plain)),
            ("http://2130706433", Err(Plain)),
            ("http://localhost.", Err(Plain)),
            ("http://issuer.localhost", Err(Plain)),
            ("http://127.0.0.1.example", Err(Plain)),
            ("http://[::ffff:127.0.0.1]", Err(Plain)),
            ("http://169.254.169.254/", Err(Plain)),
            ("http://[::1]issuer.example/", Err(Syntax)),
            ("http://[::1].issuer.example:80/", Err(Syntax)),
            ("https://issuer.example:99999/", Err(Syntax)),
            ("https://issuer.example:+443/", Err(Syntax)),
            ("https://[::1]:8443/", Ok(())),
            ("http://127.0.0.1\\@issuer.example/", Err(Syntax)),
            ("http://127.0.0.1%40issuer.example/", Err(Syntax)),
            ("http://0.0.0.0/", Err(Plain)),
            ("http://[::]/", Err(Plain)),
            ("http://127.0.0.1@issuer.example/", Err(UserInfo)),
            ("https://user:pass@issuer.example/", Err(UserInfo)),
            ("https://issuer.example/#keys", Err(Fragment)),
            ("http://issuer.example#@127.0.0.1", Err(Fragment)),
            ("file:///etc/passwd", Err(Syntax)),
            ("ftp://127.0.0.1/", Err(Syntax)),
            ("issuer.example", Err(Syntax)),
            ("/keys", Err(Syntax)),
            ("https://", Err(Syntax)),
            ("https:///keys", Err(Syntax)),
            ("https://issuer.example/a b", Err(Syntax)),
            ("", Err(Syntax)),
        ];
        for (text, expected) in rows {
            assert_eq!(check(text).map(drop), expected, "{text}");
        }
    }

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
