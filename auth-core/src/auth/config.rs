//! The configuration shared by all requests that pass through one `Auth`.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use crate::authn::arrival::Arrival;
#[cfg(feature = "enrichment")]
use crate::authn::enrichment;
use crate::authn::request_authenticator::{Lookup, OtherFramework};
use crate::authn::revocation::store::Store;
use crate::authn::takes::Taken;
use crate::authn::{AuthenticationError, Authenticator, MaybeReady};
use crate::identity::origin::Origin;
use crate::rejection::auth_context::AuthContext;
use crate::request::client_address::Locator;
use crate::request::credentials::CredentialSource;
use crate::request::origin::TrustedOrigins;
use crate::request::scheme::Scheme;
use crate::shared::Shared;

/// The configuration shared by all requests that pass through one `Auth`.
pub(crate) struct AuthConfig {
    pub(crate) installed: Vec<Installed>,
    pub(crate) deadline: Duration,
    /// The number of bytes that are read of the body of a rejected request.
    pub(crate) drain: u64,
    /// `true` if a response is withheld unless a guard decided on its request.
    pub(crate) withhold_unguarded: bool,
    pub(crate) locator: Locator,
    /// `true` if an authenticator takes credentials that a browser adds by itself.
    pub(crate) takes_sessions: bool,
    pub(crate) trusted_origins: TrustedOrigins,
    pub(crate) revocations: Store,
    /// Each one for other callers.
    #[cfg(feature = "enrichment")]
    pub(crate) enrichments: Vec<enrichment::Installed>,
    /// Notices a second `Auth` with revocations of its own. `None` for a common store.
    pub(crate) shared: Option<Shared>,
    pub(crate) context: Arc<AuthContext>,
    /// The context, as identities hold it.
    pub(crate) origin: Arc<dyn Origin>,
}

impl AuthConfig {
    /// Calls the authenticator that looks at the whole request, if there is one.
    pub(crate) fn lookup<H>(&self, arrival: &Arrival<'_, H>) -> Option<Lookup> {
        let function = self.request_authenticator()?.request_function()?;
        Some(arrival.request.call(function).unwrap_or_else(|| {
            MaybeReady::ready(Err(AuthenticationError::unavailable(OtherFramework)))
        }))
    }

    /// Returns the authenticator that looks at the whole request.
    pub(crate) fn request_authenticator(&self) -> Option<&dyn Authenticator> {
        let is_one = |installed: &&Installed| installed.source == CredentialSource::Request;
        self.installed.iter().find(is_one).map(|installed| &*installed.authenticator)
    }
}

/// An authenticator, with its scheme and header.
//
// They are read once: if they changed, an authenticator would get credentials of another one.
#[derive(Debug)]
pub(crate) struct Installed {
    pub(crate) authenticator: Box<dyn Authenticator>,
    /// The name of its type.
    kind: &'static str,
    pub(crate) scheme: Scheme,
    pub(crate) source: CredentialSource,
    pub(crate) takes: Taken,
}

impl Installed {
    pub(crate) fn new<A: Authenticator>(authenticator: A) -> Self {
        let source = match authenticator.source() {
            // SECURITY: read as a header of its own, `Authorization` would need no scheme.
            CredentialSource::Header(http::header::AUTHORIZATION) => {
                CredentialSource::Authorization
            }
            // SECURITY: a browser adds it by itself (S42). This authenticator gets no credentials.
            CredentialSource::Header(http::header::COOKIE) => CredentialSource::Request,
            source => source,
        };
        Self {
            takes: authenticator.takes().into(),
            kind: std::any::type_name::<A>(),
            scheme: authenticator.scheme(),
            source,
            authenticator: Box::new(authenticator),
        }
    }

    /// Returns whether a browser adds its credentials by itself.
    pub(crate) fn takes_sessions(&self) -> bool {
        matches!(self.source, CredentialSource::Cookie(_) | CredentialSource::Request)
    }

    /// Returns whether its credentials are in a header that contains only them.
    pub(crate) fn has_own_header(&self) -> bool {
        matches!(self.source, CredentialSource::Header(_))
    }

    /// Returns whether the other one reads the same credentials.
    pub(crate) fn shares_credentials(&self, other: &Self) -> bool {
        self.scheme == other.scheme && self.source == other.source
    }

    /// Returns the token in the value of an `Authorization` header in its usual form: the scheme,
    /// one space, and the token. `None` if another authenticator takes the token.
    pub(crate) fn usual_token<'v>(&self, value: &'v HeaderValue) -> Option<&'v [u8]> {
        self.after_scheme(value)?.strip_prefix(b" ").filter(|token| self.takes.may_take(token))
    }

    /// Returns the rest of the value of an `Authorization` header that begins with the scheme.
    pub(crate) fn after_scheme<'v>(&self, value: &'v HeaderValue) -> Option<&'v [u8]> {
        let scheme = self.scheme.as_str().as_bytes();
        let (name, rest) = value.as_bytes().split_at_checked(scheme.len())?;
        let is_ours =
            self.source == CredentialSource::Authorization && name.eq_ignore_ascii_case(scheme);
        is_ours.then_some(rest)
    }

    /// Returns a name for the log.
    pub(crate) fn name(&self) -> String {
        let issuer = self.authenticator.issuer().unwrap_or(self.kind);
        format!("{issuer} ({})", self.scheme)
    }
}

impl fmt::Debug for AuthConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthConfig")
            .field("installed", &self.installed)
            .field("deadline", &self.deadline)
            .field("revocations", &self.revocations)
            .field("context", &self.context)
            .finish_non_exhaustive()
    }
}
