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
//! - Extensions (`crit`, `b64`), encrypted and nested tokens, tokens of another type (`typ`) or purpose (an ID token), and
//!   tokens that are bound to a key of their holder (`cnf`) are refused.
//! - Scopes are those of `scope`, split at spaces, or where there is none those of `scp`: a text of that form, or a list of
//!   single scopes. Roles, permissions and groups stand where [the builder](JwtBuilder::roles) says; a text is one of them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

mod algorithm;
mod backend;
mod builder;
mod claims;
mod error;
mod glance;
mod json;
mod jwks;
mod key;
mod pointer;
mod public_key;
mod refusal;
mod skim;
#[cfg(test)]
mod tests;
mod token;
mod verified;

pub use self::algorithm::Algorithm;
pub use self::builder::JwtBuilder;
pub use self::error::{JwtError, KeyError};
pub use self::key::Key;
pub use self::refusal::TokenError;

use self::claims::Expected;
use self::token::{Compact, Header};
use self::verified::Verified;
use crate::authenticator::{Authenticating, Authenticator};
use crate::credentials::{Credentials, Scheme};
use crate::identity::Identity;
use crate::timestamp::Timestamp;

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
    expected: Expected,
    keys: Vec<Key>,
    leeway: Duration,
    realm: Box<str>,
    max_token_len: usize,
}

impl Jwt {
    /// Starts a verifier. It needs an issuer, an audience and a key.
    pub fn builder() -> JwtBuilder {
        JwtBuilder::new()
    }

    /// Who presents `token` at the time `now`.
    ///
    /// # Errors
    ///
    /// [`TokenError`] if the token is not what this verifier takes, or does not hold at that time.
    ///
    /// ```
    /// use auth_core::Timestamp;
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
        let verifier = &*self.0;
        // What follows from the token's text alone comes first: a cache of verified tokens, keyed by all of that text, belongs
        // here. What depends on the time is asked at every request.
        let outcome = verifier.read(token)?;
        outcome.check(now, verifier.leeway)?;
        Ok(outcome.identity)
    }
}

impl Verifier {
    /// Form, signature, claims: cheap refusals first, no cryptography for what is malformed, and no look at claims that nobody
    /// signed.
    fn read(&self, token: &str) -> Result<Verified, TokenError> {
        let token = Compact::new(token, self.max_token_len)?;
        let header = token.header()?;
        let key = self.key(&Header::new(&header)?)?;
        let claims = token.claims()?;
        key.verify(&token)?;
        self.expected.read(claims)
    }

    /// The one key that a token can be signed with.
    fn key(&self, header: &Header<'_>) -> Result<&Key, TokenError> {
        let key = match (&*self.keys, header.key_id.as_deref()) {
            ([key], None) => key,
            // SECURITY: a token that names another key is another key's; trying all of them turns one weak key into a way in
            // for every name (RFC 8725 §3.10).
            ([key], Some(id)) if key.id().is_none_or(|own| own == id) => key,
            (keys, Some(id)) => keys.iter().find(|key| key.id() == Some(id)).ok_or(TokenError::KeyId)?,
            (_, None) => return Err(TokenError::KeyId),
        };
        // SECURITY: the key says which algorithm, the token may only agree: no `none`, and no HMAC with a public key as its
        // secret (RFC 8725 §2.1, §3.1).
        if header.algorithm != key.algorithm().as_str() {
            return Err(TokenError::Algorithm);
        }
        Ok(key)
    }
}

impl Authenticator for Jwt {
    fn scheme(&self) -> Scheme {
        Scheme::BEARER
    }

    fn issuer(&self) -> Option<&str> {
        Some(&self.0.expected.issuer)
    }

    fn realm(&self) -> &str {
        &self.0.realm
    }

    fn authenticate<'a>(&'a self, credentials: &'a Credentials, now: Timestamp) -> Authenticating<'a> {
        Authenticating::ready(self.verify(credentials.token(), now).map_err(Into::into))
    }
}

impl fmt::Debug for Jwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwt")
            .field("issuer", &self.0.expected.issuer)
            .field("audiences", &self.0.expected.audiences)
            .field("keys", &self.0.keys)
            .field("leeway", &self.0.leeway)
            .finish_non_exhaustive()
    }
}
