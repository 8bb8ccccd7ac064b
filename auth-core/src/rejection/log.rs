//! The log events about rejections: caller, policy and reason, and never a token.

use http::StatusCode;
use tracing::{Level, Span, event};

use crate::identity::Identity;
use crate::observer::decided::causes;
use crate::policy::rule::NamedRule;
use crate::rejection::Rejection;
use crate::rejection::auth_context::AuthContext;
use crate::request::target::{OwnedTarget, Target};

macro_rules! rejected {
    (
        $level:expr, $rejection:expr, $policy:expr, $target:expr, $enforced:expr, $count:expr,
        $status:expr
    ) => {{
        let (rejection, policy, target): (&Rejection, Option<NamedRule>, Option<Target<'_>>) =
            ($rejection, $policy, $target);
        let (enforced, status): (bool, Option<StatusCode>) = ($enforced, $status);
        let message = match (enforced, status) {
            (false, _) => "request would be rejected",
            (true, None) => "request rejected",
            (true, Some(_)) => "rejection did not become the response",
        };
        event!(
            target: "auth_core",
            $level,
            status = rejection.status().as_u16(),
            code = rejection.code(),
            reason = %rejection,
            error = causes(rejection),
            enforced,
            policy = policy.map(NamedRule::public_name).as_deref(),
            rule = policy.map(|policy| policy.rule.to_string()),
            unmet = rejection.denial().map(ToString::to_string),
            issuer = rejection.identity().map(Identity::issuer),
            subject = rejection.identity().map(Identity::subject),
            method = target.map(|target| target.method),
            route = target.map(|target| target.route),
            refusals = $count.map(|count: usize| u64::try_from(count).unwrap_or(u64::MAX)),
            answered = status.map(|status| status.as_u16()),
            "{message}"
        );
    }};
}

/// A rejection as the log shows it. Events name the request, so it outlives the decision.
#[derive(Clone)]
pub(crate) struct LoggedRejection {
    pub(crate) rejection: Rejection,
    pub(crate) policy: Option<NamedRule>,
    target: OwnedTarget,
    enforced: bool,
    /// `true` if the request may go on without the identity that it asked for.
    pub(crate) optional: bool,
    /// The span of the decision, so that its event stands in the request's own span.
    span: Span,
}

impl LoggedRejection {
    pub(crate) fn new(
        rejection: &Rejection,
        policy: Option<NamedRule>,
        target: Target<'_>,
        enforced: bool,
    ) -> Self {
        // The extensions of a request hold its state, and that holds this.
        let rejection = rejection.clone().without_request();
        let (target, span) = (target.to_owned(), Span::current());
        Self { rejection, policy, target, enforced, optional: false, span }
    }

    /// Returns the method and the route of the request.
    pub(crate) fn target(&self) -> Target<'_> {
        self.target.as_target()
    }

    /// Returns whether `other` repeats this rejection.
    pub(crate) fn is_as(&self, other: &Self) -> bool {
        let name = |logged: &Self| logged.policy.map_or("", |policy| (policy.name)());
        // Bad credentials cause one rejection, for all policies together.
        let same = name(self) == name(other) || self.rejection.identity().is_none();
        same && self.rejection.code() == other.rejection.code()
    }

    /// Logs the one line of a request. The names of its fields are part of the crate's interface:
    /// dashboards and alarms depend on them.
    ///
    /// `count` is the number of rejections, if there were several. `status` is the status of a
    /// response that is no rejection.
    ///
    /// Text of the client (the route, the subject) is a field, which subscribers escape: a line
    /// break in it starts no line of the log.
    pub(crate) fn log(&self, count: Option<usize>, status: Option<StatusCode>) {
        let Self { rejection, policy, enforced, .. } = self;
        let target = Some(self.target());
        self.span.in_scope(|| {
            rejected!(Level::INFO, rejection, *policy, target, *enforced, count, status);
            explain(rejection);
        });
    }

    /// Logs a further rejection of a request, or one that is not enforced.
    pub(crate) fn log_as_detail(&self) {
        let Self { rejection, policy, enforced, .. } = self;
        let target = Some(self.target());
        self.span.in_scope(|| {
            rejected!(Level::DEBUG, rejection, *policy, target, *enforced, None, None);
            explain(rejection);
        });
    }
}

/// Logs a rejection by a decision that was made without a request.
pub(crate) fn decided_without_request(rejection: &Rejection, policy: NamedRule, enforced: bool) {
    if enforced {
        unavailable(rejection);
    }
    rejected!(Level::INFO, rejection, Some(policy), None, enforced, None, None);
    explain(rejection);
}

/// Logs the explanation of a denial for developers: a tree in several lines, without text of the
/// client. The target is one of its own, so that a filter can choose it.
fn explain(rejection: &Rejection) {
    if let Some(denial) = rejection.denial() {
        event!(
            target: "auth_core::explanation",
            Level::DEBUG,
            "explanation of a denial by {}:\n{}",
            rejection.policy().unwrap_or_default(),
            denial.explain()
        );
    }
}

/// Logs a request to a route outside of every `Auth`: as an error once for each policy.
pub(crate) fn no_auth(rejection: &Rejection, policy: Option<NamedRule>, target: Target<'_>) {
    // Without a policy, the path of the request would tell causes apart, and that is the client's.
    let name = policy.map(NamedRule::public_name).unwrap_or_default();
    if AuthContext::of(None).causes.is_first("no_auth", &name) {
        rejected!(Level::ERROR, rejection, policy, Some(target), true, None, None);
    } else {
        rejected!(Level::DEBUG, rejection, policy, Some(target), true, None, None);
    }
}

/// Logs that a response with this status was withheld, because no guard decided on its request.
pub(crate) fn withheld(rejection: &Rejection, status: StatusCode, target: Target<'_>) {
    event!(
        target: "auth_core",
        Level::ERROR,
        status = rejection.status().as_u16(),
        code = rejection.code(),
        reason = %rejection,
        method = target.method,
        route = target.route,
        withheld = status.as_u16(),
        "response withheld"
    );
}

/// Logs that requests are rejected because of an outage, at most once a minute for each code.
pub(crate) fn unavailable(rejection: &Rejection) {
    let (Rejection::Unavailable(_), Some(context)) = (rejection, rejection.context()) else {
        return;
    };
    if context.causes.is_due("unavailable", rejection.code(), context.now()) {
        event!(
            target: "auth_core",
            Level::WARN,
            code = rejection.code(),
            reason = %rejection,
            error = causes(rejection),
            policy = rejection.policy().as_deref(),
            "requests are rejected with 503 until this works again"
        );
    }
}
