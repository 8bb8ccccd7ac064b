//! JSON Web Tokens as bearer tokens, verified strictly with configured keys.
//!
//! [`Jwt`] accepts a JWT in its compact form ([RFC 7519](https://www.rfc-editor.org/rfc/rfc7519)).
//! One of the issuer's keys must have signed it, with the algorithm of that key. It must contain
//! `iss`, `sub`, `aud` and `exp`. The verifier follows the best current practices of [RFC
//! 8725](https://www.rfc-editor.org/rfc/rfc8725). Where a standard leaves a choice, it rejects:
//!
//! - The format is checked first, then the signature, then the claims. No claim of a token without
//!   a valid signature is read.
//! - A claim of the wrong JSON type rejects the token; it never counts as absent. This applies to
//!   `iss`, `sub`, `aud`, `exp`, `nbf`, `iat`, `jti`, `scope`, `scp`, `acr`, `auth_time`,
//!   `client_id`, `azp`, and to roles, permissions and groups.
//! - A duplicate member in any object rejects the token, and so do objects nested deeper than 64.
//! - Rejected are extensions (`crit`, `b64`), encrypted and nested tokens, tokens of another type
//!   (`typ`), and tokens that are bound to a key of their holder (`cnf`).
//! - Refresh, ID and logout tokens are rejected if a claim identifies them. Such a claim is
//!   `nonce`, `at_hash`, `c_hash`, `s_hash` or `events`, a `token_use` other than `access`, or a
//!   `typ` other than `Bearer`. It is also a `type`, `token_type` or `tokenName` that names such a
//!   token or is no string. An ID token may lack such a claim.
//!   [`strict_profile`](JwtBuilder::strict_profile) rejects all of them.
//! - Scopes are those of `scope`, split at spaces. Without `scope`, they are those of `scp`: a
//!   string of that format, or a list of single scopes.
//! - Roles, permissions and groups are at the places that [the builder](JwtBuilder::roles) sets. A
//!   string is one of them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tracing::{Level, event};

mod builder;
mod cache;
mod claims;
mod compact;
mod error;
mod grants;
mod header;
mod json;
mod keys;
mod mismatch;
mod provider;
mod purpose;
#[cfg(test)]
mod tests;
mod token_error;
mod validity;

pub use self::builder::JwtBuilder;
pub use self::error::{JwtError, KeyError};
pub use self::keys::Key;
pub use self::keys::algorithm::Algorithm;
pub use self::mismatch::Mismatch;
pub use self::token_error::TokenError;

use self::cache::Cache;
use self::claims::Requirements;
use self::compact::CompactToken;
use self::header::Header;
use self::keys::key_set::{KeySet, Keys};
use self::validity::VerifiedToken;
use crate::authn::{AuthenticationError, Authenticator, MaybeReady};
use crate::identity::Identity;
use crate::request::credentials::Credentials;
use crate::request::scheme::Scheme;
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
pub struct Jwt(Arc<Verifier>);

struct Verifier {
    cache: Option<Cache>,
    requirements: Requirements,
    keys: KeySet,
    leeway: Duration,
    realm: Box<str>,
    max_token_len: usize,
    shared: Shared,
}

impl Jwt {
    /// Returns a builder. It needs an issuer, an audience and a key.
    pub fn builder() -> JwtBuilder {
        JwtBuilder::new()
    }

    /// Verifies `token` at the time `now`, and returns the identity of its holder.
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
        match self.0.recall(token.as_bytes(), now) {
            Some(known) => known,
            None => self.0.verify(token, now),
        }
    }

    /// Replaces all keys, for every clone of this verifier. From then on, it rejects tokens that
    /// were signed with any other key, also cached ones.
    ///
    /// Other verifiers keep their keys. Build one verifier, outside of code that runs once for each
    /// worker (`HttpServer::new` of actix-web), and clone it. If another verifier of the same
    /// issuer and audiences exists, an `ERROR` is logged.
    ///
    /// The application fetches the keys: for example in a task that requests the key set of the
    /// issuer (`jwks_uri`) at intervals. If that fails, the task should keep the current keys.
    ///
    /// # Errors
    ///
    /// [`JwtError`] as from [`JwtBuilder::build`]. The keys are not changed.
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
        let keys = builder::usable(&self.0.requirements.issuer, keys.into_iter().collect())?;
        self.0.shared.expect_alone(log_second_verifier);
        self.0.keys.replace(keys);
        Ok(())
    }
}

impl Verifier {
    /// Verifies a token that is in the cache. The times and the keys are checked on every use.
    fn recall(&self, token: &[u8], now: Timestamp) -> Option<Result<Identity, TokenError>> {
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
        let token = CompactToken::new(token, self.max_token_len)?;
        let header = token.header()?;
        let key = keys.select(&Header::new(&header, self.requirements.strict_profile)?)?;
        let claims = token.claims()?;
        // SECURITY: an attacker chooses the claims of a token without a valid signature. They are
        // decoded, but not read, before it is verified (RFC 7515 §5.2).
        key.verify(&token)?;
        self.requirements.read(claims)
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

impl Authenticator for Jwt {
    fn scheme(&self) -> Scheme {
        Scheme::BEARER
    }

    fn issuer(&self) -> Option<&str> {
        Some(&self.0.requirements.issuer)
    }

    fn realm(&self) -> &str {
        &self.0.realm
    }

    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
        now: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        MaybeReady::ready(self.verify(credentials.token(), now).map_err(Into::into))
    }
}

impl fmt::Debug for Jwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwt")
            .field("issuer", &self.0.requirements.issuer)
            .field("audiences", &self.0.requirements.audiences)
            .field("keys", &self.0.keys)
            .field("leeway", &self.0.leeway)
            .finish_non_exhaustive()
    }
}
