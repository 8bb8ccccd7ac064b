//! JSON Web Tokens as bearer tokens: verified strictly, with keys that are configured.
//!
//! What [`Jwt`] takes is a JWT in its compact form ([RFC 7519](https://www.rfc-editor.org/rfc/rfc7519)), signed by one of the
//! issuer's keys with that key's algorithm, that says `iss`, `sub`, `aud` and `exp`. It follows
//! [RFC 8725](https://www.rfc-editor.org/rfc/rfc8725), the best current practices, and where a standard leaves room it
//! refuses:
//!
//! - The form is checked first, then the signature, then the claims: of a token that nobody signed, no claim is looked at.
//! - A claim of the wrong JSON type refuses the token; it never counts as absent. That goes for `iss`, `sub`, `aud`, `exp`,
//!   `nbf`, `iat`, `jti`, `scope`, `scp`, `acr`, `auth_time`, `client_id`, `azp`, and for roles, permissions and groups.
//! - A member that stands twice in any object refuses the token, and so do objects nested deeper than 64.
//! - Extensions (`crit`, `b64`), encrypted and nested tokens, tokens of another type (`typ`), and
//!   tokens that are bound to a key of their holder (`cnf`) are refused.
//! - Refresh, ID and logout tokens that show what they are, are refused: by `nonce`, `at_hash`,
//!   `c_hash`, `s_hash` or `events`, by a `token_use` other than `access`, by a `typ` claim other
//!   than `Bearer`, and by a `type`, `token_type` or `tokenName` that names such a token or is no
//!   text. An ID token need not show it. With [`strict_profile`](JwtBuilder::strict_profile) all of
//!   them are refused.
//! - Scopes are those of `scope`, split at spaces, or where there is none those of `scp`: a text of that form, or a list of
//!   single scopes. Roles, permissions and groups stand where [the builder](JwtBuilder::roles) says; a text is one of them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

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
use crate::rejection::log;
use crate::request::credentials::Credentials;
use crate::request::scheme::Scheme;
use crate::shared::Shared;
use crate::time::Timestamp;

/// Verifies the tokens of one issuer. Cheap to clone.
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
    keyring: KeySet,
    leeway: Duration,
    realm: Box<str>,
    max_token_len: usize,
    shared: Shared,
}

impl Jwt {
    /// Starts a verifier. It needs an issuer, an audience and a key.
    pub fn builder() -> JwtBuilder {
        JwtBuilder::new()
    }

    /// Who presents `token` at the time `now`.
    ///
    /// No [`Auth`](crate::Auth) says that the issuer is that of the users, so [`Identity::user`] is `None` and `subject` in rules
    /// is unmet: name it in [`Facts::with_user_issuer`](crate::policy::Facts::with_user_issuer).
    ///
    /// # Errors
    ///
    /// [`TokenError`] if the token is not what this verifier takes, or does not hold at that time.
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

    /// Replaces all keys, for every clone of this verifier: what the issuer publishes now is what counts. Tokens that a key signed
    /// which is no longer among them are refused from now on, whether they were seen before or not.
    ///
    /// It holds for clones only: build a verifier once, outside of what runs once for each worker (actix-web's `HttpServer::new`),
    /// and clone it. Where another one of the same issuer and audiences is alive, an `ERROR` says so.
    ///
    /// How to get the keys is the application's: a task that fetches the issuer's key set (`jwks_uri`) from time to time, and keeps
    /// the keys that it has while that fails, say.
    ///
    /// # Errors
    ///
    /// [`JwtError`] as from [`JwtBuilder::build`]; the keys stay as they were.
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
        self.0.shared.expect_alone(log::replaced_in_one);
        self.0.keyring.replace(keys);
        Ok(())
    }
}

impl Verifier {
    /// Who presents a token that was verified before. What follows from its text alone is remembered; what depends on the time and
    /// on the keys is asked at every request.
    fn recall(&self, token: &[u8], now: Timestamp) -> Option<Result<Identity, TokenError>> {
        let cache = self.cache.as_ref()?;
        let known = cache.good(token, self.keyring.generation())?;
        let held = known.check(now, self.leeway);
        if matches!(held, Err(TokenError::Expired { .. })) {
            cache.forget(token);
        }
        Some(held.map(|()| known.identity))
    }

    /// Who presents a token that is not remembered as a good one.
    fn verify(&self, token: &str, now: Timestamp) -> Result<Identity, TokenError> {
        let keys = self.keyring.keys();
        if self.cache.as_ref().is_some_and(|cache| cache.is_refused(token, keys.generation)) {
            return Err(TokenError::Signature);
        }
        let read = self.read(token, &keys);
        if let (Some(cache), Err(TokenError::Signature)) = (&self.cache, &read) {
            cache.refuse(token, keys.generation);
        }
        let verified = read?;
        verified.check(now, self.leeway)?;
        if let Some(cache) = &self.cache {
            cache.keep(token, &verified, keys.generation);
        }
        Ok(verified.identity)
    }

    /// Form, signature, claims: cheap refusals first, no cryptography for what is malformed, and no look at claims that nobody
    /// signed.
    fn read(&self, token: &str, keys: &Keys) -> Result<VerifiedToken, TokenError> {
        let token = CompactToken::new(token, self.max_token_len)?;
        let header = token.header()?;
        let key = keys.key(&Header::new(&header, self.requirements.strict_profile)?)?;
        let claims = token.claims()?;
        key.verify(&token)?;
        self.requirements.read(claims)
    }
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
            .field("keys", &self.0.keyring)
            .field("leeway", &self.0.leeway)
            .finish_non_exhaustive()
    }
}
