//! `HttpClient` over reqwest, with rustls.

use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use http::{Request, Response, Uri};
use reqwest::header::LOCATION;
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder};
use tokio::time::Instant;

use crate::http_client::url::is_loopback;
use crate::http_client::{Fetching, HttpClient, Limits};

/// The name of this client in its requests.
const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// A client over reqwest with rustls: the default of the feature `reqwest`.
///
/// It trusts the certificates of the system. It uses the proxies of the environment
/// (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`), but not for loopback addresses. It follows redirects
/// as [`Limits::allows_redirect`] allows, with the same method and body.
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
                // `send` follows them, within the limits of the request.
                .redirect(Policy::none())
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

/// Returns the URL to which a response leads, if it is a redirect that the limits allow.
fn redirect(received: &reqwest::Response, number: usize, limits: &Limits) -> Option<reqwest::Url> {
    if !matches!(received.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = received.headers().get(LOCATION)?.to_str().ok()?;
    let to = received.url().join(location).ok()?;
    let uri = |url: &reqwest::Url| url.as_str().parse::<Uri>().ok();
    limits.allows_redirect(number, &uri(received.url())?, &uri(&to)?).then_some(to)
}

impl HttpClient for ReqwestClient {
    fn send<'a>(&'a self, request: Request<Vec<u8>>, limits: &'a Limits) -> Fetching<'a> {
        let client = if is_loopback(request.uri()) { &self.loopback } else { &self.network };
        Box::pin(async move {
            let end = Instant::now().checked_add(limits.time());
            let left = || end.map(|end| end.saturating_duration_since(Instant::now()));
            let mut request = reqwest::Request::try_from(request)?;
            let mut redirects = 0_usize;
            let mut received = loop {
                *request.timeout_mut() = left();
                let again = request.try_clone();
                // The URL may have a query, which must not be logged.
                let received =
                    client.execute(request).await.map_err(reqwest::Error::without_url)?;
                redirects = redirects.saturating_add(1);
                match (again, redirect(&received, redirects, limits)) {
                    (Some(again), Some(to)) => {
                        request = again;
                        *request.url_mut() = to;
                    }
                    _ => break received,
                }
            };
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

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::process::Command;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::{env, thread};

    use super::*;

    /// The variable with the URL that a child process fetches.
    const URL: &str = "AUTH_CORE_TEST_URL";

    /// A server that sends one response to each request, and counts the requests.
    struct Server {
        address: SocketAddr,
        requests: Arc<AtomicUsize>,
    }

    impl Server {
        /// Starts a server. The end of its response is sent again and again, if it `is_endless`.
        fn start(response: &'static str, is_endless: bool) -> Self {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = listener.local_addr().unwrap();
            let requests = Arc::new(AtomicUsize::new(0));
            let count = Arc::clone(&requests);
            thread::spawn(move || {
                for stream in listener.incoming() {
                    let mut stream = stream.unwrap();
                    count.fetch_add(1, Ordering::SeqCst);
                    let _read = stream.read(&mut [0; 4096]).unwrap();
                    stream.write_all(response.as_bytes()).unwrap();
                    while is_endless && stream.write_all(&[b' '; 4096]).is_ok() {}
                }
            });
            Self { address, requests }
        }

        fn fetch(&self) -> Result<Response<Vec<u8>>, Box<dyn Error + Send + Sync>> {
            fetch(&format!("http://{}/keys", self.address))
        }

        fn requests(&self) -> usize {
            self.requests.load(Ordering::SeqCst)
        }
    }

    fn fetch(url: &str) -> Result<Response<Vec<u8>>, Box<dyn Error + Send + Sync>> {
        send(Request::get(url).body(Vec::new()).unwrap(), &Limits::default())
    }

    fn send(
        request: Request<Vec<u8>>,
        limits: &Limits,
    ) -> Result<Response<Vec<u8>>, Box<dyn Error + Send + Sync>> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let client = ReqwestClient::new().unwrap();
        runtime.block_on(client.send(request, limits))
    }

    #[test]
    fn s43_response_without_an_end_is_an_error() {
        let error = Server::start("HTTP/1.1 200 OK\r\n\r\n", true).fetch().unwrap_err();
        assert_eq!(error.to_string(), "more than 262144 bytes");
    }

    #[test]
    fn s43_fourth_redirect_is_the_response() {
        let head = "HTTP/1.1 302 Found\r\nlocation: /keys\r\ncontent-length: 0\r\n\
            connection: close\r\n\r\n";
        let server = Server::start(head, false);
        assert_eq!(server.fetch().unwrap().status(), 302);
        assert_eq!(server.requests(), 4);
    }

    #[cfg(feature = "introspection")]
    #[test]
    fn s54_redirect_of_a_post_is_the_response() {
        for status in ["301", "302", "303", "307", "308"] {
            let head = format!(
                "HTTP/1.1 {status} Moved\r\nlocation: /other\r\ncontent-length: 0\r\n\
                 connection: close\r\n\r\n"
            );
            let server = Server::start(head.leak(), false);
            let url = format!("http://{}/introspect", server.address);
            let request = Request::post(url).body(b"token=secret".to_vec()).unwrap();
            let response = send(request, &Limits::of_secrets()).unwrap();
            assert_eq!((response.status().as_str(), server.requests()), (status, 1));
        }
    }

    #[test]
    fn s43_redirect_to_another_origin_is_the_response() {
        let head = "HTTP/1.1 302 Found\r\nlocation: http://localhost/keys\r\n\
            content-length: 0\r\nconnection: close\r\n\r\n";
        let server = Server::start(head, false);
        assert_eq!(server.fetch().unwrap().status(), 302);
        assert_eq!(server.requests(), 1);
    }

    #[test]
    fn s43_loopback_address_needs_no_proxy() {
        if let Ok(url) = env::var(URL) {
            assert_eq!(fetch(&url).unwrap().body(), b"here");
            return;
        }
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\nhere";
        let server = Server::start(head, false);
        let proxy = Server::start("HTTP/1.1 502 Bad Gateway\r\n\r\n", false);
        for host in ["127.0.0.1", "localhost"] {
            let child = Command::new(env::current_exe().unwrap())
                .args(["s43_loopback_address_needs_no_proxy"])
                .env(URL, format!("http://{host}:{}/keys", server.address.port()))
                .envs(
                    ["ALL_PROXY", "HTTP_PROXY", "http_proxy"]
                        .map(|name| (name, format!("http://{}", proxy.address))),
                )
                .env_remove("NO_PROXY")
                .env_remove("no_proxy")
                .output()
                .unwrap();
            assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stdout));
        }
        assert_eq!((server.requests(), proxy.requests()), (2, 0));
    }
}
