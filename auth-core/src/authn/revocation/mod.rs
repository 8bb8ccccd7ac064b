//! Revocation: good credentials that must no longer be accepted.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use crate::authn::maybe_ready::MaybeReady;
use crate::identity::Identity;
use crate::time::Timestamp;

pub(crate) mod memory;
pub(crate) mod store;

/// The revocation of one token, or of the tokens of a user.
///
/// ```
/// use auth_core::authn::Revocation;
/// use auth_core::time::Timestamp;
///
/// // One session ends: the `jti` of its tokens.
/// let session = Revocation::token("https://issuer.example", "5f0c")
///     .until(Timestamp::from_secs(1_800_000_000));
/// // A password was changed: all tokens issued so far.
/// let password = Revocation::user_before("https://issuer.example", "alice", Timestamp::now());
/// // An account is closed.
/// let account = Revocation::user("https://issuer.example", "alice");
/// # let _ = (session, password, account);
/// ```
#[derive(Clone, Eq, PartialEq)]
#[must_use = "a revocation has no effect until it is passed to `Auth::revoke`"]
pub struct Revocation {
    issuer: Box<str>,
    target: RevocationTarget,
    until: Timestamp,
}

/// The credentials that a [`Revocation`] ends.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum RevocationTarget {
    /// The token with this id (`jti`).
    Token(Box<str>),
    /// All tokens of this subject (`sub`), whenever they were issued.
    User(Box<str>),
    /// The tokens of this subject that were issued (`iat`) up to this second, or that have no
    /// `iat`.
    UserBefore(Box<str>, Timestamp),
}

impl Revocation {
    /// Revokes the token of `issuer` with the id `token_id` (`jti`,
    /// [RFC 7519 §4.1.7](https://www.rfc-editor.org/rfc/rfc7519#section-4.1.7)).
    pub fn token(issuer: impl Into<Box<str>>, token_id: impl Into<Box<str>>) -> Self {
        Self::new(issuer, RevocationTarget::Token(token_id.into()))
    }

    /// Revokes all tokens of a user, future ones included.
    pub fn user(issuer: impl Into<Box<str>>, subject: impl Into<Box<str>>) -> Self {
        Self::new(issuer, RevocationTarget::User(subject.into()))
    }

    /// Revokes the tokens of a user that were issued up to the second of `time`, or that have no
    /// `iat`.
    ///
    /// `iat` counts seconds: a token issued in that second is revoked too. Let the user log in
    /// again a second later. If the issuer's clock may run ahead of this one, add the difference to
    /// `time`.
    pub fn user_before(
        issuer: impl Into<Box<str>>,
        subject: impl Into<Box<str>>,
        time: Timestamp,
    ) -> Self {
        Self::new(issuer, RevocationTarget::UserBefore(subject.into(), time))
    }

    /// Revokes the credentials that gave `identity`, until their end. For a logout. `None` if they
    /// have no id.
    ///
    /// ```
    /// # use auth_core::{Auth, Identity};
    /// # use auth_core::authn::{Revocation, RevocationError};
    /// async fn log_out(auth: &Auth, identity: &Identity) -> Result<(), RevocationError> {
    ///     match Revocation::of(identity) {
    ///         Some(revocation) => auth.revoke(revocation).await,
    ///         None => Ok(()),
    ///     }
    /// }
    /// # let _ = log_out;
    /// ```
    #[must_use]
    pub fn of(identity: &Identity) -> Option<Self> {
        let revocation = Self::token(identity.issuer(), identity.token_id()?);
        Some(revocation.until(identity.expires_at().unwrap_or(Timestamp::MAX)))
    }

    fn new(issuer: impl Into<Box<str>>, target: RevocationTarget) -> Self {
        Self { issuer: issuer.into(), target, until: Timestamp::MAX }
    }

    /// Sets the time after which a store may delete the revocation: the end of the last token that
    /// it concerns. Default: never.
    ///
    /// The revocation does not end then. It holds until the store deletes it.
    pub const fn until(mut self, time: Timestamp) -> Self {
        self.until = time;
        self
    }

    /// Returns the issuer of the tokens.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Returns the tokens that are revoked.
    #[must_use]
    pub fn revoked(&self) -> &RevocationTarget {
        &self.target
    }

    /// Returns the time after which a store may delete the revocation.
    #[must_use]
    pub const fn expires_at(&self) -> Timestamp {
        self.until
    }
}

impl fmt::Debug for Revocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Revocation")
            .field("issuer", &self.issuer)
            .field("revoked", &self.target)
            .field("until", &self.until)
            .finish()
    }
}

/// The status of credentials that are good by themselves.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RevocationStatus {
    /// Credentials that were not revoked.
    Good,
    /// Credentials that were revoked: 401, `invalid_token`.
    Revoked,
}

/// A store of revocations. It is queried once for each request with good credentials.
///
/// An [`Auth`](crate::Auth) uses [`InMemoryRevocations`](crate::authn::InMemoryRevocations) unless
/// it gets another store. Memory is enough for one process; several processes need one common
/// store. If the store fails, the request is rejected with 503.
///
/// ```
/// use auth_core::Identity;
/// use auth_core::authn::{MaybeReady, Revocation, RevocationStatus, Revocations};
/// use auth_core::time::Timestamp;
///
/// #[derive(Debug)]
/// struct Database;
///
/// impl Revocations for Database {
///     fn standing<'a>(
///         &'a self,
///         identity: &'a Identity,
///         _now: Timestamp,
///     ) -> MaybeReady<'a, Result<RevocationStatus, Error>> {
///         MaybeReady::pending(async move {
///             let revoked = query(identity.issuer(), identity.token_id()).await?;
///             Ok(if revoked { RevocationStatus::Revoked } else { RevocationStatus::Good })
///         })
///     }
///
///     fn revoke<'a>(
///         &'a self,
///         revocation: &'a Revocation,
///         _now: Timestamp,
///     ) -> MaybeReady<'a, Result<(), Error>> {
///         MaybeReady::pending(async move { insert(revocation).await })
///     }
/// }
/// # type Error = Box<dyn std::error::Error + Send + Sync>;
/// # async fn query(_: &str, _: Option<&str>) -> Result<bool, Error> { Ok(false) }
/// # async fn insert(_: &Revocation) -> Result<(), Error> { Ok(()) }
/// ```
pub trait Revocations: fmt::Debug + Send + Sync + 'static {
    /// Returns the status of the credentials that gave `identity`, at the time `now`.
    ///
    /// An error rejects the request with 503. Its text is logged.
    fn standing<'a>(
        &'a self,
        identity: &'a Identity,
        now: Timestamp,
    ) -> MaybeReady<'a, Result<RevocationStatus, Box<dyn Error + Send + Sync>>>;

    /// Stores a revocation, at the time `now`.
    ///
    /// An error means that it was not stored.
    fn revoke<'a>(
        &'a self,
        revocation: &'a Revocation,
        now: Timestamp,
    ) -> MaybeReady<'a, Result<(), Box<dyn Error + Send + Sync>>>;
}

/// One store for several [`Auth`](crate::Auth)s.
impl<R: Revocations + ?Sized> Revocations for Arc<R> {
    fn standing<'a>(
        &'a self,
        identity: &'a Identity,
        now: Timestamp,
    ) -> MaybeReady<'a, Result<RevocationStatus, Box<dyn Error + Send + Sync>>> {
        (**self).standing(identity, now)
    }

    fn revoke<'a>(
        &'a self,
        revocation: &'a Revocation,
        now: Timestamp,
    ) -> MaybeReady<'a, Result<(), Box<dyn Error + Send + Sync>>> {
        (**self).revoke(revocation, now)
    }
}

/// The error of a revocation store that failed to look up or to store a revocation.
#[derive(Debug)]
pub struct RevocationError(Box<dyn Error + Send + Sync>);

impl RevocationError {
    pub(crate) fn new(error: Box<dyn Error + Send + Sync>) -> Self {
        Self(error)
    }
}

impl fmt::Display for RevocationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the store of revocations does not respond")
    }
}

impl Error for RevocationError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.0.as_ref())
    }
}
