//! Where one request comes from, and what the operator is told where that is unknown or looks wrong.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};

use http::HeaderValue;
use tracing::{Level, event};

use crate::causes::Causes;
use crate::fields::Fields;
use crate::forwarded::{ForwardedHeader, TrustedProxies, Unlocated};

/// Where one request comes from, unread.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arrival {
    peer: Option<IpAddr>,
    /// The lines of the header that the trusted proxies write.
    lines: Vec<HeaderValue>,
    /// Whether these are all lines that came.
    complete: bool,
    /// The forwarding header that came where the other one, or none, is expected. For the log only.
    other: Option<ForwardedHeader>,
}

/// How one `Auth` finds addresses.
#[derive(Debug)]
pub(crate) struct Locator {
    proxies: Option<TrustedProxies>,
    /// Whether a rule has asked for an address: only then is a header that does not count worth looking for.
    asked: AtomicBool,
}

impl Locator {
    pub(crate) fn new(proxies: Option<TrustedProxies>) -> Self {
        Self { proxies, asked: AtomicBool::new(false) }
    }
}

impl Arrival {
    pub(crate) fn new<F: Fields>(peer: Option<IpAddr>, fields: &F, locator: &Locator) -> Self {
        let lines: Vec<_> = match &locator.proxies {
            Some(proxies) => fields.values(&proxies.header.name()).map(Cow::into_owned).collect(),
            None => Vec::new(),
        };
        let watched = locator.proxies.is_some() || locator.asked.load(Ordering::Relaxed);
        let came = |header: &ForwardedHeader| fields.values(&header.name()).next().is_some();
        let other =
            if watched && lines.is_empty() { ForwardedHeader::ALL.into_iter().find(came) } else { None };
        Self { peer, lines, complete: F::COMPLETE, other }
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
        let trusted = locator.proxies.as_ref().and_then(|proxies| Some((proxies, proxies.network_of(peer)?)));
        let Some((proxies, network)) = trusted else {
            if let Some(came) = self.came(locator) {
                ignored(causes, peer, came);
            }
            return Some(peer);
        };
        match proxies.client(peer, &self.lines, self.complete) {
            Ok(address) => Some(address),
            Err(error) => {
                if causes.is_first("no_address", &format!("{error} {network}")) {
                    event!(
                        target: "auth_core",
                        Level::ERROR,
                        peer = %peer,
                        trusted = %network,
                        expected = %proxies.header.name(),
                        came = self.came(locator).map(|header| tracing::field::display(header.name())),
                        "a trusted proxy names no client, so that `ip` is unmet: {error}"
                    );
                }
                None
            }
        }
    }

    /// Returns which forwarding header came, the expected one first.
    fn came(&self, locator: &Locator) -> Option<ForwardedHeader> {
        match &locator.proxies {
            Some(proxies) if !self.lines.is_empty() => Some(proxies.header),
            _ => self.other,
        }
    }
}

/// Logs that a peer which is no trusted proxy sent a forwarding header: the peer may be a proxy that was forgotten.
fn ignored(causes: &Causes, peer: IpAddr, header: ForwardedHeader) {
    // SECURITY: clients cause this event from addresses of their own choice, so it is bounded: at most 512 networks
    // of a family's first 8 bits, fewer than the causes that are remembered.
    let network = match peer {
        IpAddr::V4(peer) => format!("{}.0.0.0/8", peer.octets()[0]),
        IpAddr::V6(peer) => format!("{:02x}00::/8", peer.octets()[0]),
    };
    if causes.is_first("ignored_forwarding", &network) {
        event!(
            target: "auth_core",
            Level::WARN,
            peer = %peer,
            came = %header.name(),
            "a forwarding header came from a peer that is no trusted proxy, and does not count: if the peer is a proxy, \
             name its network in `.trusted_proxies(…)`, or `ip` takes every client behind it for the proxy"
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
            Self::Unreadable => {
                "an element of the header is no address; let each proxy add the address of its peer"
            }
        })
    }
}

#[cfg(test)]
mod tests;
