//! The header of the tokens, for proxies that write one of their own.

use http::HeaderName;
use http::header::AUTHORIZATION;

use super::JwtBuilder;
use crate::jwt::compact::Padding;
use crate::request::credentials::CredentialSource;

impl JwtBuilder {
    /// Sets the header that contains only a token. Default: `Authorization`, with the scheme
    /// `Bearer`.
    ///
    /// It is for a proxy that authenticates users and passes a token of its own on, such as
    /// `Cf-Access-Jwt-Assertion` of Cloudflare Access. A request with a second set of credentials,
    /// in `Authorization` for example, is rejected.
    ///
    /// ```
    /// use auth_core::jwt::{Jwt, Key};
    /// use http::HeaderName;
    ///
    /// let jwt = Jwt::builder()
    ///     .issuer("https://team.cloudflareaccess.com")
    ///     .audience("the tag of the application")
    ///     .header(HeaderName::from_static("cf-access-jwt-assertion"))
    ///     # .key(Key::hs256(b"test data: thirty-two bytes long!")?)
    ///     .build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn header(mut self, name: HeaderName) -> Self {
        self.source = if name == AUTHORIZATION {
            CredentialSource::Authorization
        } else {
            CredentialSource::Header(name)
        };
        self
    }

    /// Requires base64url with padding, as load balancers of AWS write it in `x-amzn-oidc-data`.
    /// Default: padding is rejected ([RFC 7515
    /// §2](https://www.rfc-editor.org/rfc/rfc7515#section-2)).
    ///
    /// It needs a [`header`](Self::header) other than `Authorization`.
    ///
    /// ```
    /// use auth_core::jwt::{Jwt, JwtError};
    ///
    /// let builder = Jwt::builder().issuer("https://issuer.example").audience("api");
    /// assert_eq!(builder.padded().build().unwrap_err(), JwtError::PaddedAuthorization);
    /// ```
    pub fn padded(mut self) -> Self {
        self.padding = Padding::Full;
        self
    }
}
