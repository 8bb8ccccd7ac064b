//! Grants and data that an application adds to an identity.

use std::fmt;
use std::sync::Arc;

use http::Extensions;

use crate::identity::grants::Grants;

/// Grants and data that an application adds to an identity: the roles, permissions and groups that
/// its database has for a user, and the row itself.
///
/// Additions replace no grant of the issuer, and have no scopes: a scope is the right that the
/// caller gave to a client. An empty string is no grant, and is left out.
///
/// ```
/// use auth_core::Identity;
/// use auth_core::identity::Additions;
///
/// let additions = Additions::new().roles(["editor"]).attach(42_u64);
/// let alice = Identity::builder("https://issuer.example", "alice").build()?.with(&additions);
/// assert!(alice.has_role("editor"));
/// assert_eq!(alice.attached::<u64>(), Some(&42));
/// # Ok::<(), auth_core::identity::IdentityError>(())
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct Additions {
    pub(super) grants: Option<Arc<Grants>>,
    pub(super) attached: Attached,
}

impl Additions {
    /// Creates additions without any grant.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds roles: strings, or `Role::Editor.as_str()` of an enum with `#[derive(Role)]`.
    pub fn roles(self, roles: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        self.add(roles, |grants, role| grants.roles.push(role))
    }

    /// Adds permissions: strings, or `Permission::Edit.as_str()` of an enum with
    /// `#[derive(Permission)]`.
    pub fn permissions(self, permissions: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        self.add(permissions, |grants, permission| grants.permissions.push(permission))
    }

    /// Adds groups: strings, or `Group::Staff.as_str()` of an enum with `#[derive(Group)]`.
    pub fn groups(self, groups: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        self.add(groups, |grants, group| grants.groups.push(group))
    }

    /// Attaches data of the application, as [`Identity::attach`](crate::Identity::attach) does.
    pub fn attach<T: Send + Sync + 'static>(mut self, data: T) -> Self {
        self.attached.insert(data);
        self
    }

    fn add(
        mut self,
        names: impl IntoIterator<Item = impl AsRef<str>>,
        push: impl Fn(&mut Grants, &str),
    ) -> Self {
        for name in names {
            let name = name.as_ref();
            if !name.is_empty() {
                push(Arc::make_mut(self.grants.get_or_insert_default()), name);
            }
        }
        self
    }

    /// Adds more.
    pub(super) fn extend(&mut self, more: &Self) {
        match (&mut self.grants, &more.grants) {
            (_, None) => {}
            (none @ None, Some(grants)) => *none = Some(Arc::clone(grants)),
            (Some(grants), Some(more)) => Arc::make_mut(grants).extend(more),
        }
        self.attached.extend(&more.attached);
    }
}

impl fmt::Debug for Additions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Additions").field("grants", &self.grants).finish_non_exhaustive()
    }
}

/// Data of the application, at most one value of each type.
//
// The type of the `Extensions` is erased: else the compiler would prove at each handler that its
// hash map is `Send`.
#[derive(Clone, Default)]
pub(super) struct Attached(Option<Arc<dyn std::any::Any + Send + Sync>>);

impl Attached {
    /// Returns the data of type `T`.
    pub(super) fn get<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.extensions()?.get::<Arc<T>>().map(AsRef::as_ref)
    }

    /// Adds data, in place of earlier data of its type.
    pub(super) fn insert<T: Send + Sync + 'static>(&mut self, data: T) {
        self.change(|attached| {
            attached.insert(Arc::new(data));
        });
    }

    /// Adds other data, in place of earlier data of their types.
    fn extend(&mut self, more: &Self) {
        if self.0.is_none() {
            self.0.clone_from(&more.0);
        } else if let Some(more) = more.extensions() {
            self.change(|attached| attached.extend(more.clone()));
        }
    }

    fn extensions(&self) -> Option<&Extensions> {
        self.0.as_ref()?.downcast_ref()
    }

    fn change(&mut self, change: impl FnOnce(&mut Extensions)) {
        let earlier = self.0.take().and_then(|attached| attached.downcast().ok());
        let mut attached: Extensions = earlier.map(Arc::unwrap_or_clone).unwrap_or_default();
        change(&mut attached);
        self.0 = Some(Arc::new(attached));
    }
}
