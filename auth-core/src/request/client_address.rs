//! Where one request comes from, and what the operator is told where that is unknown or looks wrong.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};

use http::HeaderValue;
use tracing::{Level, event};

use crate::causes::Causes;
use crate::request::forwarded::{ForwardedHeader, TrustedProxies, Unlocated};
use crate::request::headers::HeaderSource;
use crate::request::network::Network;

/// Where one request comes from, unread.
#[derive(Clone, Debug, Default)]
pub(crate) struct ClientAddress {
    peer: Option<IpAddr>,
    /// The lines of the header that the trusted proxies write.
    lines: Vec<HeaderValue>,
    /// Whether these are all lines that came.
    complete: bool,
    /// Which forwarding header came, the expected one first.
    came: Option<ForwardedHeader>,
}

/// How one `Auth` finds addresses.
#[derive(Debug)]
pub(crate) struct Locator {
    proxies: Option<TrustedProxies>,
    /// Whether a rule has asked for an address: only then is a header that does not count looked for.
    asked: AtomicBool,
}

impl Locator {
    pub(crate) fn new(proxies: Option<TrustedProxies>) -> Self {
        Self { proxies, asked: AtomicBool::new(false) }
    }
}

impl ClientAddress {
    pub(crate) fn new<F: HeaderSource>(
        peer: Option<IpAddr>,
        fields: &F,
        locator: &Locator,
    ) -> Self {
        let lines: Vec<_> = match &locator.proxies {
            Some(proxies) => fields.values(&proxies.header.name()).map(Cow::into_owned).collect(),
            None => Vec::new(),
        };
        let is_there = |header: &ForwardedHeader| fields.values(&header.name()).next().is_some();
        let came = match &locator.proxies {
            Some(proxies) if !lines.is_empty() => Some(proxies.header),
            None if !locator.asked.load(Ordering::Relaxed) => None,
            _ => ForwardedHeader::ALL.into_iter().find(is_there),
        };
        Self { peer, lines, complete: F::COMPLETE, came }
    }

    /// Returns whether the framework told who is at the other end of the connection.
    pub(crate) fn is_known(&self) -> bool {
        self.peer.is_some()
    }

    /// Returns the client's address for a rule that asks for it, or `None` if it is unknown.
    ///
    /// Logs why it is unknown, or may be a proxy's: once for each cause and network.
    pub(crate) fn address(&self, locator: &Locator, causes: &Causes) -> Option<IpAddr> {
        if !locator.asked.load(Ordering::Relaxed) {
            locator.asked.store(true, Ordering::Relaxed);
        }
        let peer = self.peer?.to_canonical();
        let trusted = locator.proxies.as_ref().map(|proxies| (proxies, proxies.network_of(peer)));
        let found = match trusted {
            Some((proxies, Some(_))) => proxies.client(peer, &self.lines, self.complete),
            // SECURITY: a proxy that is trusted over IPv4 only would lend its IPv6 address to every
            // client behind it. A client that sends the header itself loses only rights of its own.
            Some((proxies, None)) if self.came.is_some() && !proxies.know_family_of(peer) => {
                Err(Unlocated::OtherFamily)
            }
            Some((_, None)) | None => {
                self.came.inspect(|came| ignored(causes, peer, *came));
                Ok(peer)
            }
        };
        if let (Err(error), Some((proxies, network))) = (found, trusted) {
            self.tell(error, (peer, network), proxies.header, causes);
        }
        found.ok()
    }

    /// Logs why no client is named.
    fn tell(
        &self,
        error: Unlocated,
        (peer, network): (IpAddr, Option<&Network>),
        expected: ForwardedHeader,
        causes: &Causes,
    ) {
        let network = network.map(ToString::to_string);
        let detail = format!("{error:?} {}", network.as_deref().unwrap_or_default());
        if causes.is_first("no_address", &detail) {
            event!(
                target: "auth_core",
                Level::ERROR,
                peer = %peer,
                trusted = network.map(display),
                expected = %expected.name(),
                came = self.came.map(|came| display(came.name())),
                "a proxy names no client, so that `ip` is unmet: {error}"
            );
        }
    }
}

/// Logs that a peer which is no trusted proxy sent a forwarding header: it may be a forgotten proxy.
fn ignored(causes: &Causes, peer: IpAddr, header: ForwardedHeader) {
    // SECURITY: clients cause this event, from addresses of their own choice. It is logged once for
    // each of 512 networks, which are fewer than the causes that are remembered.
    let network = match peer {
        IpAddr::V4(peer) => format!("IPv4 {}", peer.octets()[0]),
        IpAddr::V6(peer) => format!("IPv6 {}", peer.octets()[0]),
    };
    if causes.is_first("ignored_forwarding", &network) {
        event!(
            target: "auth_core",
            Level::WARN,
            peer = %peer,
            came = %header.name(),
            "a forwarding header from a peer that is no trusted proxy does not count: if the peer is a proxy, name its \
             network in `.trusted_proxies(…)`, or `ip` takes every client behind it for the proxy"
        );
    }
}

impl fmt::Display for Unlocated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absent => {
                "the expected header did not come; name the header that the proxy writes in `.trusted_proxies(…)`, and let the \
                 proxy write it on every connection"
            }
            Self::Incomplete => {
                "only trusted addresses are left, and the framework drops lines that are not UTF-8; let the outermost proxy \
                 replace the header that clients send"
            }
            Self::OtherFamily => {
                "the header came from a peer of an address family in which no proxy is trusted; name the networks of both \
                 families in `.trusted_proxies(…)`"
            }
            Self::Unreadable => {
                "an element of the header is no address; let each proxy add the address of its peer"
            }
        })
    }
}

#[cfg(test)]
mod tests;
