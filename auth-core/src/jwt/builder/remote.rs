//! Settings of a [`JwtBuilder`] for keys that are fetched from the issuer.

use std::sync::Arc;
use std::time::Duration;

use super::JwtBuilder;
use crate::http_client::HttpClient;
use crate::jwt::remote::settings::Origin;

impl JwtBuilder {
    /// Sets the issuer: the exact `iss` of the tokens. Its keys are fetched from it when requests
    /// need them, and again as they change.
    ///
    /// The verifier fetches the metadata of the issuer
    /// ([OpenID Connect Discovery §4](https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig),
    /// then [RFC 8414 §3](https://www.rfc-editor.org/rfc/rfc8414#section-3)), and from its
    /// `jwks_uri` the keys. The `issuer` in the metadata must be identical. Each document must be
    /// at a URL with `https`, or with `http` on this machine.
    ///
    /// - Building needs no network. [`Jwt::ready`](crate::jwt::Jwt::ready) fetches the keys at the
    ///   start; without it, the first request does. Fetches need a runtime of tokio with timers.
    /// - Keys are fresh as long as `Cache-Control` says, from 1 minute to 1 hour. Without it, they
    ///   are fresh for 10 minutes. Afterwards, the next request starts a fetch.
    /// - If the issuer is down, the known keys stay in use until they reach the [maximum
    ///   age](Self::max_stale). Without usable keys, requests are rejected with 503.
    /// - A token with an unknown key waits for a fetch, for 4 seconds at most. It is rejected with
    ///   401 only if the keys are newer than the token. There are at least 3 seconds between two
    ///   fetches.
    /// - An unfit key of the set is skipped and logged, as by
    ///   [`Key::from_jwks_lenient`](crate::jwt::Key::from_jwks_lenient). A set has 64 keys at most.
    ///
    /// The keys come from the issuer only: [`key`](Self::key) and [`jwks`](Self::jwks) beside it
    /// are an error. Tenants have no metadata in common: use [`issuer`](Self::issuer) and
    /// [`jwks_uri`](Self::jwks_uri).
    ///
    /// ```
    /// # #[cfg(feature = "reqwest")] {
    /// let jwt = auth_core::jwt::Jwt::builder()
    ///     .discover("https://login.example/realms/shop")
    ///     .audience("https://api.example")
    ///     .build()?;
    /// assert!(!jwt.key_status().is_usable());
    /// # }
    /// # Ok::<(), auth_core::jwt::JwtError>(())
    /// ```
    pub fn discover(mut self, issuer: impl Into<Box<str>>) -> Self {
        self.issuer = issuer.into();
        self.remote.origin = Origin::Metadata;
        self
    }

    /// Sets the URL of the key set of the [issuer](Self::issuer), instead of its metadata
    /// ([`discover`](Self::discover)). The keys are fetched in the same way.
    ///
    /// ```
    /// # #[cfg(feature = "reqwest")] {
    /// let jwt = auth_core::jwt::Jwt::builder()
    ///     .issuer("https://issuer.example")
    ///     .jwks_uri("https://issuer.example/keys.json")
    ///     .audience("https://api.example")
    ///     .build()?;
    /// # }
    /// # Ok::<(), auth_core::jwt::JwtError>(())
    /// ```
    pub fn jwks_uri(mut self, url: impl Into<Box<str>>) -> Self {
        self.remote.origin = Origin::KeySet(url.into());
        self
    }

    /// Sets the HTTP client for the documents of the issuer. Default: with the feature `reqwest`,
    /// a [`ReqwestClient`](crate::http_client::ReqwestClient).
    ///
    /// It is for a private certificate authority, a proxy or a client certificate, for example.
    #[cfg_attr(
        not(feature = "reqwest"),
        expect(rustdoc::broken_intra_doc_links, reason = "the client is another feature")
    )]
    pub fn http_client(mut self, client: impl HttpClient) -> Self {
        self.remote.client = Some(Arc::new(client));
        self
    }

    /// Sets the maximum age of fetched keys, from 1 minute to 24 hours. Default: 24 hours.
    ///
    /// If the issuer is down for this long, all its tokens are rejected with 503. An attacker who
    /// can block the fetches cannot keep a withdrawn key in use for longer. At half of this age,
    /// the next request starts a fetch.
    pub fn max_stale(mut self, age: Duration) -> Self {
        self.remote.max_stale = age;
        self
    }
}
