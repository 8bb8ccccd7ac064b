//! A decision as observers see it.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::iter::successors;

use http::StatusCode;

use crate::identity::Identity;
use crate::policy::denial::Denial;
use crate::policy::rule::{NamedRule, Rule};
use crate::request::target::Target;
use crate::time::Timestamp;

/// A decision as an [`Observer`](crate::observer::Observer) sees it.
///
/// It has no token. Policy, code, outcome and [route](Self::route) take few values, which the
/// program fixes: they can label a metric. [Path](Self::path) and [identity](Self::identity) are of
/// the client, and cannot.
#[must_use]
pub struct Decided<'a> {
    pub(crate) policy: Option<NamedRule>,
    pub(crate) is_enforced: bool,
    pub(crate) identity: Option<&'a Identity>,
    /// `None` for a decision without a request.
    pub(crate) target: Option<Target<'a>>,
    pub(crate) time: Timestamp,
    /// `None` if the rule holds.
    pub(crate) rejected: Option<Rejected<'a>>,
}

/// The part of a rejection that observers see.
#[derive(Clone, Copy)]
pub(crate) struct Rejected<'a> {
    pub(crate) outcome: Outcome,
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) denial: Option<&'a Denial>,
    pub(crate) reason: &'a (dyn Error + 'static),
}

/// The outcome of a decision.
///
/// A concealed rejection has the outcome of the rejection inside.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Outcome {
    /// The rule holds.
    Allowed,
    /// 403: the caller is known, and the rule does not hold.
    Forbidden,
    /// 401: the credentials are missing, bad or too weak.
    Unauthorized,
    /// 503: the decision could not be made.
    Unavailable,
}

impl Outcome {
    /// Returns the name of this outcome in metrics and audit logs: `allowed`, `forbidden`,
    /// `unauthorized` or `unavailable`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Forbidden => "forbidden",
            Self::Unauthorized => "unauthorized",
            Self::Unavailable => "unavailable",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<'a> Decided<'a> {
    /// Returns the outcome of the rule, also if it is not enforced.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.rejected.map_or(Outcome::Allowed, |rejected| rejected.outcome)
    }

    /// Returns `false` under `report_only`: the handler runs, whichever outcome the rule has.
    #[must_use]
    pub fn is_enforced(&self) -> bool {
        self.is_enforced
    }

    /// Returns the [code](crate::Rejection::code) of the rejection; `None` for an allowed request.
    #[must_use]
    pub fn code(&self) -> Option<&'static str> {
        self.rejected.map(|rejected| rejected.code)
    }

    /// Returns the status of the rejection; `None` for an allowed request. It is 404 for a
    /// concealed rejection.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.rejected.map(|rejected| rejected.status)
    }

    /// Returns the name of the policy, as [`Rejection::policy`](crate::Rejection::policy) does.
    ///
    /// It is `None` if an [`Identity`] argument rejected the request.
    #[must_use]
    pub fn policy(&self) -> Option<Cow<'static, str>> {
        self.policy.map(NamedRule::public_name)
    }

    /// Returns the rule of the policy.
    #[must_use]
    pub fn rule(&self) -> Option<&'static Rule> {
        self.policy.map(|policy| policy.rule)
    }

    /// Returns the unmet requirements of a rejected caller who is known.
    #[must_use]
    pub fn denial(&self) -> Option<&'a Denial> {
        self.rejected?.denial
    }

    /// Returns the reason for the rejection, with its causes, for logs.
    #[must_use]
    pub fn reason(&self) -> Option<&'a (dyn Error + 'static)> {
        self.rejected.map(|rejected| rejected.reason)
    }

    /// Returns the caller, if the decision depends on one and the credentials are good.
    #[must_use]
    pub fn identity(&self) -> Option<&'a Identity> {
        self.identity
    }

    /// Returns the method of the request; `None` for a decision without a request. A client may
    /// invent methods.
    #[must_use]
    pub fn method(&self) -> Option<&'a str> {
        self.target.map(|target| target.method)
    }

    /// Returns the pattern of the route, such as `/users/{id}`, or the method of gRPC.
    ///
    /// It is `None` where the framework knows none: in a layer outside of the router, in a plain
    /// service of tower, for a decision without a request.
    #[must_use]
    pub fn route(&self) -> Option<&'a str> {
        self.target.filter(|target| target.is_pattern).map(|target| target.route)
    }

    /// Returns the path of a request without a [route](Self::route), never with its query. The
    /// client chose it: it is no label for a metric.
    #[must_use]
    pub fn path(&self) -> Option<&'a str> {
        self.target.filter(|target| !target.is_pattern).map(|target| target.route)
    }

    /// Returns the time of the call, by the clock of the `Auth`.
    #[must_use]
    pub fn time(&self) -> Timestamp {
        self.time
    }
}

/// Returns the texts of the causes of `error`, without its own.
pub(crate) fn causes(error: &(dyn Error + 'static)) -> Option<String> {
    let causes: Vec<_> =
        successors(error.source(), |error| (*error).source()).map(ToString::to_string).collect();
    (!causes.is_empty()).then(|| causes.join(": "))
}

impl fmt::Debug for Decided<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decided")
            .field("outcome", &self.outcome())
            .field("is_enforced", &self.is_enforced)
            .field("code", &self.code())
            .field("policy", &self.policy())
            .field("identity", &self.identity)
            .field("target", &self.target)
            .finish_non_exhaustive()
    }
}
