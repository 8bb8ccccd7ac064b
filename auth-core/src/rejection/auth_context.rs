//! The protection space: which schemes an application understands, and how it words its refusals.

use std::fmt;
use std::sync::{Arc, LazyLock};

use http::Response;

use crate::causes::Causes;
use crate::identity::Identity;
use crate::identity::grants::GrantKind;
use crate::policy::denial::Denial;
use crate::policy::grant_value::GrantValue;
use crate::rejection::RejectionContext;
use crate::rejection::challenge::{Challenge, ChallengeError};
use crate::request::scheme::Scheme;
use crate::time::Timestamp;

/// Rewords a refusal: body and header fields.
pub(crate) type Wording = dyn Fn(RejectionContext<'_>) -> Response<String> + Send + Sync;

/// The answer to a route that does not exist.
pub(crate) type NotFound = dyn Fn() -> Response<String> + Send + Sync;

/// What says how late it is.
pub(crate) type Clock = dyn Fn() -> Timestamp + Send + Sync;

/// What refusals have in common inside one `Auth`
/// ([RFC 9110 §11.5](https://www.rfc-editor.org/rfc/rfc9110#section-11.5)).
#[derive(Default)]
pub(crate) struct AuthContext {
    /// Scheme and realm of every authenticator, in the order of their installation.
    pub(crate) schemes: Vec<(Scheme, String)>,
    /// What is logged once.
    pub(crate) causes: Causes,
    pub(crate) clock: Option<Box<Clock>>,
    /// The enums whose implications hold for rules on text too.
    pub(crate) hierarchies: Vec<(GrantKind, &'static [GrantValue])>,
    pub(crate) not_found: Option<Box<NotFound>>,
    /// Whose subjects are the application's users, where not every issuer's are.
    pub(crate) user_issuer: Option<Box<str>>,
    pub(crate) wording: Option<Box<Wording>>,
}

/// How an identity carries the protection space it was authenticated in.
#[derive(Debug)]
pub(crate) struct Origin(pub(crate) Arc<AuthContext>);

/// Where a rule is checked without an `Auth`: in a unit test, in a program without a server.
static DEFAULT: LazyLock<Arc<AuthContext>> = LazyLock::new(Arc::default);

impl AuthContext {
    /// Returns the context of the `Auth` that authenticated `identity`, or the default one.
    pub(crate) fn of(identity: Option<&Identity>) -> &Arc<Self> {
        match identity.and_then(Identity::origin::<Origin>) {
            Some(Origin(context)) => context,
            None => &DEFAULT,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.as_deref().map_or_else(Timestamp::now, |clock| clock())
    }

    /// The grants that imply `name`, by the hierarchies that were registered; `name` itself may be among them.
    pub(crate) fn implying(
        &self,
        kind: GrantKind,
        name: &str,
    ) -> impl Iterator<Item = &'static str> {
        let values = self
            .hierarchies
            .iter()
            .filter(move |(of, _)| *of == kind)
            .flat_map(|(_, values)| *values);
        values.filter(move |value| value.name() == name).flat_map(GrantValue::names)
    }

    /// One challenge for every scheme, without an error (S10).
    pub(crate) fn challenges(&self) -> Vec<Challenge> {
        // SECURITY: a 401 without a challenge is no 401 (S3).
        if self.schemes.is_empty() {
            return vec![Challenge::new(Scheme::BEARER, "api")];
        }
        self.schemes.iter().map(|(scheme, realm)| Challenge::new(*scheme, realm)).collect()
    }

    /// One challenge for every scheme; the error stands on the one that was used, and only where that is `Bearer`, whose
    /// parameter `error` is (S11).
    pub(crate) fn challenges_with_error(
        &self,
        used: Option<Scheme>,
        error: ChallengeError,
    ) -> Vec<Challenge> {
        let with_error = |challenge: Challenge| {
            let scheme = challenge.scheme();
            let blamed = scheme == Scheme::BEARER && used.is_none_or(|used| used == scheme);
            if blamed { challenge.with_error(error) } else { challenge }
        };
        self.challenges().into_iter().map(with_error).collect()
    }

    /// The challenge that names what would do: the scopes (RFC 6750 §3.1), and how to log in again (RFC 9470 §3).
    pub(crate) fn insufficient(&self, denial: &Denial) -> Vec<Challenge> {
        let scopes = denial.required_scopes().unwrap_or_default();
        let Some(step_up) = denial.step_up() else {
            // Without `Bearer` there is nothing to say: scopes are those of its tokens.
            let bearer = self
                .challenges()
                .into_iter()
                .find(|challenge| challenge.scheme() == Scheme::BEARER);
            let name_scopes = |challenge: Challenge| {
                challenge.with_error(ChallengeError::InsufficientScope).with_scopes(&scopes)
            };
            return bearer.map(name_scopes).into_iter().collect();
        };
        let name_all = |challenge: Challenge| {
            if challenge.scheme() != Scheme::BEARER {
                return challenge;
            }
            challenge
                .with_error(ChallengeError::InsufficientUserAuthentication)
                .with_step_up(step_up)
                .with_scopes(&scopes)
        };
        self.challenges().into_iter().map(name_all).collect()
    }
}

impl fmt::Debug for AuthContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthContext").field("schemes", &self.schemes).finish_non_exhaustive()
    }
}
