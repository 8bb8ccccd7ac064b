//! Verifier of tokens: combines the checks, the keys and the cache.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tracing::{Level, event};

use super::cache::Cache;
use super::claims::Requirements;
use super::compact::{CompactToken, Padding};
use super::error::JwtError;
use super::header::Header;
use super::keys::Key;
use super::keys::key_set::{self, KeySet, Keys};
use super::token_error::TokenError;
use super::validity::VerifiedToken;
use crate::identity::Identity;
#[cfg(feature = "discovery")]
use crate::jwt::remote::fetched::FetchedKeys;
use crate::request::credentials::CredentialSource;
use crate::shared::Shared;
use crate::time::Timestamp;

/// A verifier of the tokens of one issuer. Cheap to clone.
///
/// ```
/// use auth_core::jwt::{Jwt, Key};
///
/// // The example of RFC 8410 §10.1.
/// let pem = b"-----BEGIN PUBLIC KEY-----\n\
///     MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n\
///     -----END PUBLIC KEY-----\n";
/// let jwt = Jwt::builder()
///     .issuer("https://issuer.example")
///     .audience("https://api.example")
///     .key(Key::ed25519_pem(pem)?)
///     .build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Jwt(pub(super) Arc<Verifier>);

/// The configuration, the keys and the cache, which the clones of a [`Jwt`] share.
pub(super) struct Verifier {
    pub(super) cache: Option<Cache>,
    pub(super) requirements: Requirements,
    pub(super) keys: Arc<KeySet>,
    /// `None` if the keys are configured.
    #[cfg(feature = "discovery")]
    pub(super) fetched: Option<Arc<FetchedKeys>>,
    pub(super) leeway: Duration,
    pub(super) realm: Box<str>,
    pub(super) max_token_len: usize,
    pub(super) source: CredentialSource,
    pub(super) padding: Padding,
    pub(super) shared: Shared,
}

impl Jwt {
    /// Verifies `token` at the time `now`, and returns the identity of its holder.
    ///
    /// It does not wait for keys that are fetched from the issuer (`discover`). It starts a fetch
    /// if one is due by the time `now`, which must be the current time. After
    /// [`TokenError::KeysUnavailable`], the token may be presented again.
    ///
    /// The identity is not a user of the application: [`Identity::user`] is `None`, and `subject`
    /// in rules is unmet. Only an [`Auth`](crate::Auth), or
    /// [`Facts::with_user_issuer`](crate::policy::Facts::with_user_issuer), declares the issuer of
    /// the users.
    ///
    /// # Errors
    ///
    /// [`TokenError`] if the verifier does not accept the token at that time.
    ///
    /// ```
    /// use auth_core::time::Timestamp;
    /// use auth_core::jwt::{Jwt, Key, TokenError};
    ///
    /// let jwt = Jwt::builder()
    ///     .issuer("https://issuer.example")
    ///     .audience("https://api.example")
    ///     .key(Key::hs256(b"test data: thirty-two bytes long!")?)
    ///     .build()?;
    /// let unsigned = "eyJhbGciOiJub25lIn0.e30.";
    /// assert_eq!(jwt.verify(unsigned, Timestamp::now()).unwrap_err(), TokenError::Form);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Identity, TokenError> {
        #[cfg(feature = "discovery")]
        if let Some(fetched) = &self.0.fetched {
            return self.0.verify_at_once(fetched, token, now);
        }
        self.0.result(token, now)
    }

    /// Replaces all keys, for every clone of this verifier. From then on, it rejects tokens that
    /// were signed with any other key, also cached ones.
    ///
    /// Other verifiers keep their keys. Build one verifier, outside of code that runs once for each
    /// worker (`HttpServer::new` of actix-web), and clone it. If another verifier of the same
    /// issuer and audiences exists, an `ERROR` is logged.
    ///
    /// The application fetches the keys, for example in a task at intervals. If that fails, the
    /// task should keep the current keys. With the feature `discovery`, the verifier fetches them
    /// itself: see `JwtBuilder::discover`.
    ///
    /// # Errors
    ///
    /// [`JwtError`] as from [`JwtBuilder::build`](super::JwtBuilder::build). The keys are not
    /// changed. [`JwtError::FetchedKeys`] if the verifier fetches its keys itself.
    ///
    /// ```
    /// use auth_core::jwt::{Jwt, Key};
    ///
    /// let jwt = Jwt::builder()
    ///     .issuer("https://issuer.example")
    ///     .audience("https://api.example")
    ///     .key(Key::hs256(b"test data: thirty-two bytes long!")?)
    ///     .build()?;
    /// let set = r#"{"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "2026-02",
    ///     "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
    /// jwt.replace_keys(Key::from_jwks(set)?)?;
    /// assert!(jwt.replace_keys([]).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn replace_keys(&self, keys: impl IntoIterator<Item = Key>) -> Result<(), JwtError> {
        #[cfg(feature = "discovery")]
        if self.0.fetched.is_some() {
            return Err(JwtError::FetchedKeys);
        }
        let keys = keys.into_iter().collect();
        let keys = key_set::usable(self.0.requirements.issuer.text(), keys, self.0.keys.rsa)?;
        self.0.shared.expect_alone(log_second_verifier);
        self.0.keys.replace(keys);
        Ok(())
    }
}

impl Verifier {
    /// Verifies a token that is in the cache, if its keys are in use.
    pub(super) fn recall(
        &self,
        token: &[u8],
        now: Timestamp,
    ) -> Option<Result<Identity, TokenError>> {
        // SECURITY: a token of keys that are too old would stay valid until it expires (S44).
        if self.keys.are_in_use(now) { self.cached(token, now) } else { None }
    }

    /// Verifies a token with the current keys, of any age.
    pub(super) fn result(&self, token: &str, now: Timestamp) -> Result<Identity, TokenError> {
        match self.cached(token.as_bytes(), now) {
            Some(known) => known,
            None => self.verify(token, now),
        }
    }

    /// Verifies a token that is in the cache. The times and the keys are checked on every use.
    fn cached(&self, token: &[u8], now: Timestamp) -> Option<Result<Identity, TokenError>> {
        let cache = self.cache.as_ref()?;
        let cached = cache.valid(token, self.keys.generation())?;
        let checked = cached.check(now, self.leeway);
        if matches!(checked, Err(TokenError::Expired { .. })) {
            cache.remove(token);
        }
        Some(checked.map(|()| cached.identity))
    }

    /// Verifies a token that is not in the cache of valid tokens.
    fn verify(&self, token: &str, now: Timestamp) -> Result<Identity, TokenError> {
        let keys = self.keys.current();
        if self.cache.as_ref().is_some_and(|cache| cache.is_invalid(token, keys.generation)) {
            return Err(TokenError::Signature);
        }
        let result = self.read(token, &keys);
        if let (Some(cache), Err(TokenError::Signature)) = (&self.cache, &result) {
            cache.add_invalid(token, keys.generation);
        }
        let verified = result?;
        verified.check(now, self.leeway)?;
        let identity = verified.identity.clone();
        if let Some(cache) = &self.cache {
            cache.add_valid(token, verified, keys.generation);
        }
        Ok(identity)
    }

    /// Verifies and reads a token, at any time: its format, then its signature, then its claims.
    fn read(&self, token: &str, keys: &Keys) -> Result<VerifiedToken, TokenError> {
        let token = CompactToken::new(token, self.max_token_len, self.padding)?;
        let header = token.header()?;
        let header = Header::new(&header, self.requirements.strict_profile)?;
        let key = keys.select(&header)?;
        let claims = token.claims()?;
        // SECURITY: an attacker chooses the claims of a token without a valid signature. They are
        // decoded, but not read, before it is verified (RFC 7515 §5.2).
        key.verify(&token)?;
        self.requirements.read(claims, header.is_access_token)
    }
}

/// Logs that keys were replaced in one of several verifiers of an issuer.
fn log_second_verifier(name: &str) {
    event!(
        target: "auth_core",
        Level::ERROR,
        name,
        "keys were replaced in this `Jwt` only: another one of the same issuer and audience is \
         alive, and keeps its keys; build one outside of `HttpServer::new` and clone it"
    );
}

impl fmt::Debug for Jwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwt")
            .field("issuer", self.0.requirements.issuer.text())
            .field("audiences", &self.0.requirements.audiences)
            .field("keys", &self.0.keys)
            .field("leeway", &self.0.leeway)
            .finish_non_exhaustive()
    }
}
