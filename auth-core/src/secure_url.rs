//! URLs that this crate trusts: encrypted ones, and those of this machine.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use http::Uri;

/// The reason why a URL is not trusted.
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

/// Reads a URL that may be trusted: `https`, or `http` to this machine.
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
}
