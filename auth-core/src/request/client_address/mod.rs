//! The client's address of a request, with or without trusted proxies in front.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};

use http::HeaderValue;
use tracing::{Level, event};

use crate::causes::Causes;
use crate::request::client_address::forwarded::ForwardedHeader;
use crate::request::client_address::trusted_proxies::{NoClient, TrustedProxies};
use crate::request::headers::{HeaderSource, InvalidHeader};
use crate::request::network::Network;

pub(crate) mod forwarded;
pub(crate) mod trusted_proxies;

/// The peer's address and the forwarding headers of one request, not yet parsed.
#[derive(Clone, Debug, Default)]
pub(crate) struct ClientAddress {
    peer: Option<IpAddr>,
    /// The lines of the header that trusted proxies write.
    lines: Vec<Result<HeaderValue, InvalidHeader>>,
    /// `true` if the framework dropped no lines.
    complete: bool,
    /// The forwarding header that the request has; the expected one, if it has both.
    came: Option<ForwardedHeader>,
}

/// The settings by which one `Auth` finds the addresses of clients.
#[derive(Debug)]
pub(crate) struct Locator {
    proxies: Option<TrustedProxies>,
    /// `true` once a rule has used an address. Until then, ignored headers are not looked for.
    asked: AtomicBool,
}

impl Locator {
    pub(crate) fn new(proxies: Option<TrustedProxies>) -> Self {
        Self { proxies, asked: AtomicBool::new(false) }
    }
}

impl ClientAddress {
    pub(crate) fn new<H: HeaderSource>(
        peer: Option<IpAddr>,
        headers: &H,
        locator: &Locator,
    ) -> Self {
        let lines: Vec<_> = match &locator.proxies {
            Some(proxies) => {
                let name = proxies.header.name();
                headers.values(&name).map(|line| line.map(Cow::into_owned)).collect()
            }
            None => Vec::new(),
        };
        let is_present = |header: &ForwardedHeader| headers.values(&header.name()).next().is_some();
        let came = match &locator.proxies {
            Some(proxies) if !lines.is_empty() => Some(proxies.header),
            None if !locator.asked.load(Ordering::Relaxed) => None,
            _ => ForwardedHeader::ALL.into_iter().find(is_present),
        };
        Self { peer, lines, complete: H::COMPLETE, came }
    }

    /// Returns whether the framework provides the peer's address.
    pub(crate) fn is_known(&self) -> bool {
        self.peer.is_some()
    }

    /// Returns the client's address for a rule with `ip`, or `None` if it is unknown.
    ///
    /// Logs an unknown address, and one that may be a proxy's, once for each cause and network.
    pub(crate) fn address(&self, locator: &Locator, causes: &Causes) -> Option<IpAddr> {
        if !locator.asked.load(Ordering::Relaxed) {
            locator.asked.store(true, Ordering::Relaxed);
        }
        let peer = self.peer?.to_canonical();
        let trusted = locator.proxies.as_ref().map(|proxies| (proxies, proxies.network_of(peer)));
        let found = match trusted {
            Some((proxies, Some(_))) => proxies.client(peer, &self.lines, self.complete),
            // SECURITY: a proxy that is trusted over IPv4 only would lend its IPv6 address to every
            // client behind it. A client that sends the header itself loses only its own rights.
            Some((proxies, None)) if self.came.is_some() && !proxies.know_family_of(peer) => {
                Err(NoClient::OtherFamily)
            }
            Some((_, None)) | None => {
                self.came.inspect(|came| log_ignored(causes, peer, *came));
                Ok(peer)
            }
        };
        if let (Err(error), Some((proxies, network))) = (found, trusted) {
            self.log_unknown(error, (peer, network), proxies.header, causes);
        }
        found.ok()
    }

    /// Logs that a trusted proxy names no client.
    fn log_unknown(
        &self,
        error: NoClient,
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
                trusted = network.map(tracing::field::display),
                expected = %expected.name(),
                came = self.came.map(|came| tracing::field::display(came.name())),
                "a proxy names no client, so that `ip` is unmet: {error}"
            );
        }
    }
}

/// Logs that an untrusted peer sent a forwarding header. It may be a proxy that is not configured.
fn log_ignored(causes: &Causes, peer: IpAddr, header: ForwardedHeader) {
    // SECURITY: clients cause this event, from addresses of their choice. It is logged once for
    // each of 512 networks. `Causes` holds more, so clients cannot suppress other events.
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
            "a forwarding header from a peer that is no trusted proxy does not count: if the peer \
             is a proxy, name its network in `.trusted_proxies(…)`, or `ip` takes every client \
             behind it for the proxy"
        );
    }
}

#[cfg(test)]
mod tests;
