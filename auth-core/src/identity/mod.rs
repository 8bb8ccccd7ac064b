//! Who the caller is: issuer, subject, grants, claims, and how and when they logged in.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

pub use self::builder::{IdentityBuilder, IdentityError};
use crate::identity::grants::GrantKind;
use crate::identity::grants::{Grants, StringList};
use crate::rejection::auth_context::{AuthContext, Origin};
use crate::time::Timestamp;

pub(crate) mod builder;
pub(crate) mod grants;
pub(crate) mod maybe;

pub use self::maybe::MaybeIdentity;

/// Who the caller is. Cheap to clone.
///
/// A user is an issuer and a subject, never a subject alone (OWASP ASVS 5, 10.3.3). An `Identity` is no proof: the
/// application's own authenticators and tests build them. A [`Guard`](crate::Guard) is one.
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
    account: Arc<Account>,
    /// The last [`Attachment`].
    attached: Option<Erased>,
    /// The `Auth` that authenticated the caller: an [`Origin`].
    origin: Option<Authenticated>,
    /// Whether that `Auth` has a hierarchy of grants.
    has_hierarchy: bool,
}

/// Something of a type that is not named.
//
// Whatever holds a borrow without end, as each of these does, the compiler looks through at every handler anew, to see that a guard
// can be sent: so there is one such type, and it stands near the surface.
type Erased = Arc<dyn Any + Send + Sync>;

/// By whom a caller was authenticated.
#[derive(Clone)]
enum Authenticated {
    /// By the one that saw the account first.
    First,
    By(Erased),
}

/// What authentication found: the same for every request that presents the same credentials.
struct Account {
    profile: Profile,
    /// Who authenticated the caller first.
    origin: OnceLock<Erased>,
}

/// What the credentials say of the caller.
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
    /// Whether the issuer is the users', as far as whoever built the identity says.
    as_user: bool,
}

/// What the issuer says of the caller. Few rules look at it, so a token's claims stay text until one does.
#[derive(Clone)]
enum Claims {
    Parsed(Map<String, Value>),
    #[cfg_attr(
        not(any(feature = "jwt", feature = "jwt-rust-crypto")),
        expect(dead_code, reason = "tokens bring text")
    )]
    Text {
        json: String,
        parsed: OnceLock<Map<String, Value>>,
    },
}

impl Claims {
    fn parsed(&self) -> &Map<String, Value> {
        match self {
            Self::Parsed(claims) => claims,
            // The text was read once before. Should it not be an object after all, there are no claims.
            Self::Text { json, parsed } => {
                parsed.get_or_init(|| serde_json::from_str(json).unwrap_or_default())
            }
        }
    }
}

/// One piece of the application's own data, in front of the earlier ones.
struct Attachment {
    data: Box<dyn Any + Send + Sync>,
    /// The [`Attachment`] before.
    earlier: Option<Erased>,
}

impl Attachment {
    fn of(erased: Option<&Erased>) -> Option<&Self> {
        erased?.downcast_ref()
    }
}

impl Drop for Attachment {
    fn drop(&mut self) {
        // One by one: thousands of attachments would overflow the stack if each dropped the one before.
        let mut earlier = self.earlier.take();
        while let Some(mut attachment) =
            earlier.and_then(|earlier| earlier.downcast().ok()).and_then(Arc::<Self>::into_inner)
        {
            earlier = attachment.earlier.take();
        }
    }
}

impl Identity {
    /// Starts an identity: who vouches for the caller (a URL for tokens, any name of the application's own for other
    /// credentials) and who the caller is there.
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
        };
        IdentityBuilder { profile: Box::new(profile) }
    }

    /// Who vouches for the caller. Never empty.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.account.profile.issuer
    }

    /// Who the caller is for that issuer. Never empty; unique only together with [`issuer`](Self::issuer).
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.account.profile.subject
    }

    /// Returns the subject, if the caller is one of the application's users: if the issuer is that of the users, as the
    /// [`Auth`](crate::Auth) that authenticated the caller [knows it](crate::auth::AuthBuilder::user_issuer). It is what `subject` means in
    /// rules.
    ///
    /// Compare an owner with it, never with [`subject`](Self::subject) alone: a machine or a partner's customer may have the same
    /// subject at another issuer (OWASP ASVS 5, 10.3.3).
    ///
    /// Returns `None` for every caller if the `Auth` knows no issuer of users, and for an identity that no `Auth` authenticated, unless
    /// it was built [`as_user`](IdentityBuilder::as_user).
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
        let is_user = match self.origin::<Origin>() {
            Some(Origin(space)) => space.user_issuer.as_deref() == Some(self.issuer()),
            // SECURITY: only where no `Auth` knows better. An authenticator does not choose who is a user.
            None => self.account.profile.as_user,
        };
        is_user.then(|| self.subject())
    }

    /// The caller's roles, in the order of the credentials.
    pub fn roles(&self) -> impl Iterator<Item = &str> {
        self.account.profile.grants.roles.iter()
    }

    /// What the caller lets the client do: OAuth scopes ([RFC 6749 §3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3)).
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        self.account.profile.grants.scopes.iter()
    }

    /// The caller's permissions.
    pub fn permissions(&self) -> impl Iterator<Item = &str> {
        self.account.profile.grants.permissions.iter()
    }

    /// The groups that the caller belongs to.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        self.account.profile.grants.groups.iter()
    }

    /// A claim by its name, as the issuer wrote it.
    #[must_use]
    pub fn claim(&self, name: &str) -> Option<&Value> {
        self.account.profile.claims.parsed().get(name)
    }

    /// How strongly the caller proved who they are: the authentication context class
    /// ([RFC 9470 §3](https://www.rfc-editor.org/rfc/rfc9470#section-3)).
    #[must_use]
    pub fn acr(&self) -> Option<&str> {
        self.account.profile.acr.as_deref()
    }

    /// When the caller last proved who they are.
    #[must_use]
    pub fn auth_time(&self) -> Option<Timestamp> {
        self.account.profile.auth_time
    }

    /// When the credentials end. A connection that lives longer than a request should be closed then: see
    /// [`expired`](Self::expired).
    #[must_use]
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.account.profile.expires_at
    }

    /// When the credentials were issued (`iat`), if they say; a fraction of a second is cut off.
    #[must_use]
    pub fn issued_at(&self) -> Option<Timestamp> {
        self.account.profile.issued_at
    }

    /// What tells these credentials from all others of the same issuer (`jti`, RFC 7519 §4.1.7), if they say.
    #[must_use]
    pub fn token_id(&self) -> Option<&str> {
        self.account.profile.token_id.as_deref()
    }

    /// This identity with `data` of the application's own, for this request and whoever gets a clone of the result:
    /// typically what an authenticator of the application's loads for the caller. Data of the same type attached later
    /// hides data attached earlier. No rule looks at it.
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
        self.attached =
            Some(Arc::new(Attachment { data: Box::new(data), earlier: self.attached.take() }));
        self
    }

    /// The data of type `T` that was [attached](Self::attach) last.
    #[must_use]
    pub fn attached<T: Send + Sync + 'static>(&self) -> Option<&T> {
        let last = Attachment::of(self.attached.as_ref());
        std::iter::successors(last, |attachment| Attachment::of(attachment.earlier.as_ref()))
            .find_map(|attachment| attachment.data.downcast_ref())
    }

    /// The claim at the end of `names`, each the member of the one before.
    pub(crate) fn claim_at(&self, names: &[&str]) -> Option<&Value> {
        let (first, rest) = names.split_first()?;
        rest.iter().try_fold(self.claim(first)?, |value, name| value.as_object()?.get(*name))
    }

    /// Returns whether the caller has the role `name`, or one that implies it in a
    /// [hierarchy](crate::auth::AuthBuilder::hierarchy) of the [`Auth`](crate::Auth) that authenticated the caller.
    #[must_use]
    pub fn has_role(&self, name: &str) -> bool {
        self.has(GrantKind::Role, name)
    }

    /// Returns whether the caller has the scope `name`, or one that implies it. See [`has_role`](Self::has_role).
    #[must_use]
    pub fn has_scope(&self, name: &str) -> bool {
        self.has(GrantKind::Scope, name)
    }

    /// Returns whether the caller has the permission `name`, or one that implies it. See [`has_role`](Self::has_role).
    #[must_use]
    pub fn has_permission(&self, name: &str) -> bool {
        self.has(GrantKind::Permission, name)
    }

    /// Returns whether the caller belongs to the group `name`, or to one that implies it. See [`has_role`](Self::has_role).
    #[must_use]
    pub fn has_group(&self, name: &str) -> bool {
        self.has(GrantKind::Group, name)
    }

    pub(crate) fn has(&self, kind: GrantKind, name: &str) -> bool {
        self.was_granted(kind, name) || self.is_implied(kind, name)
    }

    /// Returns whether the caller was granted exactly `name` (S14).
    pub(crate) fn was_granted(&self, kind: GrantKind, name: &str) -> bool {
        let Grants { groups, permissions, roles, scopes } = &self.account.profile.grants;
        let grants = match kind {
            GrantKind::Group => groups,
            GrantKind::Permission => permissions,
            GrantKind::Role => roles,
            GrantKind::Scope => scopes,
        };
        contains(grants, name)
    }

    /// Returns whether a grant of the caller's implies `name`. Asked only where the caller was not granted `name` itself.
    pub(crate) fn is_implied(&self, kind: GrantKind, name: &str) -> bool {
        // Most applications register no hierarchy, and every unmet alternative comes by here.
        if !self.has_hierarchy {
            return false;
        }
        let implied = |space: &AuthContext| {
            space.implying(kind, name).any(|implying| self.was_granted(kind, implying))
        };
        self.origin().is_some_and(|Origin(space)| implied(space))
    }

    /// Remembers which `Auth` authenticated the caller, so that a refusal far from the handler is answered as its own are. It is kept
    /// with the account, so that an authenticator that remembers it need not be told again, unless it works for several.
    pub(crate) fn set_origin(&mut self, origin: &Arc<Origin>) {
        self.has_hierarchy = !origin.0.hierarchies.is_empty();
        let first = self.account.origin.get_or_init(|| Arc::clone(origin) as _);
        self.origin = if std::ptr::addr_eq(Arc::as_ptr(first), Arc::as_ptr(origin)) {
            Some(Authenticated::First)
        } else {
            Some(Authenticated::By(Arc::clone(origin) as _))
        };
    }

    pub(crate) fn origin<T: Send + Sync + 'static>(&self) -> Option<&T> {
        let origin = match self.origin.as_ref()? {
            Authenticated::First => self.account.origin.get()?,
            Authenticated::By(origin) => origin,
        };
        origin.downcast_ref()
    }
}

/// Exact, case-sensitive, by code point (S14).
fn contains(grants: &StringList, name: &str) -> bool {
    grants.iter().any(|grant| grant == name)
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Claims hold what the issuer knows of a person: not for logs.
        f.debug_struct("Identity")
            .field("issuer", &self.account.profile.issuer)
            .field("subject", &self.account.profile.subject)
            .field("roles", &self.account.profile.grants.roles)
            .field("scopes", &self.account.profile.grants.scopes)
            .field("permissions", &self.account.profile.grants.permissions)
            .field("groups", &self.account.profile.grants.groups)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
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
