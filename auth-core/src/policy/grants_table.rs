//! The grants table: the permissions of each role.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};

use crate::identity::grants::GrantKind;
use crate::policy::grant_value::{GrantValue, IsPermission, IsRole};

/// The permissions of roles. A caller with a role of the table meets `permission = "…"` for each of
/// its permissions: see [`AuthBuilder::grants`](crate::auth::AuthBuilder::grants).
///
/// Roles and permissions are strings, or variants of enums with `#[derive(Role)]` and
/// `#[derive(Permission)]`. A variant that implies a role of the table has the permissions of that
/// role. For roles that are strings, a
/// [registered](crate::auth::AuthBuilder::hierarchy) enum has this effect.
///
/// ```
/// use auth_core::policy::GrantsTable;
/// use auth_core::{Permission, Role};
///
/// #[derive(Role)]
/// enum Role {
///     #[role(implies = [Editor])]
///     Admin,
///     Editor,
/// }
///
/// #[derive(Permission)]
/// enum Permission {
///     Edit,
///     Delete,
/// }
///
/// let table = GrantsTable::new()
///     .role(Role::Editor, [Permission::Edit])
///     .role(Role::Admin, [Permission::Delete])
///     .role("auditor", ["logs:read"]);
/// assert_eq!(table.permissions("admin"), ["delete", "edit"]);
/// assert_eq!(table.permissions("editor"), ["edit"]);
/// assert_eq!(table.roles("logs:read"), ["auditor"]);
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct GrantsTable {
    /// The roles with each permission.
    //
    // By permission, since that is the question of a rule. The answer needs no allocation.
    roles: HashMap<Box<str>, Vec<Box<str>>, BuildHasherDefault<Fnv>>,
}

/// The hash FNV-1a, which is quicker for names than the hash of the standard library.
//
// The application chooses the names of a table, so that no client can choose names of one hash.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

impl GrantsTable {
    /// Creates an empty table.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds permissions to those of a role. Empty strings are left out.
    #[expect(clippy::needless_pass_by_value, reason = "`&str` and variants read better")]
    pub fn role<P: TablePermission>(
        mut self,
        role: impl TableRole,
        permissions: impl IntoIterator<Item = P>,
    ) -> Self {
        for permission in permissions {
            role.each(&mut |role| self.add(permission.name(), role));
        }
        self
    }

    /// Returns the permissions of a role, sorted.
    #[must_use]
    pub fn permissions(&self, role: &str) -> Vec<&str> {
        let entries = self.roles.iter().filter(|(_, roles)| roles.iter().any(|it| **it == *role));
        sorted(entries.map(|(permission, _)| &**permission))
    }

    /// Returns the roles with a permission, sorted.
    #[must_use]
    pub fn roles(&self, permission: &str) -> Vec<&str> {
        sorted(self.roles.get(permission).into_iter().flatten().map(AsRef::as_ref))
    }

    /// Returns all roles, sorted.
    #[cfg(feature = "access")]
    pub(crate) fn all_roles(&self) -> Vec<&str> {
        sorted(self.roles.values().flatten().map(AsRef::as_ref))
    }

    /// Returns whether one of the caller's roles has `permission`.
    pub(crate) fn permits(&self, permission: &str, has_role: &dyn Fn(&str) -> bool) -> bool {
        self.roles.get(permission).is_some_and(|roles| roles.iter().any(|role| has_role(role)))
    }

    /// Adds the roles that imply a role of the table in one of `hierarchies`.
    pub(crate) fn imply(&mut self, hierarchies: &[(GrantKind, &'static [GrantValue])]) {
        let of_roles = || {
            let of_roles = hierarchies.iter().filter(|(kind, _)| *kind == GrantKind::Role);
            of_roles.flat_map(|(_, values)| *values)
        };
        for roles in self.roles.values_mut() {
            let named = |value: &&GrantValue| roles.iter().any(|role| **role == *value.name());
            let implying = of_roles().filter(named).flat_map(GrantValue::names);
            let more: Vec<Box<str>> = implying.map(Box::from).collect();
            roles.extend(more);
            roles.sort_unstable();
            roles.dedup();
        }
    }

    /// Adds the roles and permissions of another table.
    #[cfg(feature = "access")]
    pub(crate) fn extend(&mut self, more: &Self) {
        for (permission, roles) in &more.roles {
            for role in roles {
                self.add(permission, role);
            }
        }
    }

    fn add(&mut self, permission: &str, role: &str) {
        // SECURITY: an empty name is a mistake, such as an empty line of a file. It is no role.
        if permission.is_empty() || role.is_empty() {
            return;
        }
        let roles = self.roles.entry(permission.into()).or_default();
        if roles.iter().all(|known| **known != *role) {
            roles.push(role.into());
        }
    }
}

fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}

impl fmt::Debug for GrantsTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let permissions = sorted(self.roles.keys().map(AsRef::as_ref));
        f.debug_map().entries(permissions.into_iter().map(|name| (name, self.roles(name)))).finish()
    }
}

/// A role of a [`GrantsTable`]: a string, or the variant of an enum with `#[derive(Role)]`.
pub trait TableRole {
    /// Calls `add` with the name of the role, and with those of the roles that imply it.
    #[doc(hidden)]
    fn each(&self, add: &mut dyn FnMut(&str));
}

impl<R: IsRole> TableRole for R {
    fn each(&self, add: &mut dyn FnMut(&str)) {
        self.value().names().for_each(add);
    }
}

impl TableRole for &str {
    fn each(&self, add: &mut dyn FnMut(&str)) {
        add(self);
    }
}

impl TableRole for String {
    fn each(&self, add: &mut dyn FnMut(&str)) {
        add(self);
    }
}

/// A permission of a [`GrantsTable`]: a string, or the variant of an enum with
/// `#[derive(Permission)]`.
pub trait TablePermission {
    /// Returns the name.
    #[doc(hidden)]
    fn name(&self) -> &str;
}

impl<P: IsPermission> TablePermission for P {
    fn name(&self) -> &str {
        self.value().name()
    }
}

impl TablePermission for &str {
    fn name(&self) -> &str {
        self
    }
}

impl TablePermission for String {
    fn name(&self) -> &str {
        self
    }
}
