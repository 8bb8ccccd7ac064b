//! The authentication of one request, at most once.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use http::HeaderName;
use http::header::COOKIE;
use tokio::sync::{Mutex, OnceCell};

use crate::auth::config::AuthConfig;
use crate::auth::deadline::{Deadline, DeadlineExceeded};
use crate::auth::presented::Presented;
use crate::auth::route::route;
use crate::authn::arrival::Arrival;
#[cfg(feature = "enrichment")]
use crate::authn::enrichment;
use crate::authn::foreign_identity::unless_foreign;
use crate::authn::request_authenticator::Lookup;
use crate::authn::revocation::store::Store;
use crate::authn::revocation::{RevocationError, RevocationStatus};
use crate::authn::{AuthenticationError, Authenticator, MaybeReady};
use crate::identity::Identity;
use crate::rejection::Rejection;
use crate::rejection::reason::{UnauthorizedReason, UnavailableReason};
use crate::request::cross_site::CrossSite;
use crate::request::headers::HeaderSource;
use crate::request::scheme::Scheme;
use crate::time::Timestamp;

/// The credentials of one request, and the outcome of their authentication.
pub(crate) struct OnceAuthentication {
    config: Arc<AuthConfig>,
    presented: Presented,
    /// The result of the authenticator that looks at the whole request, if there is one and the
    /// request has no credential header.
    //
    // Locked: a result that is not ready stays for the next call, if the first one is cancelled.
    // Boxed: most requests have none.
    lookup: Option<Box<Mutex<Lookup>>>,
    /// The reason why credentials that a browser adds by itself do not count, if there is one.
    cross_site: Option<CrossSite>,
    /// `true` after a decision asked for the caller.
    was_asked: AtomicBool,
    /// The outcome for credentials that were verified before. Known without waiting.
    recalled: OnceLock<Option<Outcome>>,
    outcome: OnceCell<Outcome>,
}

/// The outcome of authentication.
pub(crate) enum Outcome {
    /// The request presents no credentials.
    Anonymous,
    /// The credentials are good.
    Known { identity: Identity, now: Timestamp },
    /// The credentials are bad, or cannot be verified now.
    Rejected(Box<Rejection>),
}

static ANONYMOUS: Outcome = Outcome::Anonymous;

impl OnceAuthentication {
    pub(crate) fn new(config: &Arc<AuthConfig>, arrival: &Arrival<'_, impl HeaderSource>) -> Self {
        let presented = Presented::new(&config.installed, arrival.headers);
        // SECURITY: a browser adds a login by itself. Beside other credentials, it would make bad
        // ones good (S42).
        let lookup = presented.is_empty().then(|| config.lookup(arrival)).flatten();
        let is_ambient = lookup.is_some() || (presented.has_cookie() && !presented.has_header());
        let cross_site = if is_ambient {
            arrival.cross_site(&config.trusted_origins)
        } else if presented.has_kept(&config.installed) {
            // A program sends a password without the headers of a browser.
            let cross_site = arrival.cross_site(&config.trusted_origins);
            cross_site.filter(|reason| *reason != CrossSite::UnknownOrigin)
        } else {
            None
        };
        let (recalled, outcome) = (OnceLock::new(), OnceCell::new());
        Self {
            config: Arc::clone(config),
            cross_site,
            was_asked: AtomicBool::new(false),
            lookup: lookup.map(|lookup| Box::new(Mutex::new(lookup))),
            presented,
            recalled,
            outcome,
        }
    }

    pub(crate) fn config(&self) -> &AuthConfig {
        &self.config
    }

    /// Returns whether the request has a credential header that a client adds deliberately.
    pub(crate) fn has_header(&self) -> bool {
        self.presented.has_header()
    }

    /// Returns whether the request presents no credentials for certain.
    pub(crate) fn presents_nothing(&self) -> bool {
        self.presented.is_empty() && self.lookup.is_none()
    }

    /// Returns the names of the headers whose credentials the response may depend on, without
    /// `Authorization`. `has_decision` is `true` if a guard decided without asking for the caller.
    pub(crate) fn own_headers(&self, has_decision: bool) -> impl Iterator<Item = &HeaderName> {
        // The login of a request is known by its cookie, as a rule. The response of a public route
        // does not depend on it, nor does that to other credentials.
        let by_cookie = self.config.takes_sessions
            && !self.has_header()
            && (has_decision || self.was_asked.load(Ordering::Relaxed));
        self.presented.own_headers(&self.config.installed).chain(by_cookie.then_some(&COOKIE))
    }

    /// Returns the outcome. The first call authenticates; concurrent calls wait for it.
    ///
    /// A request without credentials, and a second call, never wait: actix-web depends on it.
    pub(crate) async fn outcome(&self) -> &Outcome {
        self.was_asked.store(true, Ordering::Relaxed);
        self.prepared().await
    }

    /// Returns the outcome, for a caller that does not use it in the response.
    pub(crate) async fn prepared(&self) -> &Outcome {
        if self.presents_nothing() {
            return &ANONYMOUS;
        }
        match self.recalled.get_or_init(|| self.recall()) {
            Some(outcome) => outcome,
            // Boxed: the future of every request would contain this one.
            None => Box::pin(self.outcome.get_or_init(|| self.authenticate())).await,
        }
    }

    /// Returns whether the outcome is known, so that [`outcome`](Self::outcome) does not wait.
    pub(crate) fn is_known(&self) -> bool {
        let is_recalled = || self.recalled.get_or_init(|| self.recall()).is_some();
        self.presents_nothing() || self.outcome.initialized() || is_recalled()
    }

    /// Returns the outcome for credentials that their authenticator has verified before.
    ///
    /// SECURITY: an authenticator recalls the tokens only that it has verified itself. So no other
    /// one of the scheme gets them (S24).
    fn recall(&self) -> Option<Outcome> {
        // Another store may have to wait.
        let Store::Memory(revocations) = &self.config.revocations else { return None };
        if self.cross_site.is_some() {
            return None;
        }
        let now = self.config.context.now();
        let (installed, result) = if let Some(value) = self.presented.sole_authorization() {
            self.config.installed.iter().find_map(|installed| {
                let token = installed.usual_token(value)?;
                Some((installed, installed.authenticator.recall(token, now)?))
            })?
        } else if let Some((installed, value)) =
            self.presented.sole_own_header(&self.config.installed)
        {
            (installed, installed.authenticator.recall(value.as_bytes(), now)?)
        } else {
            let (installed, credentials) = self.presented.cookie(&self.config.installed).ok()??;
            (installed, installed.authenticator.recall(credentials.token().as_bytes(), now)?)
        };
        let result = result.and_then(|identity| {
            let status = revocations.status(&identity);
            self.unless_revoked(identity, status)
        });
        #[cfg(feature = "enrichment")]
        let result = match result {
            Ok(identity) => match self.enrichment(&identity) {
                Some(enrichment) => enrichment.recall(&identity)?,
                None => Ok(identity),
            },
            error => error,
        };
        Some(match result {
            Ok(identity) => Outcome::Known { identity, now },
            Err(error) => self.rejected(installed.scheme, error),
        })
    }

    async fn authenticate(&self) -> Outcome {
        let now = self.config.context.now();
        if let Some(lookup) = &self.lookup {
            let mut lookup = lookup.lock().await;
            let checked = pin!(async {
                let authenticator = self.config.request_authenticator();
                let declared = authenticator.and_then(Authenticator::issuer).unwrap_or_default();
                let found = (&mut *lookup).await?;
                // If this call is cancelled later, the next one finds the result.
                *lookup = MaybeReady::ready(Ok(found.clone()));
                unless_foreign(found, declared)
            });
            let outcome = self.outcome_of(Scheme::SESSION, checked, now).await;
            return match (outcome, self.cross_site) {
                (Outcome::Known { .. }, Some(reason)) => self.forbidden(reason),
                (outcome, _) => outcome,
            };
        }
        if let Some(reason) = self.cross_site {
            return self.forbidden(reason);
        }
        let (first, credentials) = match self.presented.credentials(&self.config.installed) {
            Ok(Some(found)) => found,
            Ok(None) => return Outcome::Anonymous,
            Err(error) => {
                let reason = UnauthorizedReason::MalformedCredentials(error);
                return self.unauthorized(reason);
            }
        };
        let installed = match route(&self.config.installed, first, &credentials) {
            Ok(installed) => installed,
            Err(error) => return self.rejected(first.scheme, AuthenticationError::invalid(error)),
        };
        let authenticating = installed.authenticator.authenticate(&credentials, now);
        self.outcome_of(installed.scheme, authenticating, now).await
    }

    /// Returns the outcome of an authenticator with this scheme.
    async fn outcome_of(
        &self,
        scheme: Scheme,
        authenticating: impl Future<Output = Result<Identity, AuthenticationError>> + Unpin,
        now: Timestamp,
    ) -> Outcome {
        match self.identity(authenticating, now).await {
            Ok(Ok(identity)) => Outcome::Known { identity, now },
            Ok(Err(error)) => self.rejected(scheme, error),
            Err(DeadlineExceeded) => {
                self.unavailable(UnavailableReason::DeadlineExceeded(self.config.deadline))
            }
        }
    }

    /// Returns the identity of the caller, if the credentials are good and not revoked.
    async fn identity(
        &self,
        authenticating: impl Future<Output = Result<Identity, AuthenticationError>> + Unpin,
        now: Timestamp,
    ) -> Result<Result<Identity, AuthenticationError>, DeadlineExceeded> {
        let mut deadline = Deadline::new(self.config.deadline);
        let identity = match deadline.within(authenticating).await? {
            Ok(identity) => identity,
            Err(error) => return Ok(Err(error)),
        };
        let status = match &self.config.revocations {
            Store::Memory(memory) => Ok(memory.status(&identity)),
            Store::Other(store) => deadline.within(store.standing(&identity, now)).await?,
        };
        let result = match status {
            Ok(status) => self.unless_revoked(identity, status),
            Err(error) => Err(AuthenticationError::unavailable(RevocationError::new(error))),
        };
        #[cfg(feature = "enrichment")]
        let result = match result {
            Ok(identity) => match self.enrichment(&identity) {
                Some(enrichment) => deadline.within(enrichment.enrich(identity)).await?,
                None => Ok(identity),
            },
            error => error,
        };
        Ok(result)
    }

    /// Returns the enrichment of a caller, if there is one.
    #[cfg(feature = "enrichment")]
    fn enrichment(&self, identity: &Identity) -> Option<&enrichment::Installed> {
        let user_issuer = self.config.context.user_issuer.as_deref();
        let mut all = self.config.enrichments.iter();
        all.find(|enrichment| enrichment.callers.has(identity.issuer(), user_issuer))
    }

    /// Returns an authenticated identity, if its credentials are not revoked.
    fn unless_revoked(
        &self,
        mut identity: Identity,
        status: RevocationStatus,
    ) -> Result<Identity, AuthenticationError> {
        match status {
            RevocationStatus::Good => {
                identity.set_origin(&self.config.origin);
                Ok(identity)
            }
            RevocationStatus::Revoked => Err(AuthenticationError::Revoked),
        }
    }

    fn rejected(&self, scheme: Scheme, error: AuthenticationError) -> Outcome {
        match error {
            AuthenticationError::NoCredentials => Outcome::Anonymous,
            AuthenticationError::Unavailable { .. } => {
                self.unavailable(UnavailableReason::Authenticator(error))
            }
            AuthenticationError::Expired
            | AuthenticationError::ExpiredAt { .. }
            | AuthenticationError::Invalid(_)
            | AuthenticationError::Revoked => {
                self.unauthorized(UnauthorizedReason::InvalidCredentials { scheme, error })
            }
        }
    }

    fn forbidden(&self, reason: CrossSite) -> Outcome {
        Outcome::Rejected(Box::new(Rejection::cross_site(reason, &self.config.context)))
    }

    fn unauthorized(&self, reason: UnauthorizedReason) -> Outcome {
        Outcome::Rejected(Box::new(Rejection::unauthorized(reason, &self.config.context)))
    }

    fn unavailable(&self, reason: UnavailableReason) -> Outcome {
        Outcome::Rejected(Box::new(Rejection::unavailable(reason, &self.config.context)))
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use http::header::AUTHORIZATION;

    use super::*;
    use crate::auth::Auth;
    use crate::authn::{RequestAuthenticator, Revocation, Revocations};
    use crate::request::credentials::Credentials;
    use crate::request::head::RequestHead;

    type BoxError = Box<dyn std::error::Error + Send + Sync>;

    /// Its future is ready at the first poll.
    #[derive(Debug)]
    struct Sessions;

    impl Authenticator for Sessions {
        fn scheme(&self) -> Scheme {
            Scheme::BEARER
        }

        fn authenticate<'a>(
            &'a self,
            credentials: &'a Credentials,
            _now: Timestamp,
        ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
            MaybeReady::pending(async {
                Identity::builder("sessions", credentials.token())
                    .build()
                    .map_err(AuthenticationError::invalid)
            })
        }
    }

    /// Responds at the second call.
    #[derive(Debug, Default)]
    struct SlowRevocations(AtomicBool);

    impl Revocations for SlowRevocations {
        fn standing<'a>(
            &'a self,
            _identity: &'a Identity,
            _now: Timestamp,
        ) -> MaybeReady<'a, Result<RevocationStatus, BoxError>> {
            if self.0.swap(true, Ordering::Relaxed) {
                MaybeReady::ready(Ok(RevocationStatus::Good))
            } else {
                MaybeReady::pending(std::future::pending())
            }
        }

        fn revoke<'a>(
            &'a self,
            _revocation: &'a Revocation,
            _now: Timestamp,
        ) -> MaybeReady<'a, Result<(), BoxError>> {
            MaybeReady::ready(Ok(()))
        }
    }

    #[tokio::test]
    async fn login_is_known_after_a_call_is_cancelled() {
        let logins = RequestAuthenticator::new("sessions", |_| async {
            Identity::builder("sessions", "alice").build().map(Some)
        });
        let revocations = SlowRevocations::default();
        let auth = Auth::builder().authenticator(logins).revocations(revocations).build().unwrap();
        let (request, ()) = http::Request::new(()).into_parts();
        let head = RequestHead::of(&request);
        let authentication = OnceAuthentication::new(&auth.config, &head.arrival(None));
        {
            let mut cancelled = pin!(authentication.outcome());
            let first = cancelled.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            assert!(first.is_pending());
        }
        let Outcome::Known { identity, .. } = authentication.outcome().await else {
            panic!("no identity")
        };
        assert_eq!(identity.subject(), "alice");
    }

    #[test]
    fn result_of_the_first_poll_needs_no_timer() {
        let (mut request, ()) = http::Request::new(()).into_parts();
        request.headers.insert(AUTHORIZATION, "Bearer alice".parse().unwrap());
        let auth = Auth::new(Sessions);
        let head = RequestHead::of(&request);
        let authentication = OnceAuthentication::new(&auth.config, &head.arrival(None));
        // This test has no runtime, so that a timer would panic.
        let outcome = pin!(authentication.outcome()).poll(&mut Context::from_waker(Waker::noop()));
        let Poll::Ready(Outcome::Known { identity, .. }) = outcome else { panic!("no identity") };
        assert_eq!(identity.subject(), "alice");
    }
}
