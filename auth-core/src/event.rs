//! What is logged of a refusal: who, what and why, and never a token.

use std::error::Error;
use std::iter::successors;

use http::Method;
use tracing::{Level, event};

use crate::identity::Identity;
use crate::rejection::Rejection;
use crate::rule::NamedRule;

/// What a request asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'a> {
    pub(crate) method: &'a Method,
    /// The pattern of the matched route, or the path; never the query, which may hold secrets.
    pub(crate) route: &'a str,
}

/// Logs one refusal. The names of the fields are part of the crate's interface: dashboards and alarms depend on them.
///
/// Text of the client's (the route, the subject) is recorded as text, which subscribers escape: a line break in it starts no
/// line of the log.
pub(crate) fn refused(rejection: &Rejection, policy: Option<NamedRule>, target: Option<Target<'_>>) {
    macro_rules! refused {
        ($level:expr) => {
            event!(
                target: "auth_core",
                $level,
                status = rejection.status().as_u16(),
                reason = %rejection,
                error = causes(rejection),
                policy = policy.map(|policy| (policy.name)()),
                rule = policy.map(|policy| policy.rule.to_string()),
                unmet = rejection.denial().map(ToString::to_string),
                issuer = rejection.identity().map(Identity::issuer),
                subject = rejection.identity().map(Identity::subject),
                method = target.map(|target| target.method.as_str()),
                route = target.map(|target| target.route),
                "request refused"
            )
        };
    }
    match rejection {
        Rejection::Misconfigured(_) => refused!(Level::ERROR),
        Rejection::Unavailable(_) => refused!(Level::WARN),
        Rejection::Concealed(_) | Rejection::Forbidden(_) | Rejection::Unauthorized(_) => {
            refused!(Level::INFO)
        }
    }
}

fn causes(rejection: &Rejection) -> Option<String> {
    let causes: Vec<_> =
        successors(rejection.source(), |error| (*error).source()).map(ToString::to_string).collect();
    (!causes.is_empty()).then(|| causes.join(": "))
}
