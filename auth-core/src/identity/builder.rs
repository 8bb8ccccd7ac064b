//! The builder of an identity, and its error.

use std::fmt;
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

use crate::identity::additions::Additions;
use crate::identity::claims::Claims;
use crate::identity::grants::{Grants, StringList};
use crate::identity::{Identity, Profile};
use crate::time::Timestamp;

impl Identity {
    /// Starts to build an identity.
    ///
    /// `issuer` vouches for the caller: a URL for tokens, any name for other credentials. `subject`
    /// is the issuer's name of the caller.
    pub fn builder(issuer: impl Into<Arc<str>>, subject: impl Into<Box<str>>) -> IdentityBuilder {
        let profile = Profile {
            issuer: issuer.into(),
            subject: subject.into(),
            grants: Grants::default(),
            claims: Claims::Parsed(Map::new()),
            acr: None,
            auth_time: None,
            expires_at: None,
            issued_at: None,
            token_id: None,
            as_user: false,
            origin: OnceLock::new(),
        };
        IdentityBuilder { profile: Box::new(profile) }
    }

    /// Returns this caller with its issuer and subject only.
    #[cfg(feature = "enrichment")]
    pub(crate) fn name_only(&self) -> Self {
        let IdentityBuilder { mut profile } =
            Self::builder(Arc::clone(&self.profile.issuer), self.profile.subject.clone());
        profile.origin = self.profile.origin.clone();
        Self { profile: Arc::new(*profile), origin: self.origin.clone(), added: Additions::new() }
    }
}

/// Builds an [`Identity`]: see [`Identity::builder`].
#[derive(Clone)]
#[must_use]
pub struct IdentityBuilder {
    // Boxed: each method moves it.
    profile: Box<Profile>,
}

impl IdentityBuilder {
    /// Adds a role: a string, or `Role::Editor.as_str()` of an enum with `#[derive(Role)]`.
    pub fn role(mut self, role: impl AsRef<str>) -> Self {
        self.profile.grants.roles.push(role.as_ref());
        self
    }

    /// Adds one scope: a string without spaces, or `Scope::Write.as_str()` of an enum with
    /// `#[derive(Scope)]`.
    pub fn scope(mut self, scope: impl AsRef<str>) -> Self {
        self.profile.grants.scopes.push(scope.as_ref());
        self
    }

    /// Adds a permission: a string, or `Permission::Edit.as_str()` of an enum with
    /// `#[derive(Permission)]`.
    pub fn permission(mut self, permission: impl AsRef<str>) -> Self {
        self.profile.grants.permissions.push(permission.as_ref());
        self
    }

    /// Adds a group: a string, or `Group::Staff.as_str()` of an enum with `#[derive(Group)]`.
    pub fn group(mut self, group: impl AsRef<str>) -> Self {
        self.profile.grants.groups.push(group.as_ref());
        self
    }

    /// Makes the caller one of the application's users, for a test without an
    /// [`Auth`](crate::Auth): `subject` in rules and [`Identity::user`] are this subject.
    ///
    /// It has no effect in an authenticator: inside an `Auth`, the
    /// [issuer](crate::auth::AuthBuilder::user_issuer) that the `Auth` declares counts.
    pub fn as_user(mut self) -> Self {
        self.profile.as_user = true;
        self
    }

    /// Sets all claims, in place of earlier ones.
    pub fn claims(mut self, claims: Map<String, Value>) -> Self {
        self.profile.claims = Claims::Parsed(claims);
        self
    }

    /// Sets all claims, as the text of a JSON object that was checked to be strict.
    #[cfg(any(feature = "jwt", feature = "jwt-rust-crypto"))]
    pub(crate) fn claims_text(mut self, json: String) -> Self {
        self.profile.claims = Claims::Text { json, parsed: std::sync::OnceLock::new() };
        self
    }

    /// Sets all grants, in place of earlier ones.
    #[cfg(any(feature = "jwt", feature = "jwt-rust-crypto"))]
    pub(crate) fn grants(mut self, grants: Grants) -> Self {
        self.profile.grants = grants;
        self
    }

    /// Sets the authentication context class.
    pub fn acr(mut self, acr: impl Into<Box<str>>) -> Self {
        self.profile.acr = Some(acr.into());
        self
    }

    /// Sets the time of the caller's last login.
    pub fn auth_time(mut self, auth_time: Timestamp) -> Self {
        self.profile.auth_time = Some(auth_time);
        self
    }

    /// Sets the end of the credentials.
    pub fn expires_at(mut self, expires_at: Timestamp) -> Self {
        self.profile.expires_at = Some(expires_at);
        self
    }

    /// Sets the time at which the credentials were issued, which
    /// [`Revocation::user_before`](crate::authn::Revocation::user_before) compares.
    pub fn issued_at(mut self, issued_at: Timestamp) -> Self {
        self.profile.issued_at = Some(issued_at);
        self
    }

    /// Sets the id of the credentials, unique for their issuer, which
    /// [`Revocation::token`](crate::authn::Revocation::token) compares.
    pub fn token_id(mut self, token_id: impl Into<Box<str>>) -> Self {
        self.profile.token_id = Some(token_id.into());
        self
    }

    /// Returns the identity.
    ///
    /// # Errors
    ///
    /// [`IdentityError`] if the issuer, the subject or a grant is empty, or if a scope contains a
    /// space. Such an identity is a mistake of the code that builds it.
    ///
    /// ```
    /// use auth_core::Identity;
    /// use auth_core::identity::IdentityError;
    ///
    /// let unnamed = Identity::builder("https://issuer.example", "").build();
    /// assert_eq!(unnamed.unwrap_err(), IdentityError::EmptySubject);
    /// let list = Identity::builder("https://issuer.example", "alice").scope("a b").build();
    /// assert_eq!(list.unwrap_err(), IdentityError::ScopeList);
    /// ```
    pub fn build(self) -> Result<Identity, IdentityError> {
        let Profile { issuer, subject, grants, .. } = &*self.profile;
        let Grants { groups, permissions, roles, scopes } = grants;
        if issuer.is_empty() {
            return Err(IdentityError::EmptyIssuer);
        }
        if subject.is_empty() {
            return Err(IdentityError::EmptySubject);
        }
        if [roles, scopes, permissions, groups]
            .into_iter()
            .flat_map(StringList::iter)
            .any(str::is_empty)
        {
            return Err(IdentityError::EmptyGrant);
        }
        if scopes.iter().any(|scope| scope.contains(' ')) {
            return Err(IdentityError::ScopeList);
        }
        Ok(Identity { profile: Arc::new(*self.profile), added: Additions::new(), origin: None })
    }
}

impl fmt::Debug for IdentityBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdentityBuilder")
            .field("issuer", &self.profile.issuer)
            .field("subject", &self.profile.subject)
            .finish_non_exhaustive()
    }
}

/// The error of an identity that cannot be built.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum IdentityError {
    /// A role, scope, permission or group is the empty string.
    EmptyGrant,
    /// The issuer is the empty string.
    EmptyIssuer,
    /// The subject is the empty string.
    EmptySubject,
    /// A scope contains a space: it is a list of scopes.
    ScopeList,
}

impl fmt::Display for IdentityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EmptyGrant => "a role, scope, permission or group is empty: leave it out",
            Self::EmptyIssuer => "the issuer is empty: name the issuer of the credentials",
            Self::EmptySubject => "the subject is empty: name the caller, as its issuer knows it",
            Self::ScopeList => "a scope holds a space: call `scope` once for each scope",
        })
    }
}

impl std::error::Error for IdentityError {}
