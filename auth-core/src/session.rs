//! One request inside one `Auth`: what it presented, what authentication made of it, and the way from there to a decision.

use std::fmt;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Waker};

use http::header::{AUTHORIZATION, AsHeaderName, CACHE_CONTROL, VARY};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use tokio::sync::OnceCell;

use crate::auth::Config;
use crate::authenticator::AuthenticationError;
use crate::credentials::{Credentials, CredentialsError, Scheme, Source};
use crate::event::{self, Target};
use crate::facts::{Caller, Facts};
use crate::forwarded::Arrival;
use crate::guard::{Evidence, MaybeIdentity, Settled, refuse, settle};
use crate::identity::Identity;
use crate::observed::is_first;
use crate::path::PathParameters;
use crate::reason::{UnauthorizedReason, UnavailableReason};
use crate::refusals::Refusals;
use crate::rejection::Rejection;
use crate::revocation::{RevocationError, Standing};
use crate::rule::NamedRule;
use crate::timestamp::Timestamp;
use crate::undecided::{Arrived, Progress};

/// One request inside one `Auth`.
///
/// Made from the header fields as they arrived there: what a middleware further in does to them changes nothing. Its type is
/// private, so no middleware can put one of its own into a request.
pub(crate) struct Session {
    arrival: Arrival,
    config: Arc<Config>,
    presented: Presented,
    outcome: OnceCell<Outcome>,
    /// Shared with decisions that end in the handler; most requests need none.
    refusals: OnceLock<Arc<Refusals>>,
    /// Somebody was let in who presented no credentials: by their address, say.
    let_in_unknown: AtomicBool,
}

/// How a session travels with its request. Private: nothing outside this crate can put one there.
#[derive(Clone)]
pub(crate) struct Carried(pub(crate) Arc<Session>);

/// A response on its way out.
pub(crate) struct Passing<'r> {
    pub(crate) status: StatusCode,
    /// The rejection that it is, as far as it still says so.
    pub(crate) rejection: Option<&'r Rejection>,
    /// Whether it has a header field.
    pub(crate) has: &'r dyn Fn(&HeaderName) -> bool,
}

/// The values of the fields that may carry credentials, unread.
struct Presented {
    authorization: Values,
    /// One for each authenticator whose credentials stand in a field of their own, in the order of the authenticators.
    fields: Vec<Values>,
}

enum Values {
    None,
    One(HeaderValue),
    Several,
}

/// What authentication came to.
enum Outcome {
    Anonymous,
    Known { identity: Identity, now: Timestamp, source: Source },
    Refused(Rejection),
}

impl Session {
    pub(crate) fn new(config: &Arc<Config>, headers: &HeaderMap, peer: Option<IpAddr>) -> Self {
        let fields = config.installed.iter().filter_map(|installed| match &installed.source {
            Source::Authorization => None,
            Source::Header(name) => Some(Values::of(headers, name)),
        });
        let presented =
            Presented { authorization: Values::of(headers, AUTHORIZATION), fields: fields.collect() };
        Self {
            arrival: Arrival::new(peer, headers, config.proxies.as_ref()),
            config: Arc::clone(config),
            presented,
            outcome: OnceCell::new(),
            refusals: OnceLock::new(),
            let_in_unknown: AtomicBool::new(false),
        }
    }

    /// The way of every guarded request (design, "How it decides").
    pub(crate) async fn decide(
        &self,
        policy: NamedRule,
        path: Option<&PathParameters>,
        target: Target<'_>,
    ) -> Result<Evidence, Rejection> {
        match self.settle(policy, path).await {
            Ok(evidence) => {
                self.note(&evidence);
                Ok(evidence)
            }
            Err(rejection) => Err(self.refuse(rejection, policy, path, target)),
        }
    }

    /// The same for a rule that the handler has the last word on.
    pub(crate) async fn begin(
        &self,
        policy: NamedRule,
        path: Option<&PathParameters>,
        target: Target<'_>,
    ) -> Result<Progress, Rejection> {
        match self.open(policy, path).await {
            Ok((Settled::Allowed(evidence), _)) => {
                self.note(&evidence);
                Ok(Progress::Won(evidence))
            }
            Ok((Settled::Undecided, facts)) => {
                let arrived = Arrived {
                    target: target.to_owned(),
                    peer_is_known: self.arrival.is_known(),
                    refusals: Arc::clone(self.refusals.get_or_init(Arc::default)),
                };
                Progress::open(policy, &facts, &self.config.space, Some(arrived))
                    .map_err(|rejection| self.refuse(rejection, policy, path, target))
            }
            Ok((Settled::Denied(denial), facts)) => {
                let rejection = refuse(denial, &facts, &self.config.space);
                Err(self.refuse(rejection, policy, path, target))
            }
            Err(rejection) => Err(self.refuse(rejection, policy, path, target)),
        }
    }

    fn note(&self, evidence: &Evidence) {
        if evidence.is_anonymous() {
            self.let_in_unknown.store(true, Ordering::Relaxed);
        }
    }

    fn refuse(
        &self,
        rejection: Rejection,
        policy: NamedRule,
        path: Option<&PathParameters>,
        target: Target<'_>,
    ) -> Rejection {
        event::unmeetable(policy, &rejection, (path, self.arrival.is_known()), target);
        let rejection = if policy.concealed { rejection.conceal() } else { rejection };
        self.record(rejection, Some(policy), Some(target))
    }

    /// The same for a rule that is not enforced.
    pub(crate) async fn observe(
        &self,
        policy: NamedRule,
        path: Option<&PathParameters>,
        target: Target<'_>,
    ) -> Option<Rejection> {
        if is_first((policy.name)()) {
            event::not_enforced(policy, target);
        }
        let rejection = self.settle(policy, path).await.err()?;
        event::unmeetable(policy, &rejection, (path, self.arrival.is_known()), target);
        event::observed(&rejection, policy, target);
        Some(rejection)
    }

    async fn settle(&self, policy: NamedRule, path: Option<&PathParameters>) -> Result<Evidence, Rejection> {
        match self.open(policy, path).await? {
            (Settled::Allowed(evidence), _) => Ok(evidence),
            (Settled::Denied(denial), facts) => Err(refuse(denial, &facts, &self.config.space)),
            // SECURITY: nothing is left to wait for; what is still open stays closed.
            (Settled::Undecided, _) => {
                Err(Rejection::unauthorized(UnauthorizedReason::NoCredentials, &self.config.space))
            }
        }
    }

    /// What became of the rule on all facts but those that only the handler knows.
    async fn open<'a>(
        &'a self,
        policy: NamedRule,
        path: Option<&'a PathParameters>,
    ) -> Result<(Settled, Facts<'a>), Rejection> {
        let (config, space) = (&self.config, &self.config.space);
        let mut facts = Facts::unauthenticated();
        if let Some(address) = self.arrival.address(config.proxies.as_ref()) {
            facts = facts.from_address(address);
        }
        if let Some(path) = path {
            facts = facts.with_path(path);
        }
        if let Some(issuer) = &space.user_issuer {
            facts = facts.with_user_issuer(issuer);
        }
        match settle(policy, &facts) {
            denied @ Settled::Denied(_) => return Ok((denied, facts)),
            allowed @ Settled::Allowed(_) if self.presented.is_nothing() => return Ok((allowed, facts)),
            Settled::Allowed(_) | Settled::Undecided => {}
        }
        let facts = match self.authenticate().await {
            Outcome::Refused(rejection) => return Err(rejection.clone()),
            Outcome::Anonymous => facts.with_caller(Caller::Anonymous),
            Outcome::Known { identity, now, .. } => facts.with_caller(Caller::Known(identity)).at(*now),
        };
        Ok((settle(policy, &facts), facts))
    }

    /// Who is calling; a request without credentials is refused.
    pub(crate) async fn identity(&self, target: Target<'_>) -> Result<Identity, Rejection> {
        let none = || Rejection::unauthorized(UnauthorizedReason::NoCredentials, &self.config.space);
        let identity = self.caller().await.and_then(|MaybeIdentity(identity)| identity.ok_or_else(none));
        identity.map_err(|rejection| self.record(rejection, None, Some(target)))
    }

    /// Who is calling, if anybody says.
    pub(crate) async fn maybe_identity(&self, target: Target<'_>) -> Result<MaybeIdentity, Rejection> {
        self.caller().await.map_err(|rejection| self.record(rejection, None, Some(target)))
    }

    async fn caller(&self) -> Result<MaybeIdentity, Rejection> {
        match self.authenticate().await {
            Outcome::Anonymous => Ok(MaybeIdentity(None)),
            Outcome::Known { identity, .. } => Ok(MaybeIdentity(Some(identity.clone()))),
            Outcome::Refused(rejection) => Err(rejection.clone()),
        }
    }

    fn record(
        &self,
        rejection: Rejection,
        policy: Option<NamedRule>,
        target: Option<Target<'_>>,
    ) -> Rejection {
        self.refusals.get_or_init(Arc::default).record(rejection, policy, target)
    }

    /// What was refused last.
    pub(crate) fn refused(&self) -> Option<Rejection> {
        self.refusals.get()?.last()
    }

    /// Completes the response on its way out: logs a rejection that was made further in by `identity.check()`, restores what
    /// somebody between took from a refusal, and keeps a success out of shared caches that cannot know that it depends on the
    /// caller (S9).
    ///
    /// Returns the header fields to set: all earlier values of their names are to be removed.
    pub(crate) fn complete(&self, response: &Passing<'_>) -> Vec<(HeaderName, HeaderValue)> {
        let mut fields = Vec::new();
        let rejection = match (response.rejection, self.refused()) {
            (Some(rejection), _) => {
                let rejection = rejection.clone();
                Some(if rejection.is_logged() { rejection } else { self.record(rejection, None, None) })
            }
            // Whoever made this answer replaced the one that was meant, and kept its status: an error page, say.
            (None, Some(refused)) if refused.status() == response.status => {
                if !matches!(refused, Rejection::Concealed(_)) {
                    refused.missing_fields(response.has, &mut fields);
                }
                Some(refused)
            }
            (None, Some(refused)) => {
                event::swallowed(&refused, response.status);
                None
            }
            (None, None) => None,
        };
        // A concealed refusal gets what a route that does not exist gets, and that would get what follows.
        if rejection.is_some_and(|rejection| !matches!(rejection, Rejection::Concealed(_))) {
            return fields;
        }
        // Caches know that an answer to `Authorization` is private (RFC 9111 §3.5), not one to another field or to an address.
        let private = (CACHE_CONTROL, HeaderValue::from_static("private"));
        if let Some(Outcome::Known { source: Source::Header(name), .. }) = self.outcome.get() {
            fields.extend([private, (VARY, HeaderValue::from(name.clone()))]);
        } else if self.let_in_unknown.load(Ordering::Relaxed) {
            fields.push(private);
        }
        fields.retain(|(name, _)| !(response.has)(name));
        fields
    }

    async fn authenticate(&self) -> &Outcome {
        match self.outcome.get() {
            Some(outcome) => outcome,
            None => self.outcome.get_or_init(|| self.resolve()).await,
        }
    }

    async fn resolve(&self) -> Outcome {
        let config = &self.config;
        let (index, credentials) = match self.read() {
            Ok(Some(found)) => found,
            Ok(None) => return Outcome::Anonymous,
            Err(error) => {
                let reason = UnauthorizedReason::MalformedCredentials(error);
                return Outcome::Refused(Rejection::unauthorized(reason, &config.space));
            }
        };
        let Some(installed) = config.installed.get(index) else { return Outcome::Anonymous };
        let now = config.space.now();
        let answer = self.wait(installed.authenticator.authenticate(&credentials, now)).await;
        match answer {
            Ok(Ok(mut identity)) => {
                if let Err(rejection) = self.standing(&identity, now, credentials.scheme()).await {
                    return Outcome::Refused(rejection);
                }
                identity.set_origin(Arc::clone(&config.origin) as _);
                Outcome::Known { identity, now, source: installed.source.clone() }
            }
            Ok(Err(AuthenticationError::NoCredentials)) => Outcome::Anonymous,
            Ok(Err(error @ AuthenticationError::Unavailable { .. })) => {
                let reason = UnavailableReason::Authenticator(error);
                Outcome::Refused(Rejection::unavailable(reason, &config.space))
            }
            Ok(Err(
                error @ (AuthenticationError::Expired
                | AuthenticationError::Invalid(_)
                | AuthenticationError::Revoked),
            )) => {
                let reason = UnauthorizedReason::InvalidCredentials { scheme: credentials.scheme(), error };
                Outcome::Refused(Rejection::unauthorized(reason, &config.space))
            }
            Err(reason) => Outcome::Refused(Rejection::unavailable(reason, &config.space)),
        }
    }

    /// Refuses credentials that were revoked, and those of which nobody can tell.
    async fn standing(&self, identity: &Identity, now: Timestamp, scheme: Scheme) -> Result<(), Rejection> {
        let Config { revocations, space, .. } = &*self.config;
        let unavailable = |reason| Rejection::unavailable(reason, space);
        let standing = self.wait(revocations.standing(identity, now)).await.map_err(unavailable)?;
        match standing {
            Ok(Standing::Good) => Ok(()),
            Ok(Standing::Revoked) => {
                let error = AuthenticationError::Revoked;
                Err(Rejection::unauthorized(UnauthorizedReason::InvalidCredentials { scheme, error }, space))
            }
            Err(error) => {
                let error = AuthenticationError::unavailable(RevocationError::new(error));
                Err(unavailable(UnavailableReason::Authenticator(error)))
            }
        }
    }

    async fn wait<F: Future + Unpin>(&self, mut authenticating: F) -> Result<F::Output, UnavailableReason> {
        // What is known at once needs neither a timer nor the memory for one.
        if let Poll::Ready(answer) =
            std::pin::Pin::new(&mut authenticating).poll(&mut Context::from_waker(Waker::noop()))
        {
            return Ok(answer);
        }
        let deadline = self.config.deadline;
        // SECURITY: an authenticator that hangs must not hold the request, nor let it through (S39).
        Box::pin(tokio::time::timeout(deadline, authenticating))
            .await
            .map_err(|_| UnavailableReason::DeadlineExceeded(deadline))
    }

    /// Reads what the request presented: at most one set of credentials, and whose they are to judge.
    fn read(&self) -> Result<Option<(usize, Credentials)>, CredentialsError> {
        let mut found = None;
        let mut fields = self.presented.fields.iter();
        for (index, installed) in self.config.installed.iter().enumerate() {
            let credentials = match &installed.source {
                Source::Authorization => match &self.presented.authorization {
                    Values::None => None,
                    Values::One(value) => Credentials::from_authorization(value, &[installed.scheme])?,
                    Values::Several => return Err(CredentialsError::Several),
                },
                Source::Header(_) => match fields.next() {
                    None | Some(Values::None) => None,
                    Some(Values::One(value)) => Some(Credentials::from_field(value, installed.scheme)?),
                    Some(Values::Several) => return Err(CredentialsError::Several),
                },
            };
            match (credentials, &found) {
                (None, _) => {}
                (Some(credentials), None) => found = Some((index, credentials)),
                // SECURITY: two callers in one request: whoever judged the other one before us may have let this one pass.
                (Some(_), Some(_)) => return Err(CredentialsError::Several),
            }
        }
        Ok(found)
    }
}

impl Presented {
    fn is_nothing(&self) -> bool {
        let nothing = |values: &Values| matches!(values, Values::None);
        nothing(&self.authorization) && self.fields.iter().all(nothing)
    }
}

impl Values {
    fn of(headers: &HeaderMap, name: impl AsHeaderName) -> Self {
        let mut values = headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (None, _) => Self::None,
            (Some(value), None) => Self::One(value.clone()),
            (Some(_), Some(_)) => Self::Several,
        }
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").finish_non_exhaustive()
    }
}
