//! `HttpClient` over reqwest, with rustls.

use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use http::{Request, Response, Uri};
use reqwest::redirect::{Action, Attempt, Policy};
use reqwest::{Certificate, Client, ClientBuilder};

use crate::http_client::url::is_loopback;
use crate::http_client::{Fetching, HttpClient, Limits};

/// The name of this client in its requests.
const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// A client over reqwest with rustls: the default of the feature `reqwest`.
///
/// It trusts the certificates of the system. It uses the proxies of the environment
/// (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`), but not for loopback addresses. It follows redirects
/// as [`Limits::allows_redirect`] allows.
#[derive(Clone, Debug)]
pub struct ReqwestClient {
    network: Client,
    /// SECURITY: the loopback of a proxy is another machine, which could choose the keys (S43).
    loopback: Client,
}

impl ReqwestClient {
    /// Creates a client that trusts the certificates of the system.
    ///
    /// # Errors
    ///
    /// An error if the system has no certificates. A minimal container image may lack them: install
    /// its package `ca-certificates`, or use
    /// [`with_root_certificates`](Self::with_root_certificates).
    pub fn new() -> Result<Self, Box<dyn Error + Send + Sync>> {
        Self::trusting(&[])
    }

    /// Creates a client that also trusts the certificates in `pem`, of a private authority.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new). Also if `pem` contains no certificate, or a broken one.
    ///
    /// ```
    /// use auth_core::http_client::ReqwestClient;
    ///
    /// let error = ReqwestClient::with_root_certificates(b"no PEM").unwrap_err();
    /// assert!(error.to_string().starts_with("no certificate"));
    /// ```
    pub fn with_root_certificates(pem: &[u8]) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let roots = Certificate::from_pem_bundle(pem)?;
        if roots.is_empty() {
            let advice = "no certificate: give the text from `-----BEGIN CERTIFICATE-----` on";
            return Err(advice.into());
        }
        Self::trusting(&roots)
    }

    fn trusting(roots: &[Certificate]) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let builder = || {
            Client::builder()
                .user_agent(USER_AGENT)
                .referer(false)
                // Fetches are rare. A pooled connection would belong to the runtime of one worker.
                .pool_max_idle_per_host(0)
                .redirect(Policy::custom(redirect))
                .tls_certs_merge(roots.iter().cloned())
        };
        Ok(Self { network: builder().build()?, loopback: local(builder()).build()? })
    }
}

/// Limits a client to this machine: no proxy, and no resolver for `localhost`.
fn local(builder: ClientBuilder) -> ClientBuilder {
    let addresses = [IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST)];
    // The port 0 stands for the port of the URL.
    let addresses = addresses.map(|address| SocketAddr::new(address, 0));
    builder.no_proxy().resolve_to_addrs("localhost", &addresses)
}

/// Follows a redirect within the limits. Otherwise the redirect itself is the response.
fn redirect(attempt: Attempt<'_>) -> Action {
    let url = |url: &reqwest::Url| url.as_str().parse::<Uri>().ok();
    let number = attempt.previous().len();
    let from = attempt.previous().last().and_then(url);
    let is_allowed = match (from, url(attempt.url())) {
        (Some(from), Some(to)) => Limits::default().allows_redirect(number, &from, &to),
        _ => false,
    };
    if is_allowed { attempt.follow() } else { attempt.stop() }
}

impl HttpClient for ReqwestClient {
    fn send<'a>(&'a self, request: Request<Vec<u8>>, limits: &'a Limits) -> Fetching<'a> {
        let client = if is_loopback(request.uri()) { &self.loopback } else { &self.network };
        Box::pin(async move {
            let mut request = reqwest::Request::try_from(request)?;
            *request.timeout_mut() = Some(limits.time());
            // The URL may have a query, which must not be logged.
            let mut received =
                client.execute(request).await.map_err(reqwest::Error::without_url)?;
            let mut body = Vec::new();
            while let Some(chunk) = received.chunk().await.map_err(reqwest::Error::without_url)? {
                // SECURITY: a response without an end would fill the memory (S43).
                if body.len().saturating_add(chunk.len()) > limits.size() {
                    return Err(format!("more than {} bytes", limits.size()).into());
                }
                body.extend_from_slice(&chunk);
            }
            let mut response = Response::new(body);
            *response.status_mut() = received.status();
            *response.headers_mut() = std::mem::take(received.headers_mut());
            Ok(response)
        })
    }
}
