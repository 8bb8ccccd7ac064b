//! Configures a [`Jwt`], and refuses to build what would be unsafe or could never let anybody in.

use std::sync::Arc;
use std::time::Duration;

use super::cache::Cache;
use super::claims::Requirements;
use super::error::{JwtError, KeyError};
use super::{Jwt, Verifier};
use crate::jwt::grants::places::{GrantKind, Places};
use crate::jwt::header::MAX_KEY_ID_LEN;
use crate::jwt::keys::Key;
use crate::jwt::keys::jwks;
use crate::jwt::keys::key_set::KeySet;
use crate::shared::Shared;

const DEFAULT_LEEWAY: Duration = Duration::from_secs(60);
const MAX_LEEWAY: Duration = Duration::from_secs(300);
const DEFAULT_REMEMBERED: usize = 10_000;
const MAX_REMEMBERED: usize = 10_000_000;
const DEFAULT_TOKEN_LEN: usize = 16 * 1024;
const MIN_TOKEN_LEN: usize = 256;
const MAX_TOKEN_LEN: usize = 1024 * 1024;
/// How many letters of a name from a key set an error shows.
const MAX_SHOWN: usize = 128;

/// Configures a [`Jwt`]: see [`Jwt::builder`].
#[derive(Clone, Debug)]
#[must_use]
pub struct JwtBuilder {
    issuer: Box<str>,
    audiences: Vec<Box<str>>,
    keys: Vec<Key>,
    leeway: Duration,
    realm: Option<Box<str>>,
    roles: Vec<Box<str>>,
    permissions: Vec<Box<str>>,
    groups: Vec<Box<str>>,
    max_lifetime: Option<Duration>,
    max_token_len: usize,
    remembered: usize,
    strict_profile: bool,
}

impl JwtBuilder {
    pub(crate) fn new() -> Self {
        Self {
            issuer: Box::default(),
            audiences: Vec::new(),
            keys: Vec::new(),
            leeway: DEFAULT_LEEWAY,
            realm: None,
            roles: Vec::new(),
            permissions: Vec::new(),
            groups: Vec::new(),
            max_lifetime: None,
            max_token_len: DEFAULT_TOKEN_LEN,
            remembered: DEFAULT_REMEMBERED,
            strict_profile: false,
        }
    }

    /// Sets who signs the tokens: their `iss`, to the letter. One set before is replaced.
    pub fn issuer(mut self, issuer: impl Into<Box<str>>) -> Self {
        self.issuer = issuer.into();
        self
    }

    /// Adds a name of this service: tokens must name it in `aud`, or another one added here.
    pub fn audience(mut self, audience: impl Into<Box<str>>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// Adds a key of the issuer. Of several, each needs its own [id](Key::with_id), and tokens must name it.
    pub fn key(mut self, key: Key) -> Self {
        self.keys.push(key);
        self
    }

    /// Adds the keys of a JSON Web Key Set, given as its text
    /// ([RFC 7517 §5](https://www.rfc-editor.org/rfc/rfc7517#section-5)).
    ///
    /// Keys that are not meant to verify signatures (by their `use` or `key_ops`), or of a kind or for an algorithm that is not
    /// known here, are passed over. Without `alg`, a key has the algorithm of its kind: RSA has RS256, P-256 ES256, P-384 ES384
    /// and Ed25519 `EdDSA`.
    ///
    /// A set that several issuers share may say in the member `issuer` of a key which of them signs
    /// with it. A key of another issuer than the verifier's own is passed over when the verifier is
    /// built. Names are compared to the letter: a template, such as
    /// `https://login.example/{tenantid}`, is the name of no issuer.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if the text is no such set, if no key is left, or if one that is left is
    /// broken, too weak, a secret (`oct`), or holds its private part: a set that is published with
    /// it lets each reader sign. For a secret there is [`Key::secret`].
    ///
    /// ```
    /// use auth_core::jwt::Jwt;
    ///
    /// // The key of RFC 8037 §A.2.
    /// let set = r#"{"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "2026-01",
    ///     "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
    /// let jwt = Jwt::builder().issuer("https://issuer.example").audience("https://api.example").jwks(set)?.build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn jwks(mut self, set: &str) -> Result<Self, KeyError> {
        self.keys.extend(jwks::keys(set)?);
        Ok(self)
    }

    /// Sets by how much the issuer's clock and this one may differ, in whole seconds: 60 s unless set, at most five minutes.
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// Sets the realm that challenges name: the first audience unless set.
    pub fn realm(mut self, realm: impl Into<Box<str>>) -> Self {
        self.realm = Some(realm.into());
        self
    }

    /// Adds where in the claims roles stand: the name of one claim, `roles` unless set, or a JSON
    /// pointer ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)), which starts with `/` and
    /// leads through objects only.
    ///
    /// `https://acme.example/roles` is the one claim of that name; `/realm_access/roles` is the
    /// member `roles` of the claim `realm_access`. A name that starts with `/` is written as a
    /// pointer, with `~1` for each `/` in it. If the first token that is verified has nothing at a
    /// configured place, a `WARN` says so once.
    ///
    /// There stands a text, which is one role and never split, or a list of texts. Nothing there means no roles; anything else
    /// there, or on the way, refuses the token. An empty text is passed over.
    pub fn roles(mut self, place: impl Into<Box<str>>) -> Self {
        self.roles.push(place.into());
        self
    }

    /// Adds where in the claims permissions stand: as [`roles`](Self::roles), `permissions` unless
    /// set.
    pub fn permissions(mut self, place: impl Into<Box<str>>) -> Self {
        self.permissions.push(place.into());
        self
    }

    /// Adds where in the claims groups stand: as [`roles`](Self::roles), `groups` unless set.
    pub fn groups(mut self, place: impl Into<Box<str>>) -> Self {
        self.groups.push(place.into());
        self
    }

    /// Sets how long a token holds after it was issued (`iat`), whatever its `exp` says: as long as that says unless set. A
    /// token without `iat` is refused then. In whole seconds, at least one; the [leeway](Self::leeway) comes on top.
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

    /// Takes nothing but access tokens of their own profile ([RFC 9068](https://www.rfc-editor.org/rfc/rfc9068#section-4)): their
    /// header says `at+jwt`, and they name a `client_id`, an `iat` and a `jti` besides what every token must say.
    ///
    /// Choose it if the issuer writes such tokens: none of its other tokens can then be mistaken for one.
    pub fn strict_profile(mut self) -> Self {
        self.strict_profile = true;
        self
    }

    /// Sets the greatest length of a token, in bytes: 16 KiB unless set, between 256 bytes and 1 MiB.
    pub fn max_token_len(mut self, bytes: usize) -> Self {
        self.max_token_len = bytes;
        self
    }

    /// Sets how many verified tokens are remembered, so that their signatures need not be verified again from their third use on:
    /// 10,000 unless set, at most 10,000,000; 0 turns it off.
    ///
    /// What is remembered follows from a token's text alone. Expiry, the other times, revocation and the presence of the key are
    /// checked at every request all the same. One entry takes about 1.4 kB for a token of 400 bytes: its text, its claims and
    /// what was read of them; the claims once more when a rule first compares one. A tenth as many wrong signatures are remembered beside them, in a place of their own.
    pub fn cache_capacity(mut self, tokens: usize) -> Self {
        self.remembered = tokens;
        self
    }

    /// The verifier.
    ///
    /// # Errors
    ///
    /// [`JwtError`] if the issuer, the audience or the key is missing, if several keys cannot be told apart by their ids, or if
    /// a setting is out of bounds.
    pub fn build(self) -> Result<Jwt, JwtError> {
        if self.issuer.is_empty() {
            return Err(JwtError::NoIssuer);
        }
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
        if self.remembered > MAX_REMEMBERED {
            return Err(JwtError::Remembered);
        }
        let keys = usable(&self.issuer, self.keys)?;
        let requirements = Requirements {
            issuer: self.issuer.into(),
            audiences: self.audiences,
            max_lifetime: self.max_lifetime,
            places: Places::new()
                .with(GrantKind::Roles, self.roles)?
                .with(GrantKind::Permissions, self.permissions)?
                .with(GrantKind::Groups, self.groups)?,
            strict_profile: self.strict_profile,
        };
        let keys = KeySet::new(keys);
        let cache = (self.remembered > 0).then(|| Cache::new(self.remembered));
        let (leeway, max_token_len) = (self.leeway, self.max_token_len);
        let name =
            format!("Jwt of {} for {}", requirements.issuer, requirements.audiences.join(", "));
        // A second verifier is a mistake only once keys are replaced.
        let shared = Shared::new(name, |_| {});
        Ok(Jwt(Arc::new(Verifier {
            cache,
            requirements,
            keys,
            leeway,
            realm,
            max_token_len,
            shared,
        })))
    }
}

/// Returns the keys that verify tokens of `issuer`, if the `kid` of a token tells them apart.
///
/// SECURITY: the tenants of one provider may share a key set. A key that the set assigns to one of
/// them must verify no tokens in the name of another (RFC 8725 §3.8).
pub(crate) fn usable(issuer: &str, keys: Vec<Key>) -> Result<Vec<Key>, JwtError> {
    let (usable, others): (Vec<_>, Vec<_>) =
        keys.into_iter().partition(|key| key.issuer().is_none_or(|own| own == issuer));
    if let (true, Some(other)) = (usable.is_empty(), others.first().and_then(Key::issuer)) {
        return Err(JwtError::AllOfOtherIssuers(other.chars().take(MAX_SHOWN).collect()));
    }
    check_ids(&usable)?;
    Ok(usable)
}

/// SECURITY: with several keys the token's `kid` chooses one, so it must choose exactly one (RFC 8725 §3.10).
fn check_ids(keys: &[Key]) -> Result<(), JwtError> {
    if keys.is_empty() {
        return Err(JwtError::NoKey);
    }
    let mut ids: Vec<&str> = keys.iter().filter_map(Key::id).collect();
    if ids.iter().any(|id| id.is_empty() || id.len() > MAX_KEY_ID_LEN) {
        return Err(JwtError::KeyIdLength);
    }
    if keys.len() > 1 && ids.len() < keys.len() {
        return Err(JwtError::MissingKeyId);
    }
    ids.sort_unstable();
    let mut pairs = ids.iter().zip(ids.iter().skip(1));
    match pairs.find(|(one, next)| one == next) {
        Some((id, _)) => Err(JwtError::DuplicateKeyId(Box::from(*id))),
        None => Ok(()),
    }
}
