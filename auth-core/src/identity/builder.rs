//! How an identity is built, and what keeps it from being one.

use std::fmt;
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

use super::{Account, Claims, Identity, Profile};
use crate::identity::grants::{Grants, StringList};
use crate::time::Timestamp;

/// Builds an [`Identity`]: see [`Identity::builder`].
#[derive(Clone)]
#[must_use]
pub struct IdentityBuilder {
    // Boxed, since each of the methods moves it.
    pub(super) profile: Box<Profile>,
}

impl IdentityBuilder {
    /// Adds a role: a text, or `Role::Editor.as_str()` of an enum with `#[derive(Role)]`.
    pub fn role(mut self, role: impl AsRef<str>) -> Self {
        self.profile.grants.roles.push(role.as_ref());
        self
    }

    /// Adds a scope: one, without spaces; `Scope::Write.as_str()` of an enum with `#[derive(Scope)]`.
    pub fn scope(mut self, scope: impl AsRef<str>) -> Self {
        self.profile.grants.scopes.push(scope.as_ref());
        self
    }

    /// Adds a permission: a text, or `Permission::Edit.as_str()` of an enum with `#[derive(Permission)]`.
    pub fn permission(mut self, permission: impl AsRef<str>) -> Self {
        self.profile.grants.permissions.push(permission.as_ref());
        self
    }

    /// Adds a group: a text, or `Group::Staff.as_str()` of an enum with `#[derive(Group)]`.
    pub fn group(mut self, group: impl AsRef<str>) -> Self {
        self.profile.grants.groups.push(group.as_ref());
        self
    }

    /// Says that the issuer is the one whose subjects are the application's users, for a test without an [`Auth`](crate::Auth):
    /// `subject` in rules and [`Identity::user`] are this subject.
    ///
    /// It counts for nothing in an authenticator: inside an `Auth`, the `Auth`'s [own issuer](crate::auth::AuthBuilder::user_issuer) counts.
    pub fn as_user(mut self) -> Self {
        self.profile.as_user = true;
        self
    }

    /// Sets all claims; those set before are dropped.
    pub fn claims(mut self, claims: Map<String, Value>) -> Self {
        self.profile.claims = Claims::Parsed(claims);
        self
    }

    /// Sets all claims, as the text of a JSON object that was found to be strict.
    #[cfg(any(feature = "jwt", feature = "jwt-rust-crypto"))]
    pub(crate) fn claims_text(mut self, json: String) -> Self {
        self.profile.claims = Claims::Text { json, parsed: std::sync::OnceLock::new() };
        self
    }

    /// Sets all grants; those set before are dropped.
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

    /// Sets when the caller last proved who they are.
    pub fn auth_time(mut self, auth_time: Timestamp) -> Self {
        self.profile.auth_time = Some(auth_time);
        self
    }

    /// Sets when the credentials end.
    pub fn expires_at(mut self, expires_at: Timestamp) -> Self {
        self.profile.expires_at = Some(expires_at);
        self
    }

    /// Sets when the credentials were issued: what [`Revocation::user_before`](crate::authn::Revocation::user_before) goes by.
    pub fn issued_at(mut self, issued_at: Timestamp) -> Self {
        self.profile.issued_at = Some(issued_at);
        self
    }

    /// Sets what tells the credentials from all others of the same issuer: what
    /// [`Revocation::token`](crate::authn::Revocation::token) goes by.
    pub fn token_id(mut self, token_id: impl Into<Box<str>>) -> Self {
        self.profile.token_id = Some(token_id.into());
        self
    }

    /// The identity.
    ///
    /// # Errors
    ///
    /// [`IdentityError`] if the issuer, the subject or a grant is empty, or a scope holds a space: such an identity is a
    /// mistake in whoever built it.
    ///
    /// ```
    /// use auth_core::Identity;
    /// use auth_core::identity::IdentityError;
    ///
    /// let nobody = Identity::builder("https://issuer.example", "").build();
    /// assert_eq!(nobody.unwrap_err(), IdentityError::EmptySubject);
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
        let account = Account { profile: *self.profile, origin: OnceLock::new() };
        Ok(Identity {
            account: Arc::new(account),
            attached: None,
            origin: None,
            has_hierarchy: false,
        })
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

/// Why an identity cannot be built.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum IdentityError {
    /// A role, scope, permission or group is the empty text.
    EmptyGrant,
    /// The issuer is the empty text.
    EmptyIssuer,
    /// The subject is the empty text.
    EmptySubject,
    /// A scope holds a space: it is a list of scopes.
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
