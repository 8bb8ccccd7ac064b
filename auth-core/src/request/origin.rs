//! Origins of web pages: those that are trusted, and that of the application itself.

use http::uri::Authority;

/// The origins of other sites whose requests may use the caller's session.
#[derive(Clone, Debug, Default)]
pub(crate) struct TrustedOrigins(pub(crate) Vec<Box<str>>);

impl TrustedOrigins {
    /// Returns whether the value of an `Origin` header is trusted.
    pub(crate) fn contains(&self, origin: &[u8]) -> bool {
        self.0.iter().any(|trusted| trusted.as_bytes() == origin)
    }

    /// Returns the first text that is no origin as browsers send it.
    pub(crate) fn first_invalid(&self) -> Option<&str> {
        self.0.iter().map(AsRef::as_ref).find(|origin| !is_origin(origin))
    }
}

/// Returns whether a text is an origin as browsers send it: scheme, host, and a port that is not
/// the default (RFC 6454 §6.2).
fn is_origin(text: &str) -> bool {
    let Some((scheme, authority)) = text.split_once("://") else { return false };
    let is_lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_lowercase())
        && scheme.bytes().all(|byte| is_lower(byte) || b"+-.".contains(&byte));
    let is_authority = authority.bytes().all(|byte| is_lower(byte) || b"-._:[]".contains(&byte));
    let has_default_port =
        default_port(scheme).is_some_and(|port| authority.strip_suffix(port).is_some());
    let is_complete = |parsed: Authority| {
        let is_host = parsed.host().len() == authority.len();
        !parsed.host().is_empty() && (is_host || parsed.port_u16().is_some())
    };
    is_scheme && is_authority && !has_default_port && authority.parse().is_ok_and(is_complete)
}

/// Returns whether the value of an `Origin` header is that of a page of `authority`, the host and
/// the port that the request names.
///
/// The scheme is not compared. Behind a proxy that ends TLS, the application does not know its own.
pub(crate) fn is_own(origin: &[u8], authority: &str) -> bool {
    let Some((scheme, host)) =
        std::str::from_utf8(origin).ok().and_then(|origin| origin.split_once("://"))
    else {
        return false;
    };
    // A page of another scheme, such as an extension of the browser, is not of this application.
    let Some(port) = default_port(scheme) else { return false };
    let without_port = |text| str::strip_suffix(text, port).unwrap_or(text);
    !host.is_empty() && without_port(host).eq_ignore_ascii_case(without_port(authority))
}

/// Returns the end of an authority with the default port of a scheme.
fn default_port(scheme: &str) -> Option<&'static str> {
    match scheme {
        "http" => Some(":80"),
        "https" => Some(":443"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origin_is_text_as_browsers_send_it() {
        for origin in [
            "https://app.example",
            "http://localhost:3000",
            "https://xn--bcher-kva.example:8443",
            "https://[2001:db8::1]:8443",
            "http://127.0.0.1",
            "chrome-extension://abcdefgh",
            "capacitor://localhost",
        ] {
            assert!(is_origin(origin), "{origin}");
        }
        for origin in [
            "",
            "null",
            "*",
            "https://",
            "https://*",
            "https://*.example",
            "app.example",
            "https://app.example/",
            "https://app.example/path",
            "https://app.example?a",
            "https://App.example",
            "HTTPS://app.example",
            "https://app.example:443",
            "http://app.example:80",
            "https://app.example:",
            "https://app.example:99999",
            "https://alice@app.example",
            "https://bücher.example",
            " https://app.example",
            "https://a.example,https://b.example",
        ] {
            assert!(!is_origin(origin), "{origin}");
        }
    }

    #[test]
    fn own_origin_has_the_host_and_port_of_the_request() {
        for (origin, authority) in [
            ("https://app.example", "app.example"),
            ("https://app.example", "APP.example"),
            ("https://app.example", "app.example:443"),
            ("http://app.example", "app.example:80"),
            ("http://app.example", "app.example"),
            ("https://app.example:8443", "app.example:8443"),
            ("http://[::1]:3000", "[::1]:3000"),
        ] {
            assert!(is_own(origin.as_bytes(), authority), "{origin} {authority}");
        }
        for (origin, authority) in [
            ("", ""),
            ("null", "app.example"),
            ("null", "null"),
            ("https://", ""),
            ("https://evil.example", "app.example"),
            ("https://app.example.evil.example", "app.example"),
            ("https://sub.app.example", "app.example"),
            ("https://app.example:8443", "app.example"),
            ("https://app.example", "app.example:8443"),
            ("https://app.example", "app.example:80"),
            ("http://app.example", "app.example:443"),
            ("chrome-extension://app.example", "app.example"),
            ("app.example", "app.example"),
            ("https://app.example/", "app.example"),
        ] {
            assert!(!is_own(origin.as_bytes(), authority), "{origin} {authority}");
        }
    }
}
