//! `Auth`: what an application installs once, and which authenticators and answers it stands for.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, Response};

use crate::authenticator::Authenticator;
use crate::credentials::{Scheme, Source};
use crate::rejection::Rejection;
use crate::space::{ProtectionSpace, Wording};
use crate::timestamp::Timestamp;

/// What an application installs once, outside of all guarded routes: `.layer(auth)` in axum and tower. Cheap to clone.
///
/// It remembers the credentials of each request as they arrived, and has them checked once, when the first guard asks.
///
/// ```
/// # use auth_core::{Auth, AuthenticationError, Authenticating, Authenticator, Credentials, Scheme, Timestamp};
/// # #[derive(Debug)]
/// # struct Sessions;
/// # impl Authenticator for Sessions {
/// #     fn scheme(&self) -> Scheme { Scheme::BEARER }
/// #     fn authenticate<'a>(&'a self, _: &'a Credentials, _: Timestamp) -> Authenticating<'a> {
/// #         Authenticating::ready(Err(AuthenticationError::Expired))
/// #     }
/// # }
/// use std::time::Duration;
///
/// let auth = Auth::new(Sessions);
/// let impatient = Auth::builder().authenticator(Sessions).deadline(Duration::from_millis(500)).build()?;
/// # let _ = (auth, impatient);
/// # Ok::<(), auth_core::AuthError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Auth {
    #[cfg_attr(not(feature = "tower"), expect(dead_code, reason = "only adapters start sessions"))]
    pub(crate) config: Arc<Config>,
}

/// What every request inside one `Auth` is measured by.
pub(crate) struct Config {
    pub(crate) installed: Vec<Installed>,
    pub(crate) deadline: Duration,
    pub(crate) space: Arc<ProtectionSpace>,
    clock: Option<Box<Clock>>,
}

/// One authenticator. What it says of itself is asked once: an answer that changes must not pair it with another's credentials.
#[derive(Debug)]
pub(crate) struct Installed {
    pub(crate) authenticator: Box<dyn Authenticator>,
    pub(crate) scheme: Scheme,
    pub(crate) source: Source,
}

type Clock = dyn Fn() -> Timestamp + Send + Sync;

const DEFAULT_DEADLINE: Duration = Duration::from_secs(5);
const MAX_DEADLINE: Duration = Duration::from_secs(300);

impl Auth {
    /// One authenticator, and for everything else the defaults.
    #[must_use]
    pub fn new(authenticator: impl Authenticator) -> Self {
        Self::builder().authenticator(authenticator).assemble()
    }

    /// Starts an `Auth` with more than one authenticator, or with answers of its own.
    pub fn builder() -> AuthBuilder {
        AuthBuilder { installed: Vec::new(), clock: None, deadline: DEFAULT_DEADLINE, wording: None }
    }
}

impl Config {
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.as_deref().map_or_else(Timestamp::now, |clock| clock())
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("installed", &self.installed)
            .field("deadline", &self.deadline)
            .field("space", &self.space)
            .finish_non_exhaustive()
    }
}

/// Builds an [`Auth`]: see [`Auth::builder`].
#[must_use]
pub struct AuthBuilder {
    installed: Vec<Installed>,
    clock: Option<Box<Clock>>,
    deadline: Duration,
    wording: Option<Box<Wording>>,
}

impl AuthBuilder {
    /// Adds an authenticator, for a scheme that no other one of them has. Challenges name the schemes in this order.
    pub fn authenticator(mut self, authenticator: impl Authenticator) -> Self {
        let (scheme, source) = (authenticator.scheme(), authenticator.source());
        self.installed.push(Installed { authenticator: Box::new(authenticator), scheme, source });
        self
    }

    /// Sets what says how late it is, instead of the system's clock: for tests that own their time.
    pub fn clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.clock = Some(Box::new(clock));
        self
    }

    /// Sets how long an authenticator may take before the request is refused with 503: more than nothing, at most 5 min,
    /// 5 s unless set. An authenticator that does not answer at once needs a tokio runtime with its timer enabled.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Sets what words the refusals: it gets the rejection and the answer that would be sent, and returns the answer to send.
    ///
    /// Body and header fields are its own; status, challenges, `Retry-After` and `Cache-Control: no-store` are put back
    /// afterwards, so that no wording turns a refusal into something else. A 500 for want of an `Auth` has no wording, and a
    /// concealed refusal has none of its own.
    ///
    /// ```
    /// # use auth_core::{Auth, AuthenticationError, Authenticating, Authenticator, Credentials, Scheme, Timestamp};
    /// # #[derive(Debug)]
    /// # struct Sessions;
    /// # impl Authenticator for Sessions {
    /// #     fn scheme(&self) -> Scheme { Scheme::BEARER }
    /// #     fn authenticate<'a>(&'a self, _: &'a Credentials, _: Timestamp) -> Authenticating<'a> {
    /// #         Authenticating::ready(Err(AuthenticationError::Expired))
    /// #     }
    /// # }
    /// let auth = Auth::builder()
    ///     .authenticator(Sessions)
    ///     .on_rejection(|rejection, answer| answer.map(|_| format!("{{\"code\":{}}}", rejection.status().as_u16())))
    ///     .build()?;
    /// # let _ = auth;
    /// # Ok::<(), auth_core::AuthError>(())
    /// ```
    pub fn on_rejection(
        mut self,
        on_rejection: impl Fn(&Rejection, Response<String>) -> Response<String> + Send + Sync + 'static,
    ) -> Self {
        self.wording = Some(Box::new(move |answer| match answer.extensions().get::<Rejection>().cloned() {
            Some(rejection) => on_rejection(&rejection, answer),
            None => answer,
        }));
        self
    }

    /// The `Auth`.
    ///
    /// # Errors
    ///
    /// [`AuthError`] if there is no authenticator, if two of them have the same scheme or the same field, if one reads
    /// `Authorization` as a field of its own, or if the deadline is out of range.
    pub fn build(self) -> Result<Auth, AuthError> {
        if self.installed.is_empty() {
            return Err(AuthError::NoAuthenticator);
        }
        if self.deadline.is_zero() || self.deadline > MAX_DEADLINE {
            return Err(AuthError::Deadline(self.deadline));
        }
        let mut rest = self.installed.iter();
        while let Some(first) = rest.next() {
            if first.source == Source::Header(http::header::AUTHORIZATION) {
                return Err(AuthError::AuthorizationField);
            }
            for second in rest.clone() {
                if first.scheme == second.scheme {
                    return Err(AuthError::SameScheme(first.scheme));
                }
                match (&first.source, &second.source) {
                    (Source::Header(one), Source::Header(other)) if one == other => {
                        return Err(AuthError::SameField(one.clone()));
                    }
                    _ => {}
                }
            }
        }
        Ok(self.assemble())
    }

    fn assemble(self) -> Auth {
        let schemes =
            self.installed.iter().map(|one| (one.scheme, one.authenticator.realm().to_owned())).collect();
        let space = Arc::new(ProtectionSpace::new(schemes, self.wording));
        let Self { installed, clock, deadline, .. } = self;
        Auth { config: Arc::new(Config { installed, deadline, space, clock }) }
    }
}

impl fmt::Debug for AuthBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthBuilder")
            .field("installed", &self.installed)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

/// Why an [`Auth`] cannot be built.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum AuthError {
    /// An authenticator reads the `Authorization` field past its schemes.
    AuthorizationField,
    /// The deadline is nothing, or longer than 5 min.
    Deadline(Duration),
    /// There is no authenticator.
    NoAuthenticator,
    /// Two authenticators read the same field.
    SameField(HeaderName),
    /// Two authenticators have the same scheme.
    SameScheme(Scheme),
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AuthorizationField => f.write_str(
                "an authenticator's source is the header `authorization`: write `Source::Authorization`",
            ),
            Self::Deadline(deadline) => {
                write!(f, "the deadline is {deadline:?}: it must be more than 0 s and at most 300 s")
            }
            Self::NoAuthenticator => {
                f.write_str("no authenticator: add one with `.authenticator(…)`, a `Jwt` for example")
            }
            Self::SameField(name) => {
                write!(f, "two authenticators read the header `{name}`: keep one of them")
            }
            Self::SameScheme(scheme) => {
                write!(f, "two authenticators have the scheme `{scheme}`: only one could ever be asked")
            }
        }
    }
}

impl std::error::Error for AuthError {}
