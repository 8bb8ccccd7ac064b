//! The state of one request inside one `Auth`: credentials, address, rejections.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use http::HeaderName;
use http::request::Parts;

use crate::auth::authenticate::{OnceAuthentication, Outcome};
use crate::auth::config::AuthConfig;
use crate::authn::arrival::Arrival;
use crate::guard::arrived_request::ArrivedRequest;
use crate::guard::evidence::Evidence;
use crate::guard::mark::Mark;
use crate::identity::{Identity, MaybeIdentity};
use crate::policy::facts::Facts;
#[cfg(auth_core_mutants)]
use crate::policy::mutants;
use crate::policy::rule::NamedRule;
use crate::rejection::reason::UnauthorizedReason;
use crate::rejection::rejection_log::RejectionLog;
use crate::rejection::{Rejection, mistakes};
use crate::request::browser::{Browser, is_by_script};
use crate::request::client_address::ClientAddress;
use crate::request::head::{self, Head};
use crate::request::headers::HeaderSource;
use crate::request::path::PathParameters;
use crate::request::target::Target;

/// The state of one request inside one `Auth`.
//
// SECURITY: it is made from the headers as they arrived: middleware further in that changes them
// changes no decision. Its type is private, so no middleware can put one of its own into a request.
pub(crate) struct RequestState {
    address: ClientAddress,
    authentication: OnceAuthentication,
    /// Shared with decisions that end in the handler. Most requests need none.
    rejections: OnceLock<Arc<RejectionLog>>,
    /// The kind of a browser's request, on which the form of a rejection depends.
    browser: Browser,
    /// `true` after a request without credentials was allowed, by its address for example.
    allowed_anonymous: AtomicBool,
    /// The state of the outer `Auth`, to which the request belongs after this one has ended.
    outer: Option<Arc<RequestState>>,
    ended: AtomicBool,
    /// The mark that guards leave. That of the outermost `Auth` counts.
    pub(super) own_mark: Mark,
}

/// The parts of a request that the record of a rejection needs.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'r> {
    pub(crate) target: Target<'r>,
    pub(crate) head: &'r dyn Head,
}

impl RequestState {
    /// Creates the state of a request inside one `Auth`, inside that of the `outer` one.
    pub(crate) fn new(
        config: &Arc<AuthConfig>,
        arrival: &Arrival<'_, impl HeaderSource>,
        outer: Option<Arc<Self>>,
    ) -> Arc<Self> {
        let authentication = OnceAuthentication::new(config, arrival);
        Arc::new(Self {
            address: ClientAddress::new(arrival.peer, arrival.headers, &config.locator),
            browser: browser(config, &authentication, arrival),
            authentication,
            rejections: OnceLock::new(),
            allowed_anonymous: AtomicBool::new(false),
            outer,
            ended: AtomicBool::new(false),
            own_mark: Mark::default(),
        })
    }

    /// Returns the state of the outer `Auth`.
    pub(crate) fn outer(&self) -> Option<&Arc<Self>> {
        self.outer.as_ref()
    }

    /// Ends this state: the request belongs to the outer `Auth` from now on.
    pub(crate) fn end(&self) {
        self.ended.store(true, Ordering::Relaxed);
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }

    pub(crate) fn config(&self) -> &AuthConfig {
        self.authentication.config()
    }

    /// Copies the head of a request, if `on_rejection` may ask for it.
    pub(crate) fn copy_of(&self, head: &dyn Head) -> Option<Arc<Parts>> {
        head::copy_if(self.config().context.wording.is_some(), head)
    }

    /// Returns whether the request presents no credentials for certain.
    pub(crate) fn presents_nothing(&self) -> bool {
        self.authentication.presents_nothing()
    }

    /// Returns the names of the credential headers that the request has, without `Authorization`.
    pub(crate) fn own_headers(&self) -> impl Iterator<Item = &HeaderName> {
        self.authentication.own_headers(self.allowed_anonymous())
    }

    /// Returns the outcome of authentication. The first call authenticates.
    pub(crate) async fn authenticated(&self) -> &Outcome {
        self.authentication.outcome().await
    }

    /// Authenticates the request, so that no later call waits: extractors of actix-web must not.
    pub(crate) async fn prepare(&self) {
        self.authentication.prepared().await;
    }

    /// Returns whether no later call waits for the authentication.
    pub(crate) fn is_prepared(&self) -> bool {
        self.authentication.is_known()
    }

    /// Returns the caller's identity, or the rejection of a request without credentials.
    pub(crate) async fn identity(&self) -> Result<Identity, Rejection> {
        let MaybeIdentity(identity) = self.maybe_identity().await?;
        identity.ok_or_else(|| {
            Rejection::unauthorized(UnauthorizedReason::NoCredentials, &self.config().context)
        })
    }

    /// Returns the caller's identity, if the request has credentials.
    pub(crate) async fn maybe_identity(&self) -> Result<MaybeIdentity, Rejection> {
        match self.authenticated().await {
            // An argument `Identity` would reject the request, and no test could notice the guard.
            #[cfg(auth_core_mutants)]
            Outcome::Anonymous if self.allowed_anonymous() && mutants::is_one_open() => Ok(
                MaybeIdentity(Identity::builder("https://mutant.invalid", "mutant").build().ok()),
            ),
            Outcome::Anonymous => Ok(MaybeIdentity(None)),
            Outcome::Known { identity, .. } => Ok(MaybeIdentity(Some(identity.clone()))),
            Outcome::Rejected(rejection) => Err(Rejection::clone(rejection)),
        }
    }

    /// Returns the caller's identity, if the credentials are good. Rejects and logs no request.
    pub(crate) async fn peek(&self) -> Option<Identity> {
        self.maybe_identity().await.ok()?.0
    }

    /// Returns the facts for a decision on `policy`, with the caller unknown.
    pub(crate) fn facts<'a>(
        &'a self,
        policy: NamedRule,
        path: Option<&'a PathParameters>,
    ) -> Facts<'a> {
        let AuthConfig { locator, context, .. } = self.config();
        let mut facts = Facts::unauthenticated();
        if policy.inputs.address
            && let Some(address) = self.address.address(locator, &context.causes)
        {
            facts = facts.with_address(address);
        }
        if let Some(path) = path {
            facts = facts.with_path(path);
        }
        if let Some(issuer) = &context.user_issuer {
            facts = facts.with_user_issuer(issuer);
        }
        facts
    }

    /// Returns whether the framework knows the address of the peer.
    pub(crate) fn peer_is_known(&self) -> bool {
        self.address.is_known()
    }

    /// Notes an allowed decision. Without credentials, the response depends on the address.
    pub(crate) fn note_allowed(&self, evidence: &Evidence) {
        self.mark().pass();
        if evidence.identity().is_none() {
            self.allowed_anonymous.store(true, Ordering::Relaxed);
        }
    }

    /// Returns whether the request was allowed without credentials.
    pub(crate) fn allowed_anonymous(&self) -> bool {
        self.allowed_anonymous.load(Ordering::Relaxed)
    }

    /// Returns the log of rejections, which is made at the first call.
    pub(crate) fn rejections(&self) -> &Arc<RejectionLog> {
        self.rejections.get_or_init(Arc::default)
    }

    /// Returns the log of rejections, if there was one.
    pub(crate) fn earlier_rejections(&self) -> Option<&RejectionLog> {
        self.rejections.get().map(AsRef::as_ref)
    }

    /// Returns the data that a rejection needs after the handler has made its checks.
    pub(crate) fn arrived(self: &Arc<Self>, asked: Asked<'_>) -> ArrivedRequest {
        ArrivedRequest {
            target: asked.target.to_owned(),
            peer_is_known: self.peer_is_known(),
            rejections: Arc::clone(self.rejections()),
            state: Arc::<Self>::clone(self),
            head: self.copy_of(asked.head),
            browser: self.browser.clone(),
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
        mistakes::unmeetable(policy, &rejection, (path, self.peer_is_known()), asked.target);
        self.mark().deny();
        self.log_preflight(Some(policy), asked);
        self.log_guarded_login(&rejection);
        let rejection = rejection.for_browser(&self.browser);
        let rejection = rejection.of(policy, self.copy_of(asked.head));
        self.rejections().record(rejection, Some(policy), asked.target)
    }

    /// Records a rejection by `policy`, which is not enforced.
    pub(crate) fn report(
        &self,
        rejection: Rejection,
        policy: NamedRule,
        path: Option<&PathParameters>,
        asked: Asked<'_>,
    ) -> Rejection {
        mistakes::unmeetable(policy, &rejection, (path, self.peer_is_known()), asked.target);
        self.mark().pass();
        self.rejections().observe(&rejection, policy, asked.target);
        rejection
    }

    /// Records the rejection of a request for the caller's identity, without a policy.
    pub(crate) fn reject_caller(&self, rejection: Rejection, asked: Asked<'_>) -> Rejection {
        self.log_preflight(None, asked);
        self.log_guarded_login(&rejection);
        let rejection = rejection.for_browser(&self.browser);
        if rejection.is_login() {
            // The redirect to the login passes.
            self.mark().deny();
        }
        let rejection = rejection.in_request(self.copy_of(asked.head));
        self.rejections().record(rejection, None, asked.target)
    }

    /// Keeps the rejection of a request for an optional identity. It is logged if it becomes the
    /// response: the handler or middleware that asked may go on without it.
    pub(crate) fn defer(&self, rejection: Rejection, asked: Asked<'_>) -> Rejection {
        let rejection = rejection.for_browser(&self.browser);
        if rejection.is_login() {
            self.mark().deny();
        }
        self.rejections().defer(&rejection, asked.target);
        rejection.in_request(self.copy_of(asked.head))
    }

    /// Leaves the response to a rejection to a function of the application.
    pub(crate) fn hand_over(&self) {
        self.mark().hand_over();
        self.rejections().hand_over();
    }

    /// Completes the response by a rejection of `identity.check()`, which is logged already.
    pub(crate) fn adopt(&self, rejection: &Rejection) {
        self.rejections().adopt(rejection);
    }

    /// Logs once that the login rejects users that have no session.
    fn log_guarded_login(&self, rejection: &Rejection) {
        if self.browser.is_login
            && matches!(rejection, Rejection::Unauthorized(_))
            && self.config().context.causes.is_first("guarded_login", "")
        {
            mistakes::guarded_login();
        }
    }

    /// Logs a rejected CORS preflight, once for each policy.
    fn log_preflight(&self, policy: Option<NamedRule>, asked: Asked<'_>) {
        let name = policy.map_or("", |policy| (policy.name)());
        if head::is_preflight(asked.head, asked.target.method)
            && self.config().context.causes.is_first("preflight_refused", name)
        {
            mistakes::preflight_refused(policy, asked.target);
        }
    }
}

/// Returns the kind of a browser's request, as far as the form of a rejection depends on it.
fn browser(
    config: &AuthConfig,
    authentication: &OnceAuthentication,
    arrival: &Arrival<'_, impl HeaderSource>,
) -> Browser {
    let context = &config.context;
    // A request with other credentials comes from no page.
    let login = context.login.as_deref().filter(|_| !authentication.has_header());
    let by_script = context.offers_basic_beside_another() && is_by_script(arrival.headers);
    Browser { is_by_script: by_script, ..arrival.browser(login) }
}

impl fmt::Debug for RequestState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestState").finish_non_exhaustive()
    }
}
