//! One request inside one `Auth`: what it presented, what authentication made of it, and the way from there to a decision.

use std::fmt;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use http::header::{CACHE_CONTROL, VARY};
use http::{HeaderName, HeaderValue, StatusCode};

use crate::auth::Config;
use crate::auth::authenticate::{OnceAuthentication, Outcome};
use crate::guard::evidence::Evidence;
use crate::identity::Identity;
use crate::identity::MaybeIdentity;
use crate::policy::facts::Facts;
use crate::policy::rule::NamedRule;
use crate::rejection::Rejection;
use crate::rejection::log;
use crate::rejection::reason::UnauthorizedReason;
use crate::rejection::rejection_log::{End, LoggedRejection, RejectionLog};
use crate::request::client_address::ClientAddress;
use crate::request::head::{self, Head};
use crate::request::headers::HeaderSource;
use crate::request::path::PathParameters;
use crate::request::target::Target;

/// One request inside one `Auth`.
///
/// Made from the header fields as they arrived there: what a middleware further in does to them changes nothing. Its type is
/// private, so no middleware can put one of its own into a request.
pub(crate) struct RequestState {
    arrival: ClientAddress,
    authentication: OnceAuthentication,
    /// Shared with decisions that end in the handler; most requests need none.
    refusals: OnceLock<Arc<RejectionLog>>,
    /// Somebody was let in who presented no credentials: by their address, say.
    let_in_unknown: AtomicBool,
    /// The session of the `Auth` further out, which the request belongs to once this one has ended.
    outer: Option<Arc<RequestState>>,
    ended: AtomicBool,
}

/// What a refusal tells of the request that it is the answer to.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'r> {
    pub(crate) target: Target<'r>,
    pub(crate) head: &'r dyn Head,
}

/// A response on its way out.
pub(crate) struct Passing<'r> {
    pub(crate) status: StatusCode,
    /// The rejection that it is, as far as it still says so.
    pub(crate) rejection: Option<&'r Rejection>,
    /// Whether it has a header field.
    pub(crate) has: &'r dyn Fn(&HeaderName) -> bool,
}

impl RequestState {
    pub(crate) fn new(
        config: &Arc<Config>,
        headers: &impl HeaderSource,
        peer: Option<IpAddr>,
    ) -> Self {
        Self {
            arrival: ClientAddress::new(peer, headers, &config.locator),
            authentication: OnceAuthentication::new(config, headers),
            refusals: OnceLock::new(),
            let_in_unknown: AtomicBool::new(false),
            outer: None,
            ended: AtomicBool::new(false),
        }
    }

    /// Places this session inside that of another `Auth`.
    pub(crate) fn inside(mut self, outer: Option<Arc<Self>>) -> Self {
        self.outer = outer;
        self
    }

    pub(crate) fn outer(&self) -> Option<&Arc<Self>> {
        self.outer.as_ref()
    }

    pub(crate) fn end(&self) {
        self.ended.store(true, Ordering::Relaxed);
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }

    /// Copies the head of a request, if `on_rejection` may ask for it.
    pub(crate) fn copy_of(&self, head: &dyn Head) -> Option<Arc<http::request::Parts>> {
        head::copy_if(self.config().space.wording.is_some(), head)
    }

    pub(crate) fn config(&self) -> &Config {
        self.authentication.config()
    }

    pub(crate) fn presents_nothing(&self) -> bool {
        self.authentication.presents_nothing()
    }

    /// Returns the outcome of authentication, which is made at the first call.
    pub(crate) async fn authenticated(&self) -> &Outcome {
        self.authentication.outcome().await
    }

    /// Returns whether the framework knows the address of the peer.
    pub(crate) fn peer_is_known(&self) -> bool {
        self.arrival.is_known()
    }

    /// Returns the rejections of the request.
    pub(crate) fn rejections(&self) -> &Arc<RejectionLog> {
        self.refusals.get_or_init(Arc::default)
    }

    /// Returns the facts of a decision on `policy`, with the caller unknown.
    pub(crate) fn facts<'a>(
        &'a self,
        policy: NamedRule,
        path: Option<&'a PathParameters>,
    ) -> Facts<'a> {
        let config = self.config();
        let mut facts = Facts::unauthenticated();
        if policy.asks.address
            && let Some(address) = self.arrival.address(&config.locator, &config.space.causes)
        {
            facts = facts.with_address(address);
        }
        if let Some(path) = path {
            facts = facts.with_path(path);
        }
        if let Some(issuer) = &config.space.user_issuer {
            facts = facts.with_user_issuer(issuer);
        }
        facts
    }

    /// Remembers that a request without credentials was allowed: its response depends on the address.
    pub(crate) fn note_allowed(&self, evidence: &Evidence) {
        if evidence.identity().is_none() {
            self.let_in_unknown.store(true, Ordering::Relaxed);
        }
    }

    /// Records a rejection by `policy`.
    pub(crate) fn reject(
        &self,
        rejection: Rejection,
        policy: NamedRule,
        path: Option<&PathParameters>,
        asked: Asked<'_>,
    ) -> Rejection {
        log::unmeetable(policy, &rejection, (path, self.arrival.is_known()), asked.target);
        self.note_preflight(Some(policy), asked);
        let request = self.copy_of(asked.head);
        self.rejections().record(rejection.of(policy, request), Some(policy), asked.target)
    }

    /// Records a rejection by `policy`, which is not enforced.
    pub(crate) fn report(
        &self,
        rejection: Rejection,
        policy: NamedRule,
        path: Option<&PathParameters>,
        asked: Asked<'_>,
    ) -> Rejection {
        log::unmeetable(policy, &rejection, (path, self.arrival.is_known()), asked.target);
        self.rejections().observe(&rejection, policy, asked.target);
        rejection
    }

    /// Records the rejection of a request for the caller's identity, which no policy decided.
    pub(crate) fn reject_caller(&self, rejection: Rejection, asked: Asked<'_>) -> Rejection {
        self.note_preflight(None, asked);
        let request = self.copy_of(asked.head);
        self.rejections().record(rejection.in_request(request), None, asked.target)
    }

    /// Keeps the rejection of a request for an optional identity. It is logged if it becomes the
    /// response: the handler or middleware that asked may go on without it.
    pub(crate) fn defer(&self, rejection: Rejection, asked: Asked<'_>) -> Rejection {
        self.rejections().defer(&rejection, asked.target);
        rejection.in_request(self.copy_of(asked.head))
    }

    /// Logs a rejected CORS preflight, once for each policy.
    fn note_preflight(&self, policy: Option<NamedRule>, asked: Asked<'_>) {
        let name = policy.map_or("", |policy| (policy.name)());
        if head::is_preflight(asked.head, asked.target.method)
            && self.config().space.causes.is_first("preflight_refused", name)
        {
            log::preflight_refused(policy, asked.target);
        }
    }

    /// Has the request authenticated, for a framework whose extractors must not wait: after this, nothing of the session's does. What
    /// came of it counts only where somebody asks.
    pub(crate) async fn prepare(&self) {
        // Without credentials there is nothing to wait for, and a route that is open to everybody needs no outcome.
        if !self.authentication.presents_nothing() {
            self.authentication.outcome().await;
        }
    }

    /// Who is calling; a request without credentials is refused.
    pub(crate) async fn identity(&self) -> Result<Identity, Rejection> {
        let MaybeIdentity(identity) = self.caller().await?;
        identity.ok_or_else(|| {
            Rejection::unauthorized(UnauthorizedReason::NoCredentials, &self.config().space)
        })
    }

    /// Who is calling, if anybody says.
    pub(crate) async fn caller(&self) -> Result<MaybeIdentity, Rejection> {
        match self.authentication.outcome().await {
            Outcome::Anonymous => Ok(MaybeIdentity(None)),
            Outcome::Known { identity, .. } => Ok(MaybeIdentity(Some(identity.clone()))),
            Outcome::Refused(rejection) => Err(Rejection::clone(rejection)),
        }
    }

    /// Returns who is calling, if the credentials are good. Refuses nothing and logs nothing.
    pub(crate) async fn peek(&self) -> Option<Identity> {
        match self.authentication.outcome().await {
            Outcome::Known { identity, .. } => Some(identity.clone()),
            Outcome::Anonymous | Outcome::Refused(_) => None,
        }
    }

    /// Leaves the answer to a refusal to a function of the application's.
    pub(crate) fn hand_over(&self) {
        self.rejections().hand_over();
    }

    /// What was refused last.
    pub(crate) fn refused(&self) -> Option<Rejection> {
        Some(self.refusals.get()?.last()?.rejection)
    }

    /// Takes a rejection that `identity.check()` made, which is logged, for the one that the response is to be completed by.
    pub(crate) fn adopt(&self, rejection: &Rejection) {
        self.rejections().adopt(rejection);
    }

    /// Reports the refusal that an error of the application's replaces. The error itself stays as it is.
    pub(crate) fn pass_error(&self, status: StatusCode) {
        let Some(refusals) = self.refusals.get() else { return };
        let Some(refused) = refusals.last() else { return };
        if refused.rejection.status() != status {
            return refusals.end(self.report_swallowed(&refused, status));
        }
        refusals.end(End::Refused);
        if status == StatusCode::UNAUTHORIZED
            && self.config().space.causes.is_first("unchallenged", "")
        {
            // No field can be added to an error, so its 401 has no challenge (S3).
            log::unchallenged();
        }
    }

    /// Reports a refusal that did not become the response.
    fn report_swallowed(&self, refused: &LoggedRejection, status: StatusCode) -> End {
        if self.refusals.get().is_some_and(|refusals| refusals.were_handed_over()) {
            return End::Unknown;
        }
        // A redirect, to the login say, is a response to a refusal that no `Option` makes.
        if !status.is_redirection() && !refused.optional {
            log::swallowed(&refused.rejection, refused.policy, status);
        }
        End::Other(status)
    }

    /// Returns whether a response refuses the request, for all to see: a concealed refusal is as any unknown route.
    pub(crate) fn refuses(&self, status: StatusCode, rejection: Option<&Rejection>) -> bool {
        let refused = || {
            self.refused().is_some_and(|refused| refused.status() == status && refused.is_open())
        };
        rejection.map_or_else(refused, Rejection::is_open)
    }

    /// Completes the response on its way out: logs a rejection that was made further in by `identity.check()`, restores what
    /// somebody between took from a refusal, and keeps a success out of shared caches that cannot know that it depends on the
    /// caller (S9).
    ///
    /// Returns the header fields to set: all earlier values of their names are to be removed.
    pub(crate) fn complete(&self, response: &Passing<'_>) -> Vec<(HeaderName, HeaderValue)> {
        // Nearly all answers: nobody was refused, and caches know.
        let by_field = self.authentication.own_headers().next().is_some();
        let let_in_unknown = self.let_in_unknown.load(Ordering::Relaxed);
        if response.rejection.is_none()
            && self.refusals.get().is_none()
            && !by_field
            && !let_in_unknown
        {
            return Vec::new();
        }
        let mut fields = Vec::new();
        let mut outcome = End::Refused;
        let refused = || self.refusals.get().and_then(|refusals| refusals.last());
        let is_open_refusal = match response.rejection.map(Ok).or_else(|| refused().map(Err)) {
            Some(Ok(rejection)) => rejection.is_open(),
            // The application replaced the response and kept the status: an error page, say.
            Some(Err(LoggedRejection { rejection, .. }))
                if rejection.status() == response.status =>
            {
                if rejection.is_open() {
                    rejection.missing_fields(response.has, &mut fields);
                }
                rejection.is_open()
            }
            Some(Err(refused)) => {
                outcome = self.report_swallowed(&refused, response.status);
                if outcome != End::Unknown && response.status.is_redirection() {
                    // SECURITY: some redirects are cached, and this one is not for every caller.
                    fields.push((CACHE_CONTROL, HeaderValue::from_static("no-store")));
                }
                false
            }
            None => false,
        };
        if let Some(refusals) = self.refusals.get() {
            refusals.end(outcome);
        }
        // SECURITY: an unknown route may be answered outside of this `Auth`. So no 404 gets what follows: a concealed route that
        // did would tell that it exists.
        if is_open_refusal || response.status == StatusCode::NOT_FOUND {
            return fields;
        }
        // Caches know that an answer to `Authorization` is private (RFC 9111 §3.5), not one to another field or to an address.
        let private = (CACHE_CONTROL, HeaderValue::from_static("private"));
        if by_field || let_in_unknown {
            fields.push(private);
        }
        fields.extend(
            self.authentication.own_headers().map(|name| (VARY, HeaderValue::from(name.clone()))),
        );
        fields.retain(|(name, _)| !(response.has)(name));
        fields
    }
}

impl fmt::Debug for RequestState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestState").finish_non_exhaustive()
    }
}
