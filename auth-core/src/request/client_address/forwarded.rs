//! Parser of the headers `Forwarded` and `X-Forwarded-For`.

use std::net::{IpAddr, Ipv6Addr};

use http::HeaderValue;
use http::header::{FORWARDED, HeaderName};

/// The one header that trusted proxies write. The other one is ignored.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ForwardedHeader {
    /// `Forwarded` ([RFC 7239](https://www.rfc-editor.org/rfc/rfc7239)).
    Forwarded,
    /// `X-Forwarded-For`.
    XForwardedFor,
}

impl ForwardedHeader {
    pub(crate) const ALL: [Self; 2] = [Self::Forwarded, Self::XForwardedFor];

    pub(crate) fn name(self) -> HeaderName {
        match self {
            Self::Forwarded => FORWARDED,
            Self::XForwardedFor => HeaderName::from_static("x-forwarded-for"),
        }
    }

    /// Splits one line into its elements. `None` stands for a line that cannot be parsed.
    pub(super) fn elements(self, line: &HeaderValue) -> Vec<Option<&str>> {
        let Ok(line) = line.to_str() else { return vec![None] };
        let elements = match self {
            Self::Forwarded => split(line, ','),
            // This header has no quotes.
            Self::XForwardedFor => Some(line.split(',').collect()),
        };
        match elements {
            Some(elements) => {
                elements.into_iter().map(|element| Some(trim_whitespace(element))).collect()
            }
            // SECURITY: a client that opens a quote would hide the elements that proxies append.
            None => vec![None],
        }
    }

    /// Returns the address that one element names.
    pub(super) fn address(self, element: &str) -> Option<IpAddr> {
        match self {
            Self::Forwarded => node(forwarded_for(element)?),
            Self::XForwardedFor => node(element),
        }
    }
}

/// Splits a string at each `separator` outside of quotes. Returns `None` if a quote is not closed.
fn split(string: &str, separator: char) -> Option<Vec<&str>> {
    let (mut quoted, mut escaped) = (false, false);
    let parts = string
        .split(|character| {
            match character {
                _ if escaped => escaped = false,
                '\\' if quoted => escaped = true,
                '"' => quoted = !quoted,
                _ => {}
            }
            character == separator && !quoted
        })
        .collect();
    (!quoted).then_some(parts)
}

/// Returns the only value of `for` in one element of `Forwarded`, if all pairs are valid
/// (RFC 7239 §4).
fn forwarded_for(element: &str) -> Option<&str> {
    let mut found = None;
    for pair in split(element, ';')? {
        let (name, value) = pair.split_once('=')?;
        let value = unquote(trim_whitespace(value))?;
        if trim_whitespace(name).eq_ignore_ascii_case("for") {
            // SECURITY: of two values, one reader takes the first and another one the last.
            if found.is_some() {
                return None;
            }
            found = Some(value);
        }
    }
    found
}

fn trim_whitespace(string: &str) -> &str {
    string.trim_matches([' ', '\t'])
}

/// Returns a value without its quotes. Addresses have no escapes, so these are not supported.
fn unquote(value: &str) -> Option<&str> {
    match value.strip_prefix('"') {
        Some(quoted) => quoted.strip_suffix('"').filter(|inside| !inside.contains(['"', '\\'])),
        None => Some(value).filter(|value| !value.contains(['"', '\\', ' ', '\t'])),
    }
}

/// Parses an address. A port, brackets and a zone are dropped.
fn node(string: &str) -> Option<IpAddr> {
    if let Some(rest) = string.strip_prefix('[') {
        let (address, port) = rest.split_once(']')?;
        return (port.is_empty() || is_port(port.strip_prefix(':')?)).then(|| v6(address))?;
    }
    match string.split_once(':') {
        None => string.parse().ok(),
        Some((address, port)) if is_port(port) && address.contains('.') => {
            address.parse().ok().filter(IpAddr::is_ipv4)
        }
        Some(_) => v6(string),
    }
}

fn v6(string: &str) -> Option<IpAddr> {
    let address = match string.split_once('%') {
        Some((address, zone)) if !zone.is_empty() => address,
        Some(_) => return None,
        None => string,
    };
    let address: Ipv6Addr = address.parse().ok()?;
    Some(IpAddr::V6(address).to_canonical())
}

fn is_port(string: &str) -> bool {
    (1..=5).contains(&string.len()) && string.bytes().all(|byte| byte.is_ascii_digit())
}
