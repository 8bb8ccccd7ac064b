//! `Auth`: what an application installs once, and which authenticators and answers it stands for.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, Response};

use crate::authn::Authenticator;
use crate::authn::revocation::memory::InMemoryRevocations;
use crate::authn::revocation::store::Store;
use crate::authn::revocation::{Revocation, RevocationError, Revocations};
use crate::identity::origin::Origin;
use crate::policy::grant_value::Hierarchy;
use crate::rejection::RejectionContext;
use crate::rejection::auth_context::AuthContext;
use crate::rejection::log;
use crate::request::client_address::Locator;
use crate::request::client_address::forwarded::ForwardedHeader;
use crate::request::client_address::trusted_proxies::TrustedProxies;
use crate::request::credentials::CredentialSource;
use crate::request::network::Network;
use crate::request::scheme::Scheme;
use crate::shared::Shared;
use crate::time::Timestamp;

pub(crate) mod authenticate;
pub(crate) mod decide;
pub(crate) mod extract;
mod presented;
pub(crate) mod request_state;

/// What an application installs once, outside of all guarded routes: `.layer(auth)` in axum and tower. Cheap to clone.
///
/// It stores the credentials of each request as they arrived. They are verified at most once, when
/// the first guard needs the caller.
///
/// ```
/// # use auth_core::{Auth, Identity};
/// # use auth_core::authn::{AuthenticationError, Authenticator, MaybeReady};
/// # use auth_core::request::{Credentials, Scheme};
/// # use auth_core::time::Timestamp;
/// # #[derive(Debug)]
/// # struct Sessions;
/// # impl Authenticator for Sessions {
/// #     fn scheme(&self) -> Scheme { Scheme::BEARER }
/// #     fn authenticate<'a>(&'a self, _: &'a Credentials, _: Timestamp) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
/// #         MaybeReady::ready(Err(AuthenticationError::Expired))
/// #     }
/// # }
/// use std::time::Duration;
///
/// let auth = Auth::new(Sessions);
/// let impatient = Auth::builder().authenticator(Sessions).deadline(Duration::from_millis(500)).build()?;
/// # let _ = (auth, impatient);
/// # Ok::<(), auth_core::auth::AuthError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Auth {
    pub(crate) config: Arc<Config>,
}

/// What every request inside one `Auth` is measured by.
pub(crate) struct Config {
    pub(crate) installed: Vec<Installed>,
    pub(crate) deadline: Duration,
    /// How many bytes of a refused request are read on.
    pub(crate) drain: u64,
    /// The protection space, as identities carry it.
    pub(crate) origin: Arc<dyn Origin>,
    pub(crate) locator: Locator,
    pub(crate) revocations: Store,
    /// Counted where revocations are in memory, which a second `Auth` does not share.
    shared: Option<Shared>,
    pub(crate) space: Arc<AuthContext>,
}

/// One authenticator. What it says of itself is asked once: an answer that changes must not pair it with another's credentials.
#[derive(Debug)]
pub(crate) struct Installed {
    pub(crate) authenticator: Box<dyn Authenticator>,
    kind: &'static str,
    pub(crate) scheme: Scheme,
    pub(crate) source: CredentialSource,
}

impl Installed {
    /// Returns what tells the authenticator from others, for the log.
    fn name(&self) -> String {
        let issuer = self.authenticator.issuer().unwrap_or(self.kind);
        format!("{issuer} ({})", self.scheme)
    }
}

const DEFAULT_DEADLINE: Duration = Duration::from_secs(5);
const MAX_DEADLINE: Duration = Duration::from_secs(300);
const DEFAULT_DRAIN: u64 = 64 * 1024 * 1024;

impl Auth {
    /// One authenticator, and for everything else the defaults.
    ///
    /// It is what [`build`](AuthBuilder::build) makes. If the authenticator does not name its [issuer](crate::authn::Authenticator::issuer),
    /// `subject` in rules is unmet: build the `Auth` with [`user_issuer`](AuthBuilder::user_issuer).
    #[must_use]
    pub fn new(authenticator: impl Authenticator) -> Self {
        Self::builder().authenticator(authenticator).assemble()
    }

    /// Starts an `Auth` with more than one authenticator, or with answers of its own.
    pub fn builder() -> AuthBuilder {
        AuthBuilder {
            installed: Vec::new(),
            deadline: DEFAULT_DEADLINE,
            drain: DEFAULT_DRAIN,
            proxies: None,
            revocations: Store::Memory(InMemoryRevocations::default()),
            space: AuthContext::default(),
        }
    }

    /// Revokes a token, or those of a user, for every clone of this `Auth`: from the next request on, they are refused with 401.
    ///
    /// It holds for clones only: another `Auth` of the same process has revocations of its own unless both have one
    /// [store](AuthBuilder::revocations). Build an `Auth` once, outside of what runs once for each worker (actix-web's
    /// `HttpServer::new`), and clone it. Where another one with the same authenticators is alive, an `ERROR` says so.
    ///
    /// What is under way stays: a handler that runs, a WebSocket that is open.
    ///
    /// # Errors
    ///
    /// [`RevocationError`] if the [store](AuthBuilder::revocations) did not take it. The one in memory always does.
    ///
    /// ```
    /// # use auth_core::{Auth, Identity};
    /// # use auth_core::authn::{Revocation, RevocationError};
    /// async fn log_out(auth: &Auth, identity: &Identity) -> Result<(), RevocationError> {
    ///     if let (Some(id), Some(end)) = (identity.token_id(), identity.expires_at()) {
    ///         auth.revoke(Revocation::token(identity.issuer(), id).until(end)).await?;
    ///     }
    ///     Ok(())
    /// }
    /// # let _ = log_out;
    /// ```
    pub async fn revoke(&self, revocation: Revocation) -> Result<(), RevocationError> {
        let now = self.config.space.now();
        match &self.config.revocations {
            Store::Memory(memory) => {
                if let Some(shared) = &self.config.shared {
                    shared.expect_alone(log::revoked_in_one);
                }
                memory.add(&revocation, now);
                Ok(())
            }
            Store::Other(store) => {
                store.revoke(&revocation, now).await.map_err(RevocationError::new)
            }
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("installed", &self.installed)
            .field("deadline", &self.deadline)
            .field("revocations", &self.revocations)
            .field("space", &self.space)
            .finish_non_exhaustive()
    }
}

/// Builds an [`Auth`]: see [`Auth::builder`].
#[must_use]
pub struct AuthBuilder {
    installed: Vec<Installed>,
    deadline: Duration,
    drain: u64,
    proxies: Option<TrustedProxies>,
    revocations: Store,
    space: AuthContext,
}

impl AuthBuilder {
    /// Adds an authenticator, for a scheme that no other one of them has. Challenges name the schemes in this order.
    pub fn authenticator<A: Authenticator>(mut self, authenticator: A) -> Self {
        let scheme = authenticator.scheme();
        // SECURITY: read as a field of its own, `Authorization` would need no scheme.
        let source = match authenticator.source() {
            CredentialSource::Header(http::header::AUTHORIZATION) => {
                CredentialSource::Authorization
            }
            source => source,
        };
        let kind = std::any::type_name::<A>();
        self.installed.push(Installed {
            authenticator: Box::new(authenticator),
            kind,
            scheme,
            source,
        });
        self
    }

    /// Sets what says how late it is, instead of the system's clock: for tests that own their time.
    pub fn clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.space.clock = Some(Box::new(clock));
        self
    }

    /// Sets how long an authenticator may take before the request is refused with 503: more than nothing, at most 5 min,
    /// 5 s unless set. An authenticator that does not answer at once needs a tokio runtime with its timer enabled.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Sets how many bytes of the body are read on after a refusal: 64 MiB unless set, none at 0.
    ///
    /// A client that sends all of its body before it reads would see a broken connection instead of the refusal. Raise the limit if
    /// clients upload more than 64 MiB. Set it to 0 behind a proxy that reads whole requests itself.
    ///
    /// The response does not wait: the rest is read and dropped while it is sent, for at most 5 s. Then the connection ends. Nothing is
    /// read on over HTTP/2, of a client that waits for `100 Continue`, or after a concealed refusal. axum, poem and salvo use this
    /// limit. actix-web has a limit of its own, and rocket reads nothing on. Where one `Auth` stands inside another, the outer one's
    /// limit counts.
    pub fn drain(mut self, limit: u64) -> Self {
        self.drain = limit;
        self
    }

    /// Registers the implications of an enum with `#[derive(Role)]`, `Scope`, `Permission` or `Group`: a caller whose role
    /// implies another one then satisfies rules that spell that one as a text, and
    /// [`Identity::has_role`](crate::Identity::has_role) says so.
    ///
    /// Each enum stands for itself: what one enum implies is not followed into another. An identity that a test builds by
    /// hand knows no hierarchy.
    ///
    /// A caller who was granted the very name costs nothing more. Where not, each registered value of that kind is compared
    /// once, and then each name that implies the one asked for.
    ///
    /// ```
    /// # use auth_core::{Auth, Identity};
    /// # use auth_core::authn::{AuthenticationError, Authenticator, MaybeReady};
    /// # use auth_core::request::{Credentials, Scheme};
    /// # use auth_core::time::Timestamp;
    /// # #[derive(Debug)]
    /// # struct Sessions;
    /// # impl Authenticator for Sessions {
    /// #     fn scheme(&self) -> Scheme { Scheme::BEARER }
    /// #     fn authenticate<'a>(&'a self, _: &'a Credentials, _: Timestamp) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
    /// #         MaybeReady::ready(Err(AuthenticationError::Expired))
    /// #     }
    /// # }
    /// use auth_core::Role;
    ///
    /// #[derive(Role)]
    /// enum Role {
    ///     #[role(implies = [Editor])]
    ///     Admin,
    ///     Editor,
    /// }
    ///
    /// // An admin satisfies `role = "editor"`, as `role = Role::Editor`.
    /// let auth = Auth::builder().authenticator(Sessions).hierarchy::<Role>().build()?;
    /// # let _ = auth;
    /// # Ok::<(), auth_core::auth::AuthError>(())
    /// ```
    pub fn hierarchy<H: Hierarchy>(mut self) -> Self {
        self.space.hierarchies.push((H::KIND, H::VALUES));
        self
    }

    /// Sets what words the refusals: a function from a [`RejectionContext`] to the response to send. The context has the
    /// rejection, its [code](crate::Rejection::code), the policy's name, the request, and the response to start from.
    ///
    /// Body and header fields are the function's. A body that it replaces is `text/plain` unless the function sets another
    /// `Content-Type`. Status, challenges, `Retry-After` and `Cache-Control: no-store` are put back afterwards, so that no
    /// wording turns a refusal into something else. A function that sets another status is warned of in the log, once for
    /// each code. A 500 for want of an `Auth` has no wording, and a concealed refusal has none of its own.
    ///
    /// The request is copied where it is refused. A rule with `check(…)`, and `from = request` on the request of actix-web,
    /// poem, rocket or salvo, copy it before the decision.
    ///
    /// ```
    /// # use auth_core::{Auth, Identity};
    /// # use auth_core::authn::{AuthenticationError, Authenticator, MaybeReady};
    /// # use auth_core::request::{Credentials, Scheme};
    /// # use auth_core::time::Timestamp;
    /// # #[derive(Debug)]
    /// # struct Sessions;
    /// # impl Authenticator for Sessions {
    /// #     fn scheme(&self) -> Scheme { Scheme::BEARER }
    /// #     fn authenticate<'a>(&'a self, _: &'a Credentials, _: Timestamp) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
    /// #         MaybeReady::ready(Err(AuthenticationError::Expired))
    /// #     }
    /// # }
    /// use http::HeaderValue;
    /// use http::header::CONTENT_TYPE;
    ///
    /// let auth = Auth::builder()
    ///     .authenticator(Sessions)
    ///     .on_rejection(|context| {
    ///         let id = context.request().and_then(|request| request.headers.get("x-request-id")).cloned();
    ///         let body = format!(r#"{{"error":"{}"}}"#, context.code());
    ///         let mut response = context.into_response().map(|_| body);
    ///         response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    ///         response.headers_mut().extend(id.map(|id| (http::HeaderName::from_static("x-request-id"), id)));
    ///         response
    ///     })
    ///     .build()?;
    /// # let _ = auth;
    /// # Ok::<(), auth_core::auth::AuthError>(())
    /// ```
    pub fn on_rejection(
        mut self,
        on_rejection: impl Fn(RejectionContext<'_>) -> Response<String> + Send + Sync + 'static,
    ) -> Self {
        self.space.wording = Some(Box::new(on_rejection));
        self
    }

    /// Sets the answer to a route that does not exist, which is what a handler with `conceal` answers to whom it refuses. Use the
    /// same function for the router's fallback, and route such a handler for every method (`any(…)`), or a 405 tells that it is
    /// there. Without it, a concealed refusal is an empty 404, as axum's own is (which has no `content-length` for `HEAD`: ours is `0`).
    ///
    /// ```
    /// # use auth_core::{Auth, Identity};
    /// # use auth_core::authn::{AuthenticationError, Authenticator, MaybeReady};
    /// # use auth_core::request::{Credentials, Scheme};
    /// # use auth_core::time::Timestamp;
    /// # #[derive(Debug)]
    /// # struct Sessions;
    /// # impl Authenticator for Sessions {
    /// #     fn scheme(&self) -> Scheme { Scheme::BEARER }
    /// #     fn authenticate<'a>(&'a self, _: &'a Credentials, _: Timestamp) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
    /// #         MaybeReady::ready(Err(AuthenticationError::Expired))
    /// #     }
    /// # }
    /// use http::Response;
    ///
    /// fn not_found() -> Response<String> {
    ///     let mut response = Response::new("There is nothing here.\n".to_owned());
    ///     *response.status_mut() = http::StatusCode::NOT_FOUND;
    ///     response
    /// }
    ///
    /// let auth = Auth::builder().authenticator(Sessions).not_found(not_found).build()?;
    /// // … Router::new().fallback(|| async { not_found() }).layer(auth)
    /// # let _ = auth;
    /// # Ok::<(), auth_core::auth::AuthError>(())
    /// ```
    pub fn not_found(
        mut self,
        not_found: impl Fn() -> Response<String> + Send + Sync + 'static,
    ) -> Self {
        self.space.not_found = Some(Box::new(not_found));
        self
    }

    /// Believes the proxies in `networks`: where a request comes from is then read from the one field that they write, from the
    /// right past their own addresses. Without it, the peer's address counts.
    ///
    /// Trust only proxies that write that field themselves: one that passes on what it got lets every client choose its address. A
    /// trusted proxy that names no client, because the field is absent, is the other one, or holds something else, leaves the address
    /// unknown: `ip` is unmet, and an `ERROR` says once what was expected and what came.
    pub fn trusted_proxies(
        mut self,
        header: ForwardedHeader,
        networks: impl IntoIterator<Item = Network>,
    ) -> Self {
        self.proxies = Some(TrustedProxies { header, networks: networks.into_iter().collect() });
        self
    }

    /// Sets who knows what was revoked, instead of this process's memory.
    pub fn revocations(mut self, revocations: impl Revocations) -> Self {
        self.revocations = Store::new(revocations);
        self
    }

    /// Says whose subjects are the application's users: `subject` in a rule and [`Identity::user`](crate::Identity::user) are the
    /// subject of this issuer's callers only (OWASP ASVS 5, 10.3.3).
    ///
    /// Needed where authenticators vouch for callers of more than one issuer, and for `subject` also where the only authenticator does
    /// not name [its issuer](crate::authn::Authenticator::issuer): without it, `subject` is unmet for every caller, and an `ERROR` says so.
    pub fn user_issuer(mut self, issuer: impl Into<Box<str>>) -> Self {
        self.space.user_issuer = Some(issuer.into());
        self
    }

    /// The `Auth`.
    ///
    /// # Errors
    ///
    /// [`AuthError`] if there is no authenticator, if two of them have the same scheme or the same field, if the
    /// deadline is out of range, if an authenticator's issuer is empty, if several issuers stand without
    /// [`user_issuer`](Self::user_issuer), or if no proxy is trusted.
    pub fn build(self) -> Result<Auth, AuthError> {
        if self.installed.is_empty() {
            return Err(AuthError::NoAuthenticator);
        }
        if self.deadline.is_zero() || self.deadline > MAX_DEADLINE {
            return Err(AuthError::Deadline(self.deadline));
        }
        if self.proxies.as_ref().is_some_and(|proxies| proxies.networks.is_empty()) {
            return Err(AuthError::NoProxy);
        }
        if self.installed.iter().any(|installed| installed.authenticator.issuer() == Some("")) {
            return Err(AuthError::EmptyIssuer);
        }
        // SECURITY: `alice` of one issuer must not pass for `alice` of another (S40).
        let declared = match &self.space.user_issuer {
            Some(issuer) => !issuer.is_empty(),
            None => self.installed.len() == 1 || self.only_issuer().is_some(),
        };
        if !declared {
            return Err(AuthError::UserIssuer);
        }
        let mut rest = self.installed.iter();
        while let Some(first) = rest.next() {
            for second in rest.clone() {
                if first.scheme == second.scheme {
                    return Err(AuthError::SameScheme(first.scheme));
                }
                match (&first.source, &second.source) {
                    (CredentialSource::Header(one), CredentialSource::Header(other))
                        if one == other =>
                    {
                        return Err(AuthError::SameField(one.clone()));
                    }
                    _ => {}
                }
            }
        }
        Ok(self.assemble())
    }

    /// Who vouches for all callers, if one issuer always does.
    fn only_issuer(&self) -> Option<&str> {
        let mut issuers = self.installed.iter().map(|installed| installed.authenticator.issuer());
        let first = issuers.next()??;
        let is_only = !first.is_empty() && issuers.all(|issuer| issuer == Some(first));
        is_only.then_some(first)
    }

    fn assemble(self) -> Auth {
        let only_issuer = self.only_issuer().map(Into::into);
        let Self { installed, deadline, drain, proxies, revocations, mut space } = self;
        space.user_issuer = space.user_issuer.or(only_issuer);
        space.schemes = installed
            .iter()
            .map(|one| (one.scheme, one.authenticator.realm().to_owned()))
            .collect();
        let space = Arc::new(space);
        let origin = Arc::new(Arc::clone(&space));
        let locator = Locator::new(proxies);
        let shared = matches!(revocations, Store::Memory(_)).then(|| {
            let names: Vec<_> = installed.iter().map(Installed::name).collect();
            Shared::new(format!("Auth of {}", names.join(", ")), log::second_auth_with_revocations)
        });
        let config =
            Config { installed, deadline, drain, origin, locator, revocations, shared, space };
        Auth { config: Arc::new(config) }
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
    /// The deadline is nothing, or longer than 5 min.
    Deadline(Duration),
    /// An authenticator names the empty text as its issuer.
    EmptyIssuer,
    /// There is no authenticator.
    NoAuthenticator,
    /// Proxies are to be trusted, and none is named.
    NoProxy,
    /// Two authenticators read the same field.
    SameField(HeaderName),
    /// Two authenticators have the same scheme.
    SameScheme(Scheme),
    /// There are several issuers, and nobody said whose subjects are the application's users.
    UserIssuer,
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deadline(deadline) => {
                write!(f, "the deadline is {deadline:?}: it must be more than 0 s and at most 300 s")
            }
            Self::EmptyIssuer => f.write_str(
                "an authenticator's `issuer()` is empty: name the issuer of its callers, or return `None`",
            ),
            Self::NoAuthenticator => {
                f.write_str("no authenticator: add one with `.authenticator(…)`, a `Jwt` for example")
            }
            Self::NoProxy => {
                f.write_str("no trusted proxy is named: list the proxies' networks, or leave `trusted_proxies` out")
            }
            Self::SameField(name) => {
                write!(f, "two authenticators read the header `{name}`: keep one of them")
            }
            Self::SameScheme(scheme) => {
                write!(f, "two authenticators have the scheme `{scheme}`: only one could ever be asked")
            }
            Self::UserIssuer => f.write_str(
                "identities come from several issuers: name the issuer of the application's users \
                 with `.user_issuer(…)`",
            ),
        }
    }
}

impl std::error::Error for AuthError {}
