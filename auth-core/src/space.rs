//! The protection space: which schemes an application understands, and how it words its refusals.

use std::fmt;
use std::sync::{Arc, LazyLock};

use http::Response;

use crate::challenge::{Challenge, ChallengeError};
use crate::credentials::Scheme;
use crate::denial::Denial;

/// Rewords a refusal: body and header fields.
pub(crate) type Wording = dyn Fn(Response<String>) -> Response<String> + Send + Sync;

/// What refusals have in common inside one `Auth`
/// ([RFC 9110 §11.5](https://www.rfc-editor.org/rfc/rfc9110#section-11.5)).
pub(crate) struct ProtectionSpace {
    /// Scheme and realm of every authenticator, in the order of their installation; never empty.
    schemes: Vec<(Scheme, String)>,
    wording: Option<Box<Wording>>,
}

/// Where a rule is checked without an `Auth`: in a unit test, in a program without a server.
static DEFAULT: LazyLock<Arc<ProtectionSpace>> =
    LazyLock::new(|| Arc::new(ProtectionSpace::new(Vec::new(), None)));

impl ProtectionSpace {
    pub(crate) fn new(mut schemes: Vec<(Scheme, String)>, wording: Option<Box<Wording>>) -> Self {
        // SECURITY: a 401 without a challenge is no 401 (S3).
        if schemes.is_empty() {
            schemes.push((Scheme::BEARER, "api".to_owned()));
        }
        Self { schemes, wording }
    }

    pub(crate) fn default_space() -> &'static Arc<Self> {
        &DEFAULT
    }

    pub(crate) fn wording(&self) -> Option<&Wording> {
        self.wording.as_deref()
    }

    /// One challenge for every scheme, without an error (S10).
    pub(crate) fn challenges(&self) -> Vec<Challenge> {
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

    /// The challenge that names the scopes that would do (RFC 6750 §3.1). Without `Bearer` there is none.
    pub(crate) fn insufficient_scope(&self, denial: &Denial) -> Vec<Challenge> {
        let bearer = self.challenges().into_iter().find(|challenge| challenge.scheme() == Scheme::BEARER);
        let name_scopes = |challenge: Challenge| {
            challenge
                .with_error(ChallengeError::InsufficientScope)
                .with_scopes(&denial.required_scopes().unwrap_or_default())
        };
        bearer.map(name_scopes).into_iter().collect()
    }
}

impl fmt::Debug for ProtectionSpace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProtectionSpace").field("schemes", &self.schemes).finish_non_exhaustive()
    }
}
