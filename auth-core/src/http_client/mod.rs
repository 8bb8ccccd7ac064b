//! HTTP client for an issuer: its metadata, its key set, and its endpoint for introspection.
//!
//! An implementation of [`HttpClient`] sends the requests. The feature `reqwest` brings
//! [`ReqwestClient`], the default. Another client is useful for a private network: a client
//! certificate, a header, or a proxy that is no environment variable.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response, Uri};

#[cfg(feature = "reqwest")]
mod reqwest;
pub(crate) mod url;

#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestClient;

/// The result of a fetch, later. An error is logged: its text must hold no secret.
pub type Fetching<'a> = Pin<
    Box<dyn Future<Output = Result<Response<Vec<u8>>, Box<dyn Error + Send + Sync>>> + Send + 'a>,
>;

/// A client that sends a request and reads the whole response.
///
/// The caller checks each URL before it calls the client, and each response after it. It never
/// takes a URL from a token. A request is a GET without a body, or a POST to an introspection
/// endpoint, whose body and `Authorization` are secrets. The client should use the proxies and the
/// certificates that the network needs. It must not send a request to a loopback address through a
/// proxy.
///
/// ```
/// use auth_core::http::{Request, Response};
/// use auth_core::http_client::{Fetching, HttpClient, Limits};
///
/// /// Documents from the memory, for tests.
/// #[derive(Debug)]
/// struct Documents(String);
///
/// impl HttpClient for Documents {
///     fn send<'a>(&'a self, request: Request<Vec<u8>>, _limits: &'a Limits) -> Fetching<'a> {
///         assert_eq!(request.uri().path(), "/keys");
///         Box::pin(async { Ok(Response::new(self.0.clone().into_bytes())) })
///     }
/// }
/// ```
pub trait HttpClient: fmt::Debug + Send + Sync + 'static {
    /// Sends `request` and reads the whole response, within `limits`.
    ///
    /// A redirect that the limits do not [allow](Limits::allows_redirect) is not followed: return
    /// the response with its status 3xx.
    ///
    /// # Errors
    ///
    /// Any error if there is no response, or if it exceeds the limits.
    fn send<'a>(&'a self, request: Request<Vec<u8>>, limits: &'a Limits) -> Fetching<'a>;
}

impl<C: HttpClient + ?Sized> HttpClient for Arc<C> {
    fn send<'a>(&'a self, request: Request<Vec<u8>>, limits: &'a Limits) -> Fetching<'a> {
        (**self).send(request, limits)
    }
}

/// The limits of one request.
///
/// ```
/// use auth_core::http_client::Limits;
///
/// let limits = Limits::default();
/// assert_eq!((limits.time().as_secs(), limits.size(), limits.redirects()), (5, 256 * 1024, 3));
/// let from = "https://issuer.example/keys".parse()?;
/// assert!(limits.allows_redirect(1, &from, &"https://issuer.example/keys/".parse()?));
/// assert!(!limits.allows_redirect(1, &from, &"https://other.example/keys".parse()?));
/// # Ok::<(), auth_core::http::uri::InvalidUri>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Limits {
    time: Duration,
    size: usize,
    redirects: usize,
}

impl Default for Limits {
    /// Returns the limits of metadata and key sets: 5 seconds, 256 KiB and 3 redirects.
    fn default() -> Self {
        Self { time: Duration::from_secs(5), size: 256 * 1024, redirects: 3 }
    }
}

impl Limits {
    /// Returns the limits of a request whose body is a secret: 4 seconds, 64 KiB, no redirect.
    //
    // SECURITY: a redirect would hand the body and the credentials to another place (S54).
    #[cfg(feature = "introspection")]
    pub(crate) const fn of_secrets() -> Self {
        Self { time: Duration::from_secs(4), size: 64 * 1024, redirects: 0 }
    }

    /// Returns these limits with another time.
    #[cfg(feature = "introspection")]
    pub(crate) const fn lasting(self, time: Duration) -> Self {
        Self { time, ..self }
    }

    /// Returns the maximum time from the start to the last byte of the body.
    #[must_use]
    pub const fn time(&self) -> Duration {
        self.time
    }

    /// Returns the maximum length of the body in bytes.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.size
    }

    /// Returns the maximum number of redirects.
    #[must_use]
    pub const fn redirects(&self) -> usize {
        self.redirects
    }

    /// Returns `true` if the client may follow the redirect of this number, counted from 1.
    ///
    /// A redirect must stay at its origin: the same scheme, host and port.
    //
    // SECURITY: an open redirect of the issuer would let an attacker choose the keys, and a
    // redirect to an internal address would send a request there (RFC 9700 §4.11, S43).
    #[must_use]
    pub fn allows_redirect(&self, number: usize, from: &Uri, to: &Uri) -> bool {
        number <= self.redirects && url::is_same_origin(from, to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s43_three_redirects_within_one_origin_are_allowed() {
        let allows = |number, to: &str| {
            let from = "https://issuer.example/keys".parse().unwrap();
            Limits::default().allows_redirect(number, &from, &to.parse().unwrap())
        };
        for number in 1..=3 {
            assert!(allows(number, "https://issuer.example:443/other"));
            assert!(!allows(number, "https://issuer.example.evil.example/"));
            assert!(!allows(number, "http://issuer.example/"));
            assert!(!allows(number, "https://169.254.169.254/"));
        }
        assert!(!allows(4, "https://issuer.example/other"));
    }
}
