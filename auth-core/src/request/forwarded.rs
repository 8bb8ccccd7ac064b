//! Which address the header of trusted proxies names as the client's.

use std::net::IpAddr;

use http::HeaderValue;
use http::header::{FORWARDED, HeaderName};

use crate::request::network::Network;

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

/// Why the header of trusted proxies names no client.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Unlocated {
    /// The header is absent.
    Absent,
    /// Every address that is left is a trusted proxy's, and the framework may have dropped others.
    Incomplete,
    /// The header came from a peer of an address family in which no proxy is trusted: from a proxy that
    /// connects over both, say.
    OtherFamily,
    /// An element on the way is no address.
    Unreadable,
}

impl ForwardedHeader {
    pub(crate) const ALL: [Self; 2] = [Self::Forwarded, Self::XForwardedFor];

    pub(crate) fn name(self) -> HeaderName {
        match self {
            Self::Forwarded => FORWARDED,
            Self::XForwardedFor => HeaderName::from_static("x-forwarded-for"),
        }
    }

    /// Returns the address that one element names.
    fn node(self, element: &str) -> Option<IpAddr> {
        match self {
            Self::Forwarded => node(forwarded_for(element)?),
            Self::XForwardedFor => node(element),
        }
    }
}

impl TrustedProxies {
    /// Returns the trusted network that `address` lies in.
    pub(crate) fn network_of(&self, address: IpAddr) -> Option<&Network> {
        self.networks.iter().find(|network| network.contains(address))
    }

    /// Returns whether some proxy of the address family of `address` is trusted.
    pub(crate) fn know_family_of(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.is_of_family(address))
    }

    /// Returns the client's address: `peer`, or the first address from the right that is no trusted proxy's. If
    /// all of them are trusted proxies', the leftmost one is the client's (S37).
    ///
    /// `complete` says that `lines` are all that came.
    pub(crate) fn client(
        &self,
        peer: IpAddr,
        lines: &[HeaderValue],
        complete: bool,
    ) -> Result<IpAddr, Unlocated> {
        let mut address = peer;
        let mut elements =
            lines.iter().rev().flat_map(|line| elements(line, self.header).into_iter().rev());
        let mut named = false;
        // SECURITY: whatever stands to the left of the first untrusted address was written by that address's owner.
        while self.network_of(address).is_some() {
            let Some(element) = elements.next() else {
                // SECURITY: a proxy that names no client would lend its own address, and its rights, to every
                // client behind it. A client also shortens a list: one byte that the framework cannot carry drops
                // the line to which a proxy has appended (rocket).
                return match (named, complete) {
                    (true, true) => Ok(address),
                    (true, false) => Err(Unlocated::Incomplete),
                    (false, _) => Err(Unlocated::Absent),
                };
            };
            address = element
                .and_then(|element| self.header.node(element))
                .ok_or(Unlocated::Unreadable)?;
            named = true;
        }
        Ok(address)
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
        |elements| {
            elements.into_iter().map(|element| Some(element.trim_matches([' ', '\t']))).collect()
        },
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
mod tests;
