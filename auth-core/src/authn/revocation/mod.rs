//! Credentials that are good by themselves and count no more: what is revoked, and who knows.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use crate::identity::Identity;
use crate::time::Timestamp;

pub(crate) use self::memory::InMemoryRevocations;

pub(crate) mod memory;

/// What is revoked: one token, or those of a user.
///
/// ```
/// use auth_core::authn::Revocation;
/// use auth_core::time::Timestamp;
///
/// // One session ends: the `jti` of its tokens.
/// let session = Revocation::token("https://issuer.example", "5f0c").until(Timestamp::from_secs(1_800_000_000));
/// // A password was changed: whatever was issued so far.
/// let password = Revocation::user_before("https://issuer.example", "alice", Timestamp::now());
/// // An account is closed.
/// let account = Revocation::user("https://issuer.example", "alice");
/// # let _ = (session, password, account);
/// ```
#[derive(Clone, Eq, PartialEq)]
#[must_use = "nothing is revoked until `Auth::revoke` is told"]
pub struct Revocation {
    issuer: Box<str>,
    subject: RevocationTarget,
    until: Timestamp,
}

/// Whose credentials a [`Revocation`] ends.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum RevocationTarget {
    /// Those of this id (`jti`).
    Token(Box<str>),
    /// All of this subject (`sub`), whenever they were issued.
    User(Box<str>),
    /// Those of this subject that were issued (`iat`) up to this second, or that do not say when.
    UserBefore(Box<str>, Timestamp),
}

impl Revocation {
    /// Revokes the one token of `issuer` with the id `token_id` (`jti`,
    /// [RFC 7519 §4.1.7](https://www.rfc-editor.org/rfc/rfc7519#section-4.1.7)).
    pub fn token(issuer: impl Into<Box<str>>, token_id: impl Into<Box<str>>) -> Self {
        Self::new(issuer, RevocationTarget::Token(token_id.into()))
    }

    /// Revokes all tokens of a user, those to come as well.
    pub fn user(issuer: impl Into<Box<str>>, subject: impl Into<Box<str>>) -> Self {
        Self::new(issuer, RevocationTarget::User(subject.into()))
    }

    /// Revokes the tokens of a user that were issued up to the second of `time`, and those that do not say when they were.
    ///
    /// `iat` counts seconds: what is issued within that very second is revoked too, so let the user log in again a second later. If
    /// the issuer's clock may run ahead of this one, choose a `time` that is as much later.
    pub fn user_before(
        issuer: impl Into<Box<str>>,
        subject: impl Into<Box<str>>,
        time: Timestamp,
    ) -> Self {
        Self::new(issuer, RevocationTarget::UserBefore(subject.into(), time))
    }

    fn new(issuer: impl Into<Box<str>>, subject: RevocationTarget) -> Self {
        Self { issuer: issuer.into(), subject, until: Timestamp::MAX }
    }

    /// Lets the revocation be forgotten after `time`: when the last token that it concerns has expired. Never, unless set.
    ///
    /// It is when a store may forget, not when the revocation ends: until it is forgotten, it holds, whatever the clock says.
    pub const fn until(mut self, time: Timestamp) -> Self {
        self.until = time;
        self
    }

    /// Whose tokens they are.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Which tokens they are.
    #[must_use]
    pub fn revoked(&self) -> &RevocationTarget {
        &self.subject
    }

    /// When the revocation may be forgotten.
    #[must_use]
    pub const fn expires_at(&self) -> Timestamp {
        self.until
    }
}

impl fmt::Debug for Revocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Revocation")
            .field("issuer", &self.issuer)
            .field("revoked", &self.subject)
            .field("until", &self.until)
            .finish()
    }
}

/// Whether credentials still count.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RevocationStatus {
    /// Nobody revoked them.
    Good,
    /// Somebody did: 401, `invalid_token`.
    Revoked,
}

/// Knows what was revoked. It is asked at every request, after the credentials turned out to be good by themselves.
///
/// An [`Auth`](crate::Auth) has [`InMemoryRevocations`](crate::authn::InMemoryRevocations) unless it is given others, which is enough for
/// one process. Several processes need one store; whatever it cannot tell is refused with 503.
///
/// ```
/// use auth_core::Identity;
/// use auth_core::authn::{Answer, Revocation, Revocations, RevocationStatus};
/// use auth_core::time::Timestamp;
///
/// #[derive(Debug)]
/// struct Database;
///
/// impl Revocations for Database {
///     fn standing<'a>(&'a self, identity: &'a Identity, _now: Timestamp) -> Answer<'a, RevocationStatus> {
///         Answer::future(async move {
///             let revoked = query(identity.issuer(), identity.token_id()).await?;
///             Ok(if revoked { RevocationStatus::Revoked } else { RevocationStatus::Good })
///         })
///     }
///
///     fn revoke<'a>(&'a self, revocation: &'a Revocation, _now: Timestamp) -> Answer<'a, ()> {
///         Answer::future(async move { insert(revocation).await })
///     }
/// }
/// # type Error = Box<dyn std::error::Error + Send + Sync>;
/// # async fn query(_: &str, _: Option<&str>) -> Result<bool, Error> { Ok(false) }
/// # async fn insert(_: &Revocation) -> Result<(), Error> { Ok(()) }
/// ```
pub trait Revocations: fmt::Debug + Send + Sync + 'static {
    /// Whether the credentials that gave `identity` still count at the time `now`.
    ///
    /// An error says that nobody can tell: 503. Its text is logged.
    fn standing<'a>(
        &'a self,
        identity: &'a Identity,
        now: Timestamp,
    ) -> Answer<'a, RevocationStatus>;

    /// Remembers a revocation, at the time `now`.
    ///
    /// An error says that it was not remembered.
    fn revoke<'a>(&'a self, revocation: &'a Revocation, now: Timestamp) -> Answer<'a, ()>;
}

/// One store for several [`Auth`](crate::Auth)s.
impl<R: Revocations + ?Sized> Revocations for Arc<R> {
    fn standing<'a>(
        &'a self,
        identity: &'a Identity,
        now: Timestamp,
    ) -> Answer<'a, RevocationStatus> {
        (**self).standing(identity, now)
    }

    fn revoke<'a>(&'a self, revocation: &'a Revocation, now: Timestamp) -> Answer<'a, ()> {
        (**self).revoke(revocation, now)
    }
}

/// What [`Revocations`] answer, now or later. An answer that is known at once costs no allocation.
#[must_use = "a future does nothing unless it is awaited"]
pub struct Answer<'a, T>(Progress<'a, T>);

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

enum Progress<'a, T> {
    Ready(Option<Outcome<T>>),
    Pending(Pin<Box<dyn Future<Output = Outcome<T>> + Send + 'a>>),
}

impl<'a, T> Answer<'a, T> {
    /// An answer that is known already.
    pub fn ready(answer: Result<T, Box<dyn Error + Send + Sync>>) -> Self {
        Self(Progress::Ready(Some(answer)))
    }

    /// An answer that has to be waited for.
    pub fn future(
        future: impl Future<Output = Result<T, Box<dyn Error + Send + Sync>>> + Send + 'a,
    ) -> Self {
        Self(Progress::Pending(Box::pin(future)))
    }
}

impl<T: Unpin> Future for Answer<'_, T> {
    type Output = Result<T, Box<dyn Error + Send + Sync>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            Progress::Ready(answer) => {
                // A second poll after the answer is a mistake of the caller's, and no way in.
                Poll::Ready(
                    answer.take().unwrap_or_else(|| Err("polled after it was ready".into())),
                )
            }
            Progress::Pending(future) => future.as_mut().poll(context),
        }
    }
}

impl<T> fmt::Debug for Answer<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Progress::Ready(_) => "Answer(ready)",
            Progress::Pending(_) => "Answer(pending)",
        })
    }
}

/// Who an [`Auth`](crate::Auth) asks.
#[derive(Debug)]
pub(crate) enum Store {
    /// Asked without waiting, nor a future to wait with.
    Memory(InMemoryRevocations),
    Other(Box<dyn Revocations>),
}

impl Store {
    pub(crate) fn new<R: Revocations>(revocations: R) -> Self {
        let mut given = Some(revocations);
        // The one in memory is the default, whoever names it.
        let memory = (&mut given as &mut dyn Any).downcast_mut::<Option<InMemoryRevocations>>();
        match (memory.and_then(Option::take), given) {
            (Some(memory), _) => Self::Memory(memory),
            (None, Some(other)) => Self::Other(Box::new(other)),
            (None, None) => Self::Memory(InMemoryRevocations::default()),
        }
    }
}

/// Nobody can tell whether credentials were revoked, or a revocation was not remembered.
#[derive(Debug)]
pub struct RevocationError(Box<dyn Error + Send + Sync>);

impl RevocationError {
    pub(crate) fn new(error: Box<dyn Error + Send + Sync>) -> Self {
        Self(error)
    }
}

impl fmt::Display for RevocationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the store of revocations does not answer")
    }
}

impl Error for RevocationError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.0.as_ref())
    }
}
