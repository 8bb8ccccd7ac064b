//! The callers of the decision tables, and authenticators with the names of callers as tokens.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use auth_core::Identity;
use auth_core::authn::{AuthenticationError, Authenticator, MaybeReady, Takes};
use auth_core::request::{CredentialSource, Credentials, Scheme};
use auth_core::time::Timestamp;
use serde::Deserialize;

/// The grants and facts of a caller.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Caller {
    /// Roles.
    pub roles: Vec<String>,
    /// Scopes.
    pub scopes: Vec<String>,
    /// Permissions.
    pub permissions: Vec<String>,
    /// Groups.
    pub groups: Vec<String>,
    /// The issuer of the caller, if not the usual one.
    pub issuer: Option<String>,
    /// The subject of the caller, if not its name in the table.
    pub subject: Option<String>,
    /// The authentication context class of the login.
    pub acr: Option<String>,
    /// The time of the login.
    pub auth_time: Option<i64>,
    /// The claims, as JSON.
    pub claims: Option<String>,
}

impl Caller {
    /// Returns the identity of the caller, with this subject.
    pub fn identity(&self, subject: &str) -> Identity {
        let issuer = self.issuer.as_deref().unwrap_or("https://issuer.example");
        let mut identity = Identity::builder(issuer, self.subject.as_deref().unwrap_or(subject));
        if let Some(acr) = &self.acr {
            identity = identity.acr(acr.as_str());
        }
        if let Some(auth_time) = self.auth_time {
            identity = identity.auth_time(Timestamp::from_secs(auth_time));
        }
        if let Some(claims) = &self.claims {
            identity = identity.claims(serde_json::from_str(claims).unwrap());
        }
        for role in &self.roles {
            identity = identity.role(role.as_str());
        }
        for scope in &self.scopes {
            identity = identity.scope(scope.as_str());
        }
        for permission in &self.permissions {
            identity = identity.permission(permission.as_str());
        }
        for group in &self.groups {
            identity = identity.group(group.as_str());
        }
        identity.build().unwrap()
    }
}

/// The poll at which an authenticator is ready.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Pace {
    /// At the first poll.
    AtOnce,
    /// After some polls.
    Later,
}

/// An authenticator with the names of callers as tokens. Some names stand for errors: see
/// [`CallerBook::look_up`].
#[derive(Clone, Debug)]
pub struct CallerBook {
    asked: Arc<AtomicUsize>,
    callers: Arc<BTreeMap<String, Caller>>,
    issuer: Option<&'static str>,
    pace: Pace,
    realm: &'static str,
    scheme: Scheme,
    source: CredentialSource,
    takes: Takes<'static>,
}

impl CallerBook {
    /// Returns an authenticator for `Authorization: Bearer NAME`.
    pub fn new(callers: &Arc<BTreeMap<String, Caller>>, pace: Pace) -> Self {
        Self {
            asked: Arc::default(),
            callers: Arc::clone(callers),
            issuer: Some("https://issuer.example"),
            pace,
            realm: "api",
            scheme: Scheme::BEARER,
            source: CredentialSource::Authorization,
            takes: Takes::All,
        }
    }

    /// Returns an authenticator for another scheme, realm and source.
    #[must_use]
    pub fn of(mut self, scheme: Scheme, realm: &'static str, source: CredentialSource) -> Self {
        (self.scheme, self.realm, self.source) = (scheme, realm, source);
        self
    }

    /// Returns the authenticator without its issuer.
    #[must_use]
    pub fn without_issuer(mut self) -> Self {
        self.issuer = None;
        self
    }

    /// Returns the authenticator for other tokens of its scheme.
    #[must_use]
    pub fn taking(mut self, takes: Takes<'static>) -> Self {
        self.takes = takes;
        self
    }

    /// Waits as long as this pace takes.
    pub(crate) async fn wait(&self) {
        if self.pace == Pace::Later {
            for _ in 0..3 {
                tokio::task::yield_now().await;
            }
        }
    }

    /// Returns the number of authentications.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// Returns the identity of a known name, or the error that the name stands for.
    pub fn look_up(&self, name: &str) -> Result<Identity, AuthenticationError> {
        match name {
            "expired" => Err(AuthenticationError::Expired),
            "foreign" => Err(AuthenticationError::NoCredentials),
            "outage" => Err(AuthenticationError::unavailable_for(
                Duration::from_millis(6_001),
                "connection refused",
            )),
            _ => match self.callers.get(name) {
                Some(caller) => Ok(caller.identity(name)),
                None => Err(AuthenticationError::invalid("unknown caller")),
            },
        }
    }
}

impl Authenticator for CallerBook {
    fn scheme(&self) -> Scheme {
        self.scheme
    }

    fn source(&self) -> CredentialSource {
        self.source.clone()
    }

    fn issuer(&self) -> Option<&str> {
        self.issuer
    }

    fn takes(&self) -> Takes<'_> {
        self.takes
    }

    fn realm(&self) -> &str {
        self.realm
    }

    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
        _now: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        match self.pace {
            Pace::AtOnce => MaybeReady::ready(self.look_up(credentials.token())),
            Pace::Later => MaybeReady::pending(async {
                self.wait().await;
                self.look_up(credentials.token())
            }),
        }
    }
}
