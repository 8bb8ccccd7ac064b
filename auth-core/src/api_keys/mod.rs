//! API keys: an `Authenticator` for keys in a header, under a scheme of their own, or with a prefix
//! beside bearer tokens.

mod digest;
mod store;
#[cfg(test)]
mod tests;

use std::fmt;
use std::time::Duration;

use http::HeaderName;
use tokio::time::Instant;

pub use self::digest::{ApiKey, KeyDigest, KeyError};
pub use self::store::ApiKeyStore;
use crate::authn::foreign_identity::unless_foreign;
use crate::authn::unless_expired::unless_expired;
use crate::authn::{AuthenticationError, Authenticator, MaybeReady, Takes};
use crate::identity::Identity;
use crate::request::credentials::{CredentialSource, Credentials};
use crate::request::scheme::Scheme;
use crate::time::Timestamp;
use crate::timed_cache::TimedCache;

/// The scheme in the challenge for keys in a header of their own.
const API_KEY: Scheme = match Scheme::new("ApiKey") {
    Ok(scheme) => scheme,
    Err(_) => Scheme::BEARER,
};

const DEFAULT_LIFETIME: Duration = Duration::from_secs(60);
const MAX_LIFETIME: Duration = Duration::from_secs(3_600);
const CAPACITY: usize = 10_000;

/// The maximum length of a key, in bytes.
///
/// SECURITY: any client can send such a text. A longer one would cost more to hash than a request.
const MAX_LEN: usize = 1_024;

/// An authenticator for API keys.
///
/// The store is a `HashMap` by [`KeyDigest`], or a function of the application that queries a
/// database. It sees the SHA-256 digest of a key, never the key. Its [`Identity`] has the owner of
/// the key as the subject, and the grants. A key whose
/// [`expires_at`](crate::identity::IdentityBuilder::expires_at) has passed is rejected with 401.
///
/// A key that was found is cached for 60 s. A deleted key is accepted as long.
///
/// ```
/// use std::collections::HashMap;
///
/// use auth_core::api_keys::{ApiKey, ApiKeys, KeyDigest};
/// use auth_core::{Auth, Identity};
/// use http::HeaderName;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let key = ApiKey::generate("shop")?;
/// println!("{}", key.expose()); // once, for its owner
/// let stored: KeyDigest = key.digest();
///
/// let billing = Identity::builder("https://keys.example", "billing").scope("invoices:read").build()?;
/// let keys = HashMap::from([(stored, billing)]);
/// let header = HeaderName::from_static("x-api-key");
/// let auth = Auth::new(ApiKeys::in_header("https://keys.example", header, keys));
/// # Ok(())
/// # }
/// ```
pub struct ApiKeys {
    issuer: Box<str>,
    realm: Box<str>,
    scheme: Scheme,
    source: CredentialSource,
    /// The start of each key, if bearer tokens of other kinds share the scheme.
    prefix: Option<Box<str>>,
    store: Box<dyn ApiKeyStore>,
    /// The identities of keys that the store has found.
    //
    // SECURITY: unknown keys are not cached, so that a flood of them cannot evict the others.
    cache: TimedCache<KeyDigest, Identity>,
}

impl ApiKeys {
    /// Creates an authenticator for keys in a header that holds only the key, such as `X-Api-Key`.
    /// `issuer` is the [issuer](Identity::issuer) of the identities in `store`.
    ///
    /// A key has visible ASCII characters without the comma, at most 1,024.
    pub fn in_header(
        issuer: impl Into<Box<str>>,
        header: HeaderName,
        store: impl ApiKeyStore,
    ) -> Self {
        Self::new(issuer.into(), API_KEY, CredentialSource::Header(header), Box::new(store))
    }

    /// Creates an authenticator for keys in `Authorization`, under a scheme of their own:
    /// `Authorization: ApiKey …`. `issuer` is the [issuer](Identity::issuer) of the identities in
    /// `store`.
    ///
    /// A key has letters, digits, `-._~+/`, and `=` at its end, at most 1,024 characters.
    pub fn under_scheme(
        issuer: impl Into<Box<str>>,
        scheme: Scheme,
        store: impl ApiKeyStore,
    ) -> Self {
        Self::new(issuer.into(), scheme, CredentialSource::Authorization, Box::new(store))
    }

    /// Creates an authenticator for keys with a prefix beside other bearer tokens:
    /// `Authorization: Bearer shop_…` for the prefix `shop`, as [`ApiKey::generate`] makes them.
    /// `issuer` is the [issuer](Identity::issuer) of the identities in `store`.
    ///
    /// Another authenticator may take JWTs, opaque tokens or keys with another prefix under
    /// `Bearer`: see [`Takes`]. All of them need the same [`realm`](Self::realm).
    ///
    /// ```
    /// use auth_core::api_keys::{ApiKeys, ApiKeyStore};
    /// use auth_core::auth::AuthError;
    /// use auth_core::{Auth, authn::Authenticator};
    ///
    /// fn auth(jwt: impl Authenticator, keys: impl ApiKeyStore) -> Result<Auth, AuthError> {
    ///     let keys = ApiKeys::with_prefix("https://keys.example", "shop", keys);
    ///     let keys = keys.realm("https://api.example"); // the audience of the JWTs
    ///     let both = Auth::builder().authenticator(jwt).authenticator(keys);
    ///     both.user_issuer("https://issuer.example").build()
    /// }
    /// ```
    pub fn with_prefix(issuer: impl Into<Box<str>>, prefix: &str, store: impl ApiKeyStore) -> Self {
        let keys = Self::under_scheme(issuer, Scheme::BEARER, store);
        // With or without the underscore, it is the same prefix.
        let prefix = prefix.strip_suffix('_').unwrap_or(prefix);
        Self { prefix: Some(format!("{prefix}_").into()), ..keys }
    }

    fn new(
        issuer: Box<str>,
        scheme: Scheme,
        source: CredentialSource,
        store: Box<dyn ApiKeyStore>,
    ) -> Self {
        let cache = TimedCache::new(CAPACITY, DEFAULT_LIFETIME);
        Self { issuer, realm: Box::from("api"), scheme, source, prefix: None, store, cache }
    }

    /// Sets the name of the protected resource in challenges. Default: `api`.
    #[must_use]
    pub fn realm(mut self, realm: impl Into<Box<str>>) -> Self {
        self.realm = realm.into();
        self
    }

    /// Sets the time for which a key that was found is cached, at most 1 hour. Default: 60 s. With
    /// zero, the store is asked for each request.
    ///
    /// A deleted key, and a change of its grants, count after this time at the latest.
    #[must_use]
    pub fn cached_for(mut self, lifetime: Duration) -> Self {
        self.cache = TimedCache::new(CAPACITY, lifetime.min(MAX_LIFETIME));
        self
    }

    async fn find(
        &self,
        digest: KeyDigest,
        now: Timestamp,
    ) -> Result<Identity, AuthenticationError> {
        let began = Instant::now();
        let found = self.store.find(digest).await.map_err(AuthenticationError::unavailable)?;
        let identity = found.ok_or_else(|| AuthenticationError::invalid(UnknownKey))?;
        let identity = unless_foreign(identity, &self.issuer)?;
        self.cache.insert(digest, identity.clone(), began);
        unless_expired(identity, now)
    }
}

impl Authenticator for ApiKeys {
    fn scheme(&self) -> Scheme {
        self.scheme
    }

    fn source(&self) -> CredentialSource {
        self.source.clone()
    }

    fn issuer(&self) -> Option<&str> {
        Some(&self.issuer)
    }

    fn takes(&self) -> Takes<'_> {
        self.prefix.as_deref().map_or(Takes::All, Takes::Prefix)
    }

    fn realm(&self) -> &str {
        &self.realm
    }

    fn recall(&self, key: &[u8], now: Timestamp) -> Option<Result<Identity, AuthenticationError>> {
        let digest = (key.len() <= MAX_LEN).then(|| KeyDigest::of_bytes(key))?;
        Some(unless_expired(self.cache.get(&digest)?, now))
    }

    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
        now: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        let key = credentials.token();
        if key.len() > MAX_LEN {
            return MaybeReady::ready(Err(AuthenticationError::invalid(UnknownKey)));
        }
        let digest = KeyDigest::of(key);
        match self.cache.get(&digest) {
            Some(identity) => MaybeReady::ready(unless_expired(identity, now)),
            None => MaybeReady::pending(self.find(digest, now)),
        }
    }
}

impl fmt::Debug for ApiKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKeys")
            .field("issuer", &self.issuer)
            .field("scheme", &self.scheme)
            .field("source", &self.source)
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

/// The error of a key that the store does not have.
#[derive(Debug)]
struct UnknownKey;

impl fmt::Display for UnknownKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the API key is unknown")
    }
}

impl std::error::Error for UnknownKey {}
