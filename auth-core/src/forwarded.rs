//! Where a request comes from: the peer, or whom trusted proxies in front name.

use std::borrow::Cow;
use std::net::IpAddr;

use http::HeaderValue;
use http::header::{FORWARDED, HeaderName};

use crate::fields::Fields;
use crate::network::Network;

/// The one header field that the proxies in front write. The other one is ignored, whatever it says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ForwardedHeader {
    /// `Forwarded` ([RFC 7239](https://www.rfc-editor.org/rfc/rfc7239)).
    Forwarded,
    /// `X-Forwarded-For`.
    XForwardedFor,
}

/// Which proxies are believed, and which field they write.
#[derive(Clone, Debug)]
pub(crate) struct TrustedProxies {
    pub(crate) header: ForwardedHeader,
    pub(crate) networks: Vec<Network>,
}

/// Where a request comes from, unread.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arrival {
    peer: Option<IpAddr>,
    lines: Vec<HeaderValue>,
}

impl ForwardedHeader {
    fn name(self) -> HeaderName {
        match self {
            Self::Forwarded => FORWARDED,
            Self::XForwardedFor => HeaderName::from_static("x-forwarded-for"),
        }
    }
}

impl Arrival {
    pub(crate) fn new(peer: Option<IpAddr>, fields: &impl Fields, proxies: Option<&TrustedProxies>) -> Self {
        let lines =
            proxies.map(|proxies| fields.values(&proxies.header.name()).map(Cow::into_owned).collect());
        Self { peer, lines: lines.unwrap_or_default() }
    }

    /// Whether anybody told who is at the other end of the connection.
    pub(crate) fn is_known(&self) -> bool {
        self.peer.is_some()
    }

    /// Who sent the request: the peer, or the first address from the right that is not a trusted proxy's. `None` if an element
    /// on the way does not parse (S37).
    pub(crate) fn address(&self, proxies: Option<&TrustedProxies>) -> Option<IpAddr> {
        let mut address = self.peer?.to_canonical();
        let Some(proxies) = proxies else { return Some(address) };
        let is_trusted = |address| proxies.networks.iter().any(|network| network.contains(address));
        let mut elements =
            self.lines.iter().rev().flat_map(|line| elements(line, proxies.header).into_iter().rev());
        // SECURITY: whatever stands to the left of the first untrusted address was written by that address's owner.
        while is_trusted(address) {
            let Some(element) = elements.next() else { break };
            address = match proxies.header {
                ForwardedHeader::Forwarded => node(forwarded_for(element?)?)?,
                ForwardedHeader::XForwardedFor => node(element?)?,
            };
        }
        Some(address)
    }
}

/// The elements of one line. `None` stands for what cannot be read.
fn elements(line: &HeaderValue, header: ForwardedHeader) -> Vec<Option<&str>> {
    let Ok(line) = line.to_str() else { return vec![None] };
    let elements = match header {
        ForwardedHeader::Forwarded => split(line, ','),
        // Nothing in it is quoted.
        ForwardedHeader::XForwardedFor => Some(line.split(',').collect()),
    };
    // SECURITY: a client that opens a quote and does not close it would hide what proxies append behind it.
    elements.map_or_else(
        || vec![None],
        |elements| elements.into_iter().map(|element| Some(element.trim_matches([' ', '\t']))).collect(),
    )
}

/// Cuts at `separator` outside of quotes; `None` if a quote is left open.
fn split(text: &str, separator: char) -> Option<Vec<&str>> {
    let (mut quoted, mut escaped) = (false, false);
    let parts = text
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

/// The value of `for` in one element of `Forwarded` (RFC 7239 §4): exactly one, beside nothing but pairs that can be read.
fn forwarded_for(element: &str) -> Option<&str> {
    let mut found = None;
    for pair in split(element, ';')? {
        let (name, value) = pair.split_once('=')?;
        let value = unquoted(value.trim_matches([' ', '\t']))?;
        if name.trim_matches([' ', '\t']).eq_ignore_ascii_case("for") {
            // SECURITY: of two, one reader takes the first and another the last.
            if found.is_some() {
                return None;
            }
            found = Some(value);
        }
    }
    found
}

/// A value: a word, or all of it in quotes. Nobody needs escapes in an address.
fn unquoted(value: &str) -> Option<&str> {
    match value.strip_prefix('"') {
        Some(quoted) => quoted.strip_suffix('"').filter(|inside| !inside.contains(['"', '\\'])),
        None => Some(value).filter(|value| !value.contains(['"', '\\', ' ', '\t'])),
    }
}

/// An address, without its port, its brackets and its zone.
fn node(text: &str) -> Option<IpAddr> {
    if let Some(rest) = text.strip_prefix('[') {
        let (address, port) = rest.split_once(']')?;
        return (port.is_empty() || is_port(port.strip_prefix(':')?)).then(|| v6(address))?;
    }
    match text.split_once(':') {
        None => text.parse().ok(),
        Some((address, port)) if is_port(port) && address.contains('.') => {
            address.parse().ok().filter(IpAddr::is_ipv4)
        }
        Some(_) => v6(text),
    }
}

fn v6(text: &str) -> Option<IpAddr> {
    let address = match text.split_once('%') {
        Some((address, zone)) if !zone.is_empty() => address,
        Some(_) => return None,
        None => text,
    };
    let address: std::net::Ipv6Addr = address.parse().ok()?;
    Some(IpAddr::V6(address).to_canonical())
}

fn is_port(text: &str) -> bool {
    (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    fn address(header: ForwardedHeader, peer: &str, lines: &[&str]) -> Option<String> {
        let networks = ["10.0.0.0/8", "fd00::/8"].map(|network| network.parse().unwrap()).to_vec();
        let proxies = TrustedProxies { header, networks };
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header.name(), HeaderValue::from_bytes(line.as_bytes()).unwrap());
        }
        // The other field says something else, and nobody listens.
        headers.append("x-real-ip", HeaderValue::from_static("198.51.100.99"));
        let arrival = Arrival::new(Some(peer.parse().unwrap()), &headers, Some(&proxies));
        arrival.address(Some(&proxies)).map(|address| address.to_string())
    }

    #[test]
    fn s37_the_first_untrusted_address_from_the_right_counts() {
        let x = |peer: &str, lines: &[&str]| address(ForwardedHeader::XForwardedFor, peer, lines);
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(x("192.0.2.1", &["198.51.100.7"]), some("192.0.2.1"));
        assert_eq!(x("10.0.0.1", &["198.51.100.7"]), some("198.51.100.7"));
        assert_eq!(x("::ffff:10.0.0.1", &["198.51.100.7"]), some("198.51.100.7"));
        assert_eq!(x("10.0.0.1", &["6.6.6.6, 198.51.100.7, 10.0.0.2"]), some("198.51.100.7"));
        assert_eq!(x("10.0.0.1", &["6.6.6.6", "198.51.100.7", "10.0.0.2,fd00::2"]), some("198.51.100.7"));
        assert_eq!(x("10.0.0.1", &["10.0.0.3, 10.0.0.2"]), some("10.0.0.3"));
        assert_eq!(x("10.0.0.1", &[]), some("10.0.0.1"));
        assert_eq!(x("10.0.0.1", &["198.51.100.7:4711"]), some("198.51.100.7"));
        assert_eq!(x("10.0.0.1", &["[2001:db8::1]:4711"]), some("2001:db8::1"));
        assert_eq!(x("10.0.0.1", &["[2001:db8::1]"]), some("2001:db8::1"));
        assert_eq!(x("10.0.0.1", &["fe80::1%eth0"]), some("fe80::1"));
        assert_eq!(x("10.0.0.1", &["::ffff:198.51.100.7"]), some("198.51.100.7"));
    }

    #[test]
    fn s37_an_element_that_does_not_parse_stops_the_walk() {
        let x = |lines: &[&str]| address(ForwardedHeader::XForwardedFor, "10.0.0.1", lines);
        for line in [
            "unknown",
            "",
            "198.51.100.7,",
            "198.51.100",
            "198.51.100.7:x",
            "1.2.3.4:",
            "[::1",
            "[::1]x",
            "[1.2.3.4]",
            "198.51.100.7 10.0.0.2",
            "_hidden",
            "é",
            "1.2.3.4:123456",
            "::1%",
            "\"198.51.100.7\"",
            "010.0.0.1",
        ] {
            assert_eq!(x(&[line]), None, "{line:?}");
            assert_eq!(x(&["198.51.100.7", line]), None, "{line:?}");
        }
        // To the left of the first untrusted address nothing matters.
        assert_eq!(x(&["unknown, 198.51.100.7"]), Some("198.51.100.7".to_owned()));
    }

    #[test]
    fn s37_forwarded_is_read_like_rfc_7239() {
        let f = |line: &str| address(ForwardedHeader::Forwarded, "10.0.0.1", &[line]);
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(f("for=198.51.100.7"), some("198.51.100.7"));
        assert_eq!(f("For=\"[2001:db8::1]:4711\";proto=https"), some("2001:db8::1"));
        assert_eq!(
            f("for=6.6.6.6;by=\"a,b\", proto=http; for=198.51.100.7 , for=10.0.0.2"),
            some("198.51.100.7")
        );
        for line in [
            "for=unknown",
            "for=_hidden",
            "proto=https",
            "for=1.2.3.4;for=5.6.7.8",
            "for",
            "for=\"1.2.3.4",
            "198.51.100.7",
            "for=\"a\\\"b\"",
            "for=10.9.9.9;x=\", for=198.51.100.66",
            "for=10.9.9.9;x=\", for=\"198.51.100.66:4711\";proto=http",
            "for=10.9.9.9;x=\", for=\"[2001:db8::1]\";by=\"[2001:db8::2]\"",
            "for=10.9.9.9;x=\"\\, for=198.51.100.66",
            "for=10.9.9.9;x=\"a\"b, for=\"198.51.100.66",
            "for=198.51.100.66;x=a\"b\"",
            "",
        ] {
            assert_eq!(f(line), None, "{line:?}");
        }
    }

    #[test]
    fn s37_without_trusted_proxies_the_peer_counts() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", HeaderValue::from_static("198.51.100.7"));
        let arrival = Arrival::new(Some("::ffff:192.0.2.1".parse().unwrap()), &headers, None);
        assert_eq!(arrival.address(None).unwrap().to_string(), "192.0.2.1");
        assert_eq!(Arrival::new(None, &headers, None).address(None), None);
    }
}
