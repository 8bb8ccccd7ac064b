//! One request inside one `Auth`: what it presented, what authentication made of it, and the way from there to a decision.

use std::fmt;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use http::header::{CACHE_CONTROL, VARY};
use http::{HeaderName, HeaderValue, StatusCode};

use crate::arrival::Arrival;
use crate::auth::Config;
use crate::authentication::{Authentication, Outcome};
use crate::event::{self, Target};
use crate::facts::{Caller, Facts};
use crate::fields::Fields;
use crate::guard::{Evidence, MaybeIdentity, Settled, refuse, settle};
use crate::identity::Identity;
use crate::path::PathParameters;
use crate::reason::UnauthorizedReason;
use crate::refusals::Refusals;
use crate::rejection::Rejection;
use crate::rule::NamedRule;
use crate::undecided::{Arrived, Log, Progress};

/// One request inside one `Auth`.
///
/// Made from the header fields as they arrived there: what a middleware further in does to them changes nothing. Its type is
/// private, so no middleware can put one of its own into a request.
pub(crate) struct Session {
    arrival: Arrival,
    authentication: Authentication,
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

impl Session {
    pub(crate) fn new(config: &Arc<Config>, headers: &impl Fields, peer: Option<IpAddr>) -> Self {
        Self {
            arrival: Arrival::new(peer, headers, &config.locator),
            authentication: Authentication::new(config, headers),
            refusals: OnceLock::new(),
            let_in_unknown: AtomicBool::new(false),
        }
    }

    fn config(&self) -> &Config {
        self.authentication.config()
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
                Progress::open(policy, &facts, &self.config().space, Log::Request(arrived))
                    .map_err(|rejection| self.refuse(rejection, policy, path, target))
            }
            Ok((Settled::Denied(denial), facts)) => {
                let rejection = refuse(policy, denial, &facts, &self.config().space);
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
        if self.config().space.causes.is_first("report_only", (policy.name)()) {
            event::not_enforced(policy, Some(target));
        }
        let rejection = self.settle(policy, path).await.err()?;
        event::unmeetable(policy, &rejection, (path, self.arrival.is_known()), target);
        event::observed(&rejection, policy, Some(target));
        Some(rejection)
    }

    async fn settle(&self, policy: NamedRule, path: Option<&PathParameters>) -> Result<Evidence, Rejection> {
        match self.open(policy, path).await? {
            (Settled::Allowed(evidence), _) => Ok(evidence),
            (Settled::Denied(denial), facts) => Err(refuse(policy, denial, &facts, &self.config().space)),
            // SECURITY: nothing is left to wait for; what is still open stays closed.
            (Settled::Undecided, _) => {
                Err(Rejection::unauthorized(UnauthorizedReason::NoCredentials, &self.config().space))
            }
        }
    }

    /// What became of the rule on all facts but those that only the handler knows.
    async fn open<'a>(
        &'a self,
        policy: NamedRule,
        path: Option<&'a PathParameters>,
    ) -> Result<(Settled, Facts<'a>), Rejection> {
        let config = self.config();
        let space = &config.space;
        let mut facts = Facts::unauthenticated();
        if policy.asks.address
            && let Some(address) = self.arrival.address(&config.locator, &space.causes)
        {
            facts = facts.from_address(address);
        }
        if let Some(path) = path {
            facts = facts.with_path(path);
        }
        if let Some(issuer) = &space.user_issuer {
            facts = facts.with_user_issuer(issuer);
        }
        // What only the caller decides is open until the caller is known: no need to find that out.
        if policy.asks.request {
            match settle(policy, &facts) {
                denied @ Settled::Denied(_) => return Ok((denied, facts)),
                allowed @ Settled::Allowed(_) if self.authentication.presents_nothing() => {
                    return Ok((allowed, facts));
                }
                Settled::Allowed(_) | Settled::Undecided => {}
            }
        }
        let facts = match self.authentication.outcome().await {
            Outcome::Refused(rejection) => return Err(Rejection::clone(rejection)),
            Outcome::Anonymous => facts.with_caller(Caller::Anonymous),
            Outcome::Known { identity, now, .. } => facts.with_caller(Caller::Known(identity)).at(*now),
        };
        Ok((settle(policy, &facts), facts))
    }

    /// Has the request authenticated, for a framework whose extractors must not wait: after this, nothing of the session's does. What
    /// came of it counts only where somebody asks.
    #[cfg(feature = "actix-web")]
    pub(crate) async fn prepare(&self) {
        // Without credentials there is nothing to wait for, and a route that is open to everybody needs no outcome.
        if !self.authentication.presents_nothing() {
            self.authentication.outcome().await;
        }
    }

    /// Who is calling; a request without credentials is refused.
    pub(crate) async fn identity(&self, target: Target<'_>) -> Result<Identity, Rejection> {
        let none = || Rejection::unauthorized(UnauthorizedReason::NoCredentials, &self.config().space);
        let identity = self.caller().await.and_then(|MaybeIdentity(identity)| identity.ok_or_else(none));
        identity.map_err(|rejection| self.record(rejection, None, Some(target)))
    }

    /// Who is calling, if anybody says.
    pub(crate) async fn maybe_identity(&self, target: Target<'_>) -> Result<MaybeIdentity, Rejection> {
        self.caller().await.map_err(|rejection| self.record(rejection, None, Some(target)))
    }

    async fn caller(&self) -> Result<MaybeIdentity, Rejection> {
        match self.authentication.outcome().await {
            Outcome::Anonymous => Ok(MaybeIdentity(None)),
            Outcome::Known { identity, .. } => Ok(MaybeIdentity(Some(identity.clone()))),
            Outcome::Refused(rejection) => Err(Rejection::clone(rejection)),
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

    /// Leaves the answer to a refusal to a function of the application's.
    pub(crate) fn hand_over(&self) {
        self.refusals.get_or_init(Arc::default).hand_over();
    }

    /// What was refused last.
    pub(crate) fn refused(&self) -> Option<Rejection> {
        self.refusals.get()?.last()
    }

    /// Whether [`complete`](Self::complete) would leave every answer of somebody else's as it is.
    #[cfg(any(feature = "actix-web", feature = "poem"))]
    pub(crate) fn has_nothing_to_add(&self) -> bool {
        let by_field = self.authentication.fields().next().is_some();
        !by_field && !self.let_in_unknown.load(Ordering::Relaxed) && self.refused().is_none()
    }

    /// Completes the response on its way out: logs a rejection that was made further in by `identity.check()`, restores what
    /// somebody between took from a refusal, and keeps a success out of shared caches that cannot know that it depends on the
    /// caller (S9).
    ///
    /// Returns the header fields to set: all earlier values of their names are to be removed.
    pub(crate) fn complete(&self, response: &Passing<'_>) -> Vec<(HeaderName, HeaderValue)> {
        // Nearly all answers: nobody was refused, and caches know.
        let by_field = self.authentication.fields().next().is_some();
        let let_in_unknown = self.let_in_unknown.load(Ordering::Relaxed);
        if response.rejection.is_none() && self.refusals.get().is_none() && !by_field && !let_in_unknown {
            return Vec::new();
        }
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
                if !self.refusals.get().is_some_and(|refusals| refusals.were_handed_over()) {
                    event::swallowed(&refused, response.status);
                }
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
        if by_field || let_in_unknown {
            fields.push(private);
        }
        fields.extend(self.authentication.fields().map(|name| (VARY, HeaderValue::from(name.clone()))));
        fields.retain(|(name, _)| !(response.has)(name));
        fields
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").finish_non_exhaustive()
    }
}
