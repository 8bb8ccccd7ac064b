//! The context of an `Auth` that its identities and rejections share.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, LazyLock};

use http::Response;

use crate::authn::issuer::CallersOf;
use crate::causes::Causes;
use crate::identity::Identity;
use crate::identity::grants::GrantKind;
use crate::identity::origin::Origin;
use crate::observer::Observers;
use crate::policy::denial::Denial;
use crate::policy::grant_value::GrantValue;
use crate::policy::grants_table::GrantsTable;
use crate::rejection::challenge::{Challenge, ChallengeError};
use crate::request::scheme::Scheme;
use crate::resource::ResourceMetadata;
use crate::time::Timestamp;

/// The application's function for responses to rejections. A rejection has a context, so that the
/// context cannot name the type of a rejection.
pub(crate) trait Wording: Send + Sync {
    /// Returns the response to `rejection`. `default` is the response without this function.
    fn response(&self, rejection: &dyn Any, default: Response<String>) -> Response<String>;
}

/// Returns the response to a route that does not exist.
pub(crate) type NotFound = dyn Fn() -> Response<String> + Send + Sync;

/// Returns the current time.
pub(crate) type Clock = dyn Fn() -> Timestamp + Send + Sync;

/// The context of an `Auth` that its identities and rejections share: the protection space of
/// [RFC 9110 §11.5](https://www.rfc-editor.org/rfc/rfc9110#section-11.5), and functions of the
/// application.
#[derive(Default)]
pub(crate) struct AuthContext {
    /// The scheme and realm of each authenticator, in the order of installation.
    pub(crate) schemes: Vec<(Scheme, String)>,
    /// The log events that were written once.
    pub(crate) causes: Causes,
    pub(crate) clock: Option<Box<Clock>>,
    /// The choice to explain a denial in its response.
    pub(crate) explains: bool,
    /// The enums with implications that hold also for rules with strings.
    pub(crate) hierarchies: Vec<(GrantKind, &'static [GrantValue])>,
    /// The path of the login page.
    pub(crate) login: Option<Box<str>>,
    pub(crate) not_found: Option<Box<NotFound>>,
    pub(crate) observers: Observers,
    /// The permissions of roles, each table for the callers of an issuer.
    pub(crate) tables: Vec<(CallersOf, GrantsTable)>,
    /// The metadata that `Bearer` challenges name.
    pub(crate) resource: Option<ResourceMetadata>,
    /// The issuer of the application's users.
    pub(crate) user_issuer: Option<Box<str>>,
    pub(crate) wording: Option<Box<dyn Wording>>,
}

/// The context of decisions without an `Auth`: in a unit test, or in a program without a server.
static DEFAULT: LazyLock<Arc<AuthContext>> = LazyLock::new(Arc::default);

// For `Arc`, so that a rejection can share the context of the identity that it concerns.
impl Origin for Arc<AuthContext> {
    fn user_issuer(&self) -> Option<&str> {
        self.user_issuer.as_deref()
    }

    fn is_implied(&self, kind: GrantKind, name: &str, is_granted: &dyn Fn(&str) -> bool) -> bool {
        self.hierarchies
            .iter()
            .filter(|(of, _)| *of == kind)
            .flat_map(|(_, values)| *values)
            .filter(|value| value.name() == name)
            .flat_map(GrantValue::names)
            .any(is_granted)
    }

    fn permits(&self, issuer: &str, permission: &str, has_role: &dyn Fn(&str) -> bool) -> bool {
        // SECURITY: a role of another issuer is another role (S40).
        let mut tables = self
            .tables
            .iter()
            .filter(|(callers, _)| callers.has(issuer, self.user_issuer.as_deref()));
        tables.any(|(_, table)| table.permits(permission, has_role))
    }
}

impl AuthContext {
    /// Returns the context of the `Auth` that authenticated `identity`, or the default one.
    pub(crate) fn of(identity: Option<&Identity>) -> &Arc<Self> {
        let origin = identity.and_then(Identity::origin).map(|origin| origin as &dyn Any);
        origin.and_then(|origin| origin.downcast_ref()).unwrap_or_else(|| &*DEFAULT)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.as_deref().map_or_else(Timestamp::now, |clock| clock())
    }

    /// Returns one challenge for each scheme, without an error (S10).
    pub(crate) fn challenges(&self) -> Vec<Challenge> {
        // SECURITY: a 401 without a challenge is no 401 (S3).
        if self.schemes.is_empty() {
            return vec![Challenge::new(Scheme::BEARER, "api")];
        }
        let challenge = |(scheme, realm): &(Scheme, String)| {
            let challenge = Challenge::new(*scheme, realm);
            match &self.resource {
                Some(resource) if *scheme == Scheme::BEARER => {
                    challenge.with_resource_metadata(resource.url())
                }
                _ => challenge,
            }
        };
        self.schemes.iter().map(challenge).collect()
    }

    /// Returns whether `Basic` is offered beside another scheme.
    pub(crate) fn offers_basic_beside_another(&self) -> bool {
        let is_basic = |(scheme, _): &(Scheme, String)| *scheme == Scheme::BASIC;
        self.schemes.len() > 1 && self.schemes.iter().any(is_basic)
    }

    /// Returns one challenge for each scheme. The challenge of the scheme that was used has the
    /// error, if that scheme is `Bearer`, which defines the parameter `error` (S11).
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

    /// Returns challenges that name the missing scopes (RFC 6750 §3.1) and the login that is needed
    /// (RFC 9470 §3).
    pub(crate) fn insufficient(&self, denial: &Denial) -> Vec<Challenge> {
        let scopes = denial.required_scopes().unwrap_or_default();
        let Some(step_up) = denial.step_up() else {
            // Scopes belong to tokens of `Bearer`. Without that scheme, there is no challenge.
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
