//! Sessions: an `Authenticator` for the cookie of a browser.

mod session_id;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::fmt;
use std::time::Duration;

use tokio::time::Instant;

pub use self::session_id::{SessionId, delete_cookie};
use crate::authn::foreign_identity::unless_foreign;
use crate::authn::unless_expired::unless_expired;
use crate::authn::{AuthenticationError, Authenticator, MaybeReady};
use crate::identity::Identity;
use crate::request::credentials::{CredentialSource, Credentials};
#[doc(no_inline)]
pub use crate::request::return_to::return_to;
use crate::request::scheme::Scheme;
use crate::secret_digest::SecretDigest;
use crate::time::Timestamp;
use crate::timed_cache::TimedCache;

const MAX_LIFETIME: Duration = Duration::from_secs(3_600);
const CAPACITY: usize = 10_000;

/// An authenticator for sessions: a cookie holds the id of a session, which a function of the
/// application looks up.
///
/// The function returns the caller of a session, `None` for an unknown or ended session (401), or
/// an error (503). The [`Identity`] has the user as the subject, and the grants. A session whose
/// [`expires_at`](crate::identity::IdentityBuilder::expires_at) has passed is rejected with 401.
///
/// The application writes the cookie itself, at its login: see [`SessionId::generate`] and
/// [`SessionId::set_cookie`]. The name `__Host-session` lets browsers take it from this host and
/// over TLS only.
///
/// A cookie counts only if the request has no other credentials, and if no page of another site can
/// have caused the request: see the guide [browsers](crate::guide::browsers).
///
/// The identity gets the SHA-256 digest of the session's id as its
/// [token id](Identity::token_id), unless the function sets one.
/// [`Revocation::of`](crate::authn::Revocation::of) ends the session with it.
///
/// ```
/// use auth_core::sessions::{SessionId, Sessions};
/// use auth_core::time::Timestamp;
/// use auth_core::{Auth, Identity};
///
/// # struct Row { user: String, end: i64 }
/// # #[derive(Clone)]
/// # struct Database;
/// # impl Database {
/// #     async fn session(&self, id: &str) -> Result<Option<Row>, std::io::Error> { Ok(None) }
/// # }
/// # let database = Database;
/// let sessions = Sessions::cookie("https://app.example", "__Host-session", move |id: SessionId| {
///     let database = database.clone();
///     async move {
///         let Some(session) = database.session(id.expose()).await? else { return Ok(None) };
///         let user = Identity::builder("https://app.example", session.user);
///         let identity = user.expires_at(Timestamp::from_secs(session.end)).build()?;
///         Ok::<_, Box<dyn std::error::Error + Send + Sync>>(Some(identity))
///     }
/// });
/// let auth = Auth::new(sessions);
/// ```
pub struct Sessions {
    issuer: Box<str>,
    realm: Box<str>,
    cookie: Box<str>,
    store: Box<Store>,
    /// `None` if the store is asked for each request.
    cache: Option<TimedCache<SecretDigest, Identity>>,
}

/// The function of the application that looks sessions up.
type Store =
    dyn Fn(SessionId) -> MaybeReady<'static, Result<Option<Identity>, StoreError>> + Send + Sync;

type StoreError = Box<dyn Error + Send + Sync>;

impl Sessions {
    /// Creates an authenticator for the cookie `name`, whose value `store` looks up. `issuer` is
    /// the [issuer](Identity::issuer) of the identities that `store` returns.
    ///
    /// The value of the cookie has at most 4 KiB of the characters that cookies allow
    /// ([RFC 6265 §4.1.1](https://www.rfc-editor.org/rfc/rfc6265#section-4.1.1)). Quotes around it
    /// belong to it.
    pub fn cookie<F, E>(
        issuer: impl Into<Box<str>>,
        name: impl Into<Box<str>>,
        store: impl Fn(SessionId) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Option<Identity>, E>> + Send + 'static,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        let store = move |id| {
            let found = store(id);
            MaybeReady::pending(async move { found.await.map_err(Into::into) })
        };
        Self {
            issuer: issuer.into(),
            realm: Box::from("api"),
            cookie: name.into(),
            store: Box::new(store),
            cache: None,
        }
    }

    /// Sets the name of the protected resource in challenges. Default: `api`.
    #[must_use]
    pub fn realm(mut self, realm: impl Into<Box<str>>) -> Self {
        self.realm = realm.into();
        self
    }

    /// Sets the time for which a session that was found is cached, at most 1 hour. Default: none.
    /// The store is asked for each request.
    ///
    /// A session that [`Auth::revoke`](crate::Auth::revoke) ends is rejected at once, also from the
    /// cache. A session that ends in the store only is accepted for this time, and so are its
    /// former grants.
    #[must_use]
    pub fn cached_for(mut self, lifetime: Duration) -> Self {
        let lifetime = lifetime.min(MAX_LIFETIME);
        self.cache = (!lifetime.is_zero()).then(|| TimedCache::new(CAPACITY, lifetime));
        self
    }

    async fn find(
        &self,
        digest: SecretDigest,
        id: SessionId,
        now: Timestamp,
    ) -> Result<Identity, AuthenticationError> {
        let began = Instant::now();
        let found = (self.store)(id).await.map_err(AuthenticationError::unavailable)?;
        let identity = found.ok_or_else(|| AuthenticationError::invalid(UnknownSession))?;
        let mut identity = unless_foreign(identity, &self.issuer)?;
        identity.set_default_token_id(|| digest.to_string().into());
        // SECURITY: unknown sessions are not cached, so that a flood of them cannot evict others.
        if let Some(cache) = &self.cache {
            cache.insert(digest, identity.clone(), began);
        }
        unless_expired(identity, now)
    }

    /// Returns the result for a session that was found a short time ago.
    fn cached(
        &self,
        digest: &SecretDigest,
        now: Timestamp,
    ) -> Option<Result<Identity, AuthenticationError>> {
        Some(unless_expired(self.cache.as_ref()?.get(digest)?, now))
    }
}

impl Authenticator for Sessions {
    fn scheme(&self) -> Scheme {
        Scheme::SESSION
    }

    fn source(&self) -> CredentialSource {
        CredentialSource::Cookie(self.cookie.clone())
    }

    fn issuer(&self) -> Option<&str> {
        Some(&self.issuer)
    }

    fn realm(&self) -> &str {
        &self.realm
    }

    fn recall(
        &self,
        token: &[u8],
        now: Timestamp,
    ) -> Option<Result<Identity, AuthenticationError>> {
        self.cache.as_ref()?;
        self.cached(&SecretDigest::of(token), now)
    }

    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
        now: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        let digest = SecretDigest::of(credentials.token().as_bytes());
        if let Some(result) = self.cached(&digest, now) {
            return MaybeReady::ready(result);
        }
        MaybeReady::pending(self.find(digest, SessionId::new(credentials.token()), now))
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions")
            .field("issuer", &self.issuer)
            .field("cookie", &self.cookie)
            .finish_non_exhaustive()
    }
}

/// The error of a session that the store does not have.
#[derive(Debug)]
struct UnknownSession;

impl fmt::Display for UnknownSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the session is unknown, or has ended")
    }
}

impl Error for UnknownSession {}
