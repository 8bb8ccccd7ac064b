//! The address that trusted proxies name as the client's.

use std::fmt;
use std::net::IpAddr;

use http::HeaderValue;

use crate::request::client_address::forwarded::ForwardedHeader;
use crate::request::headers::InvalidHeader;
use crate::request::network::Network;

/// The networks of trusted proxies, and the header that they write.
#[derive(Clone, Debug)]
pub(crate) struct TrustedProxies {
    pub(crate) header: ForwardedHeader,
    pub(crate) networks: Vec<Network>,
}

/// Reason for which the header of trusted proxies names no client.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum NoClient {
    /// The header is absent.
    Absent,
    /// All remaining addresses are trusted proxies', and the framework may have dropped lines.
    Incomplete,
    /// No proxy is trusted in the address family of the peer that sent the header.
    ///
    /// The peer may be a proxy that connects over both families.
    OtherFamily,
    /// An element is not an address.
    Unreadable,
}

impl TrustedProxies {
    /// Returns the trusted network that contains `address`.
    pub(crate) fn network_of(&self, address: IpAddr) -> Option<&Network> {
        self.networks.iter().find(|network| network.contains(address))
    }

    /// Returns whether a proxy of the address family of `address` is trusted.
    pub(crate) fn know_family_of(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.is_of_family(address))
    }

    /// Returns the client's address: `peer`, or the rightmost address that is not a trusted
    /// proxy's.
    ///
    /// If all of them are trusted proxies', the leftmost one is the client's (S37).
    /// `complete` states that the framework dropped none of the `lines`.
    pub(crate) fn client(
        &self,
        peer: IpAddr,
        lines: &[Result<HeaderValue, InvalidHeader>],
        complete: bool,
    ) -> Result<IpAddr, NoClient> {
        let mut elements = lines.iter().rev().flat_map(|line| {
            let elements = match line {
                Ok(line) => self.header.elements(line),
                Err(InvalidHeader) => vec![None],
            };
            elements.into_iter().rev()
        });
        let mut address = peer;
        let mut named = false;
        // SECURITY: the first untrusted address wrote all elements to the left of its own. They may
        // be forged and do not count.
        while self.network_of(address).is_some() {
            let Some(element) = elements.next() else {
                // SECURITY: a proxy that names no client would lend its own address, and its
                // rights, to every client behind it. A client can also shorten the list: a byte
                // that rocket cannot represent drops the whole line to which a proxy has appended.
                return match (named, complete) {
                    (true, true) => Ok(address),
                    (true, false) => Err(NoClient::Incomplete),
                    (false, _) => Err(NoClient::Absent),
                };
            };
            address = element
                .and_then(|element| self.header.address(element))
                .ok_or(NoClient::Unreadable)?;
            named = true;
        }
        Ok(address)
    }
}

impl fmt::Display for NoClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absent => {
                "the expected header did not come; name the header that the proxy writes in \
                 `.trusted_proxies(…)`, and let the proxy write it on every connection"
            }
            Self::Incomplete => {
                "only trusted addresses are left, and the framework drops lines that are not \
                 UTF-8; let the outermost proxy replace the header that clients send"
            }
            Self::OtherFamily => {
                "the header came from a peer of an address family in which no proxy is trusted; \
                 name the networks of both families in `.trusted_proxies(…)`"
            }
            Self::Unreadable => {
                "an element of the header is no address; let each proxy add the address of its peer"
            }
        })
    }
}

#[cfg(test)]
mod tests;
