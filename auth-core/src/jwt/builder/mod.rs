//! Builder of a [`Jwt`], which rejects configurations that are unsafe or accept no token.

pub(crate) mod claims;
mod header;
mod keys;
mod provider;
#[cfg(feature = "discovery")]
mod remote;
mod tenants;

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::authn::issuer::Issuer;
use crate::jwt::cache::Cache;
use crate::jwt::claim_source::ClaimSource;
use crate::jwt::claims::Requirements;
use crate::jwt::compact::Padding;
use crate::jwt::error::JwtError;
use crate::jwt::grants::place::Claim;
use crate::jwt::grants::places::{GrantKind, Places};
use crate::jwt::keys::Key;
use crate::jwt::keys::algorithm::{Algorithm, KeyType};
use crate::jwt::keys::error::KeyError;
use crate::jwt::keys::jwks;
use crate::jwt::keys::key_set::{self, KeySet};
use crate::jwt::log_once::LogOnce;
#[cfg(feature = "discovery")]
use crate::jwt::remote::fetched::FetchedKeys;
#[cfg(feature = "discovery")]
use crate::jwt::remote::settings::Settings;
use crate::jwt::required::RequiredClaim;
use crate::jwt::tenants::Tenants;
use crate::jwt::verifier::{Jwt, Verifier};
use crate::request::credentials::CredentialSource;
use crate::shared::Shared;

const DEFAULT_LEEWAY: Duration = Duration::from_secs(60);
const MAX_LEEWAY: Duration = Duration::from_secs(300);
const DEFAULT_CACHE_CAPACITY: usize = 10_000;
const MAX_CACHE_CAPACITY: usize = 10_000_000;
const DEFAULT_TOKEN_LEN: usize = 16 * 1024;
const MIN_TOKEN_LEN: usize = 256;
pub(crate) const MAX_TOKEN_LEN: usize = 1024 * 1024;

/// A builder of a [`Jwt`]: see [`Jwt::builder`].
#[derive(Clone, Debug)]
#[must_use]
pub struct JwtBuilder {
    issuer: Box<str>,
    audiences: Vec<Box<str>>,
    keys: Vec<Key>,
    #[cfg(feature = "discovery")]
    remote: Settings,
    key_algorithm: Algorithm,
    leeway: Duration,
    realm: Option<Box<str>>,
    roles: Vec<Claim>,
    permissions: Vec<Claim>,
    groups: Vec<Claim>,
    max_lifetime: Option<Duration>,
    max_token_len: usize,
    cache_capacity: usize,
    strict_profile: bool,
    source: CredentialSource,
    padding: Padding,
    tenants: Option<Tenants>,
    id_tokens: bool,
    audience_claim: &'static str,
    subject_claim: &'static str,
    token_id_claim: &'static str,
    required: Vec<(&'static str, Value)>,
}

impl Jwt {
    /// Returns a builder. It needs an issuer, an audience and a key.
    pub fn builder() -> JwtBuilder {
        JwtBuilder::new()
    }
}

impl JwtBuilder {
    pub(crate) fn new() -> Self {
        Self {
            issuer: Box::default(),
            audiences: Vec::new(),
            keys: Vec::new(),
            #[cfg(feature = "discovery")]
            remote: Settings::default(),
            key_algorithm: Algorithm::RS256,
            leeway: DEFAULT_LEEWAY,
            realm: None,
            roles: Vec::new(),
            permissions: Vec::new(),
            groups: Vec::new(),
            max_lifetime: None,
            max_token_len: DEFAULT_TOKEN_LEN,
            cache_capacity: DEFAULT_CACHE_CAPACITY,
            strict_profile: false,
            source: CredentialSource::Authorization,
            padding: Padding::None,
            tenants: None,
            id_tokens: false,
            audience_claim: "aud",
            subject_claim: "sub",
            token_id_claim: "jti",
            required: Vec::new(),
        }
    }

    /// Sets the issuer: the exact `iss` of the tokens. Replaces an issuer that was set before.
    ///
    /// For several [tenants](Self::tenants), it is a template with one part in braces.
    pub fn issuer(mut self, issuer: impl Into<Box<str>>) -> Self {
        self.issuer = issuer.into();
        self
    }

    /// Adds an audience: a name of this service. The `aud` of a token must name at least one of
    /// them.
    pub fn audience(mut self, audience: impl Into<Box<str>>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// Adds a key of the issuer.
    ///
    /// Several keys for one algorithm need different [ids](Key::with_id), and tokens must name them.
    /// The only key for an algorithm also verifies tokens without an id.
    pub fn key(mut self, key: Key) -> Self {
        self.keys.push(key);
        self
    }

    /// Adds the keys of a JSON Web Key Set in JSON
    /// ([RFC 7517 §5](https://www.rfc-editor.org/rfc/rfc7517#section-5)).
    ///
    /// Keys for other purposes than verifying signatures (by their `use` or `key_ops`) are skipped.
    /// So are keys of an unknown type or for an unknown algorithm. Without `alg`, the type of a key
    /// fixes its algorithm: ES256 for P-256, ES384 for P-384, ES512 for P-521 and `EdDSA` for
    /// Ed25519. RSA keys have [`algorithm`](Self::algorithm).
    ///
    /// In a set that several issuers share, the member `issuer` of a key may name its issuer.
    /// Building the verifier skips the keys of other issuers. Names must be equal: a template, such
    /// as `https://login.example/{tenantid}`, is the name of no issuer.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if the text is no key set, or if it contains no usable key. Also if a key that
    /// is not skipped is broken, too weak, a secret (`oct`), or contains its private part. With
    /// these, each reader of a published set could sign tokens. For a secret, use [`Key::secret`].
    ///
    /// ```
    /// use auth_core::jwt::Jwt;
    ///
    /// // The key of RFC 8037 §A.2.
    /// let set = r#"{"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "2026-01",
    ///     "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
    /// let jwt = Jwt::builder()
    ///     .issuer("https://issuer.example")
    ///     .audience("https://api.example")
    ///     .jwks(set)?
    ///     .build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn jwks(mut self, set: &str) -> Result<Self, KeyError> {
        self.keys.extend(jwks::keys(set)?);
        Ok(self)
    }

    /// Sets the accepted difference between the clocks of the issuer and this service, in whole
    /// seconds. Default: 60 s, maximum: 300 s.
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// Sets the realm in challenges. Default: the first audience.
    pub fn realm(mut self, realm: impl Into<Box<str>>) -> Self {
        self.realm = Some(realm.into());
        self
    }

    /// Sets the maximum lifetime of a token after its `iat`. A later `exp` has no effect. Default:
    /// no maximum.
    ///
    /// With a maximum, a token without `iat` is rejected. The lifetime is in whole seconds, at
    /// least one. The [leeway](Self::leeway) is added to it.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use auth_core::jwt::{Jwt, JwtError};
    ///
    /// let error = Jwt::builder()
    ///     .issuer("https://issuer.example")
    ///     .audience("https://api.example")
    ///     .max_lifetime(Duration::ZERO)
    ///     .build()
    ///     .unwrap_err();
    /// assert_eq!(error, JwtError::MaxLifetime);
    /// ```
    pub fn max_lifetime(mut self, lifetime: Duration) -> Self {
        self.max_lifetime = Some(lifetime);
        self
    }

    /// Accepts only access tokens of [RFC 9068](https://www.rfc-editor.org/rfc/rfc9068#section-4).
    ///
    /// Their type is `at+jwt`, and they contain a `client_id`, an `iat` and a `jti`, besides the
    /// claims that every token needs. Call it if the issuer signs such tokens: it rejects all other
    /// tokens of the issuer.
    pub fn strict_profile(mut self) -> Self {
        self.strict_profile = true;
        self
    }

    /// Sets the maximum length of a token in bytes, from 256 to 1,048,576. Default: 16,384.
    pub fn max_token_len(mut self, bytes: usize) -> Self {
        self.max_token_len = bytes;
        self
    }

    /// Sets the number of verified tokens in the cache. Default: 10,000, maximum: 10,000,000. With
    /// 0, the cache is off.
    ///
    /// The signature of a cached token is not verified again. Each request still checks the times,
    /// the revocations and the presence of the key. An entry for a token of 400 bytes takes about
    /// 1.4 kB: its text, its claims and the identity. The first rule that compares a claim adds the
    /// parsed claims. A second cache contains tokens with wrong signatures, a tenth as many.
    pub fn cache_capacity(mut self, tokens: usize) -> Self {
        self.cache_capacity = tokens;
        self
    }

    /// Builds the verifier.
    ///
    /// # Errors
    ///
    /// [`JwtError`] if the issuer, the audience or the key is missing, if several keys for one
    /// algorithm do not have different ids, or if a setting is out of bounds.
    pub fn build(self) -> Result<Jwt, JwtError> {
        if self.issuer.is_empty() {
            return Err(JwtError::NoIssuer);
        }
        let issuer = Issuer::new(&self.issuer);
        match (&self.tenants, issuer.is_template()) {
            (None, false) => {}
            (Some(tenants), true) if !tenants.are_none() => {}
            (_, true) => return Err(JwtError::NoTenants(self.issuer)),
            (Some(_), false) => return Err(JwtError::NoTemplate),
        }
        self.check_claim_names()?;
        let Some(realm) = self.realm.or_else(|| self.audiences.first().cloned()) else {
            return Err(JwtError::NoAudience);
        };
        if self.audiences.is_empty() || self.audiences.iter().any(|audience| audience.is_empty()) {
            return Err(JwtError::NoAudience);
        }
        if realm.is_empty() {
            return Err(JwtError::EmptyRealm);
        }
        if self.leeway > MAX_LEEWAY {
            return Err(JwtError::Leeway);
        }
        if self.max_lifetime.is_some_and(|lifetime| lifetime.as_secs() == 0) {
            return Err(JwtError::MaxLifetime);
        }
        if !(MIN_TOKEN_LEN..=MAX_TOKEN_LEN).contains(&self.max_token_len) {
            return Err(JwtError::MaxTokenLen);
        }
        if self.cache_capacity > MAX_CACHE_CAPACITY {
            return Err(JwtError::CacheCapacity);
        }
        if self.padding == Padding::Full && self.source == CredentialSource::Authorization {
            return Err(JwtError::PaddedAuthorization);
        }
        // SECURITY: with an HMAC algorithm, any client could sign with the public key (RFC 8725
        // §2.1).
        if self.key_algorithm.key_type() != KeyType::Rsa {
            return Err(JwtError::KeyAlgorithm(self.key_algorithm));
        }
        #[cfg(feature = "discovery")]
        let source = self.remote.source(&issuer, &self.keys, self.key_algorithm)?;
        #[cfg(feature = "discovery")]
        let is_fetched = source.is_some();
        #[cfg(not(feature = "discovery"))]
        let is_fetched = false;
        let keys = if is_fetched {
            Vec::new()
        } else {
            key_set::usable(&self.issuer, self.keys, self.key_algorithm)?
        };
        let required = self.required.into_iter();
        let required = required.map(|(place, value)| RequiredClaim::new(place, value));
        let requirements = Requirements {
            source: ClaimSource::Token,
            issuer,
            tenants: self.tenants,
            audiences: self.audiences,
            max_lifetime: self.max_lifetime,
            places: Places::new()
                .with(GrantKind::Roles, self.roles)?
                .with(GrantKind::Permissions, self.permissions)?
                .with(GrantKind::Groups, self.groups)?,
            strict_profile: self.strict_profile,
            id_tokens: self.id_tokens,
            audience_claim: self.audience_claim,
            subject_claim: self.subject_claim,
            token_id_claim: self.token_id_claim,
            required: required.collect::<Result<_, _>>()?,
            auth_time_logged: LogOnce::default(),
        };
        let keys = Arc::new(KeySet::new(keys, self.key_algorithm));
        #[cfg(feature = "discovery")]
        let fetched = source.map(|source| {
            Arc::new(FetchedKeys::new(source, Arc::clone(&keys), self.remote.max_stale))
        });
        let cache = (self.cache_capacity > 0).then(|| Cache::new(self.cache_capacity));
        let (leeway, max_token_len) = (self.leeway, self.max_token_len);
        let name = format!(
            "Jwt of {} for {}",
            requirements.issuer.text(),
            requirements.audiences.join(", ")
        );
        // Several verifiers are a mistake only if keys are replaced.
        let shared = Shared::new(name, |_| {});
        Ok(Jwt(Arc::new(Verifier {
            cache,
            requirements,
            keys,
            #[cfg(feature = "discovery")]
            fetched,
            leeway,
            realm,
            max_token_len,
            source: self.source,
            padding: self.padding,
            shared,
        })))
    }
}
