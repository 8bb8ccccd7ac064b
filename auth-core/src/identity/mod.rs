//! The identity of a caller: issuer, subject, grants, claims, and the time and class of the login.

use std::fmt;
use std::sync::{Arc, OnceLock};

use serde_json::Value;

use crate::identity::claims::Claims;
use crate::identity::grants::{GrantKind, Grants};
use crate::identity::origin::Origin;
use crate::time::Timestamp;

mod additions;
pub(crate) mod builder;
mod claims;
pub(crate) mod grants;
pub(crate) mod maybe;
pub(crate) mod origin;

pub use self::additions::Additions;
pub use self::builder::{IdentityBuilder, IdentityError};
pub use self::maybe::MaybeIdentity;

/// The identity of a caller. Cheap to clone.
///
/// A user is an issuer and a subject, never a subject alone (OWASP ASVS 5, 10.3.3). An `Identity`
/// is no proof: the application's own authenticators and tests build them. A
/// [`Guard`](crate::Guard) is a proof.
///
/// ```
/// use auth_core::Identity;
///
/// let editor = Identity::builder("https://issuer.example", "alice")
///     .role("editor")
///     .scope("posts:write")
///     .build()?;
/// assert_eq!(editor.subject(), "alice");
/// assert!(editor.roles().any(|role| role == "editor"));
/// # Ok::<(), auth_core::identity::IdentityError>(())
/// ```
#[derive(Clone)]
pub struct Identity {
    profile: Arc<Profile>,
    /// The grants and the data that the application added.
    added: Additions,
    /// The `Auth` that authenticated the caller.
    origin: Option<Authenticated>,
}

/// The `Auth` that authenticated a caller.
#[derive(Clone)]
enum Authenticated {
    /// The one in the profile.
    First,
    /// Another one, with the same authenticator.
    By(Arc<dyn Origin>),
}

/// The content of the credentials. All requests with the same credentials share it.
#[derive(Clone)]
struct Profile {
    issuer: Arc<str>,
    subject: Box<str>,
    grants: Grants,
    claims: Claims,
    acr: Option<Box<str>>,
    auth_time: Option<Timestamp>,
    expires_at: Option<Timestamp>,
    issued_at: Option<Timestamp>,
    token_id: Option<Box<str>>,
    /// `true` if the identity was built for a test as one of the application's users.
    as_user: bool,
    /// The first `Auth` that authenticated the caller. It is kept here, so that the clones of an
    /// identity share one count.
    origin: OnceLock<Arc<dyn Origin>>,
}

impl Identity {
    /// Returns the issuer, which vouches for the caller. Never empty.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.profile.issuer
    }

    /// Returns the issuer's name of the caller. Never empty; unique only together with
    /// [`issuer`](Self::issuer).
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.profile.subject
    }

    /// Returns the subject, if the caller is one of the application's users.
    ///
    /// That is so if the caller's issuer is the one of the users, by the
    /// [declaration](crate::auth::AuthBuilder::user_issuer) of the [`Auth`](crate::Auth) that
    /// authenticated the caller. `subject` in rules is this subject.
    ///
    /// Compare an owner with it, never with [`subject`](Self::subject) alone: a machine or a
    /// partner's customer may have the same subject at another issuer (OWASP ASVS 5, 10.3.3).
    ///
    /// Returns `None` for every caller if the `Auth` declares no issuer of users. Returns `None`
    /// for an identity that no `Auth` authenticated, unless it was built
    /// [`as_user`](IdentityBuilder::as_user).
    ///
    /// ```
    /// use auth_core::Identity;
    ///
    /// fn may_edit(author: &str, identity: &Identity) -> bool {
    ///     identity.user() == Some(author)
    /// }
    ///
    /// let alice = Identity::builder("https://issuer.example", "alice").as_user().build()?;
    /// let machine = Identity::builder("https://machines.example", "alice").build()?;
    /// assert!(may_edit("alice", &alice) && !may_edit("alice", &machine));
    /// # Ok::<(), auth_core::identity::IdentityError>(())
    /// ```
    #[must_use]
    pub fn user(&self) -> Option<&str> {
        let is_user = match self.origin() {
            Some(origin) => origin.user_issuer() == Some(self.issuer()),
            // SECURITY: `as_user` counts only without an `Auth`: an authenticator could set it for
            // a caller of any issuer (S40).
            None => self.profile.as_user,
        };
        is_user.then(|| self.subject())
    }

    /// Returns the caller's roles, in the order of the credentials. Roles that the application
    /// [added](Self::with) follow.
    pub fn roles(&self) -> impl Iterator<Item = &str> {
        self.granted(GrantKind::Role)
    }

    /// Returns the OAuth scopes: the rights that the caller gave to the client
    /// ([RFC 6749 §3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3)).
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        self.profile.grants.scopes.iter()
    }

    /// Returns the caller's permissions, without those of a
    /// [grants table](crate::auth::AuthBuilder::grants).
    pub fn permissions(&self) -> impl Iterator<Item = &str> {
        self.granted(GrantKind::Permission)
    }

    /// Returns the groups of the caller.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        self.granted(GrantKind::Group)
    }

    /// Returns the claim `name`, as the issuer wrote it.
    #[must_use]
    pub fn claim(&self, name: &str) -> Option<&Value> {
        self.profile.claims.get(name)
    }

    /// Returns the authentication context class: the strength of the login
    /// ([RFC 9470 §3](https://www.rfc-editor.org/rfc/rfc9470#section-3)).
    #[must_use]
    pub fn acr(&self) -> Option<&str> {
        self.profile.acr.as_deref()
    }

    /// Returns the time of the caller's last login.
    #[must_use]
    pub fn auth_time(&self) -> Option<Timestamp> {
        self.profile.auth_time
    }

    /// Returns the end of the credentials. A connection that lives longer than a request should be
    /// closed then: see [`expired`](Self::expired).
    #[must_use]
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.profile.expires_at
    }

    /// Returns the time at which the credentials were issued (`iat`), in whole seconds.
    #[must_use]
    pub fn issued_at(&self) -> Option<Timestamp> {
        self.profile.issued_at
    }

    /// Returns the id of the credentials, unique for their issuer (`jti`, RFC 7519 §4.1.7).
    #[must_use]
    pub fn token_id(&self) -> Option<&str> {
        self.profile.token_id.as_deref()
    }

    /// Returns this identity with `data` of the application, such as a row that its authenticator
    /// loads for the caller.
    ///
    /// Clones of the result share the data. Data of the same type that is attached later replaces
    /// it there. No rule compares it.
    ///
    /// ```
    /// use auth_core::Identity;
    ///
    /// #[derive(Debug, PartialEq)]
    /// struct Plan(&'static str);
    ///
    /// let alice = Identity::builder("https://issuer.example", "alice").build()?;
    /// let alice = alice.attach(Plan("gold"));
    /// assert_eq!(alice.attached::<Plan>(), Some(&Plan("gold")));
    /// assert_eq!(alice.attached::<u32>(), None);
    /// # Ok::<(), auth_core::identity::IdentityError>(())
    /// ```
    #[must_use]
    pub fn attach<T: Send + Sync + 'static>(mut self, data: T) -> Self {
        self.added = self.added.attach(data);
        self
    }

    /// Returns the data of type `T` that was [attached](Self::attach) last.
    #[must_use]
    pub fn attached<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.added.attached.get()
    }

    /// Returns this identity with the grants and the data of `additions`.
    ///
    /// The identity of the request stays as it is. To add grants to all requests of a caller, give
    /// the `Auth` an enrichment.
    #[must_use]
    pub fn with(mut self, additions: &Additions) -> Self {
        self.added.extend(additions);
        self
    }

    /// Returns this identity with more permissions: see [`with`](Self::with).
    ///
    /// ```
    /// use auth_core::Identity;
    ///
    /// let alice = Identity::builder("https://issuer.example", "alice").build()?;
    /// assert!(!alice.has_permission("posts:edit"));
    /// assert!(alice.with_permissions(["posts:edit"]).has_permission("posts:edit"));
    /// # Ok::<(), auth_core::identity::IdentityError>(())
    /// ```
    #[must_use]
    pub fn with_permissions(self, permissions: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        self.with(&Additions::new().permissions(permissions))
    }

    /// Returns the claim at the end of `names`, each a member of the one before.
    pub(crate) fn claim_at(&self, names: &[&str]) -> Option<&Value> {
        let (first, rest) = names.split_first()?;
        rest.iter().try_fold(self.claim(first)?, |value, name| value.as_object()?.get(*name))
    }

    /// Returns whether the caller has the role `name`, or one that implies it in a
    /// [hierarchy](crate::auth::AuthBuilder::hierarchy) of the [`Auth`](crate::Auth) that
    /// authenticated the caller.
    #[must_use]
    pub fn has_role(&self, name: &str) -> bool {
        self.has(GrantKind::Role, name)
    }

    /// Returns whether the caller has the scope `name`, or one that implies it. See
    /// [`has_role`](Self::has_role).
    #[must_use]
    pub fn has_scope(&self, name: &str) -> bool {
        self.has(GrantKind::Scope, name)
    }

    /// Returns whether the caller has the permission `name`, or one that implies it, or a role that
    /// has one of these in a [grants table](crate::auth::AuthBuilder::grants). See
    /// [`has_role`](Self::has_role).
    #[must_use]
    pub fn has_permission(&self, name: &str) -> bool {
        self.has(GrantKind::Permission, name)
    }

    /// Returns whether the caller is in the group `name`, or in one that implies it. See
    /// [`has_role`](Self::has_role).
    #[must_use]
    pub fn has_group(&self, name: &str) -> bool {
        self.has(GrantKind::Group, name)
    }

    pub(crate) fn has(&self, kind: GrantKind, name: &str) -> bool {
        self.was_granted(kind, name) || self.is_implied(kind, name)
    }

    /// Returns whether the caller was granted exactly `name`, by the issuer, the application, or a
    /// role of a grants table: case-sensitive, by code point (S14).
    pub(crate) fn was_granted(&self, kind: GrantKind, name: &str) -> bool {
        self.holds(kind, name) || (kind == GrantKind::Permission && self.is_permitted(name))
    }

    /// Returns whether one of the caller's roles has a permission in a grants table.
    fn is_permitted(&self, permission: &str) -> bool {
        let has_role = |role: &str| self.holds(GrantKind::Role, role);
        self.origin().is_some_and(|origin| origin.permits(self.issuer(), permission, &has_role))
    }

    fn holds(&self, kind: GrantKind, name: &str) -> bool {
        let holds = |grants: &Grants| grants.of(kind).iter().any(|grant| grant == name);
        holds(&self.profile.grants) || self.added.grants.as_deref().is_some_and(holds)
    }

    /// Returns the grants of one kind, each once: those of the issuer, then those added.
    fn granted(&self, kind: GrantKind) -> impl Iterator<Item = &str> {
        let own = self.profile.grants.of(kind);
        let added = self.added.grants.iter().flat_map(move |added| added.of(kind).iter());
        own.iter().chain(added.filter(move |name| own.iter().all(|grant| grant != *name)))
    }

    /// Returns whether one of the caller's grants implies `name` in a registered hierarchy.
    pub(crate) fn is_implied(&self, kind: GrantKind, name: &str) -> bool {
        self.origin().is_some_and(|origin| {
            origin.is_implied(kind, name, &|implying| self.was_granted(kind, implying))
        })
    }

    /// Sets the time at which the credentials were issued, if there is none.
    #[cfg(feature = "basic")]
    pub(crate) fn set_default_issued_at(&mut self, now: Timestamp) {
        if self.profile.issued_at.is_none() {
            Arc::make_mut(&mut self.profile).issued_at = Some(now);
        }
    }

    /// Sets the id of the credentials, if there is none.
    #[cfg(any(feature = "introspection", feature = "sessions"))]
    pub(crate) fn set_default_token_id(&mut self, token_id: impl FnOnce() -> Box<str>) {
        if self.profile.token_id.is_none() {
            Arc::make_mut(&mut self.profile).token_id = Some(token_id());
        }
    }

    /// Sets the `Auth` that authenticated the caller.
    pub(crate) fn set_origin(&mut self, origin: &Arc<dyn Origin>) {
        let first = self.profile.origin.get_or_init(|| Arc::clone(origin));
        self.origin = Some(if Arc::ptr_eq(first, origin) {
            Authenticated::First
        } else {
            Authenticated::By(Arc::clone(origin))
        });
    }

    /// Returns the `Auth` that authenticated the caller.
    pub(crate) fn origin(&self) -> Option<&dyn Origin> {
        match self.origin.as_ref()? {
            Authenticated::First => self.profile.origin.get().map(AsRef::as_ref),
            Authenticated::By(origin) => Some(&**origin),
        }
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // SECURITY: claims hold personal data. They are never printed.
        f.debug_struct("Identity")
            .field("issuer", &self.profile.issuer)
            .field("subject", &self.profile.subject)
            .field("roles", &self.roles().collect::<Vec<_>>())
            .field("scopes", &self.scopes().collect::<Vec<_>>())
            .field("permissions", &self.permissions().collect::<Vec<_>>())
            .field("groups", &self.groups().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;

    fn alice() -> IdentityBuilder {
        Identity::builder("https://issuer.example", "alice")
    }

    #[test]
    fn s14_grants_compare_exactly() {
        let alice = alice().role("admin").build().unwrap();
        for other in
            ["Admin", "ADMIN", "admin ", " admin", "admi", "administrator", "", "\u{430}dmin"]
        {
            assert!(!alice.has_role(other), "{other:?}");
        }
        assert!(alice.has_role("admin"));
        assert!(
            !alice.has_scope("admin")
                && !alice.has_permission("admin")
                && !alice.has_group("admin")
        );
    }

    #[test]
    fn empty_parts_are_rejected() {
        assert_eq!(Identity::builder("", "a").build().unwrap_err(), IdentityError::EmptyIssuer);
        assert_eq!(alice().group("").build().unwrap_err(), IdentityError::EmptyGrant);
    }

    #[test]
    fn later_attachment_hides_earlier_one_of_its_type() {
        let first = alice().build().unwrap().attach(1_u32).attach("text");
        let second = first.clone().attach(2_u32);
        assert_eq!((first.attached::<u32>(), second.attached::<u32>()), (Some(&1), Some(&2)));
        assert_eq!(second.attached::<&str>(), Some(&"text"));
    }

    #[test]
    fn any_number_of_attachments_is_dropped() {
        drop((0..200_000).fold(alice().build().unwrap(), Identity::attach));
    }

    #[test]
    fn debug_shows_no_claims() {
        let mut claims = Map::new();
        claims.insert("email".to_owned(), Value::from("alice@example.org"));
        let alice = alice().claims(claims).build().unwrap();
        assert!(!format!("{alice:?}").contains("example.org"));
    }
}
