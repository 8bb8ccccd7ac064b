//! Values of grants: names, and the variants of `#[derive(Role)]` enums.

use crate::identity::grants::GrantKind;

/// A role, scope, permission or group in a rule: a name, or the variant of an enum.
///
/// The derives write the values of enums. They resolve `implies` when the enum is compiled.
#[derive(Clone, Copy, Debug)]
pub struct GrantValue {
    name: &'static str,
    satisfied_by: &'static [&'static str],
}

impl GrantValue {
    /// Creates the value `name`, which each grant in `satisfied_by` satisfies: the name itself and
    /// the names of all variants that imply it.
    #[must_use]
    pub const fn new(name: &'static str, satisfied_by: &'static [&'static str]) -> Self {
        Self { name, satisfied_by }
    }

    /// Creates the value `name`, which no other value implies.
    #[must_use]
    pub const fn literal(name: &'static str) -> Self {
        Self { name, satisfied_by: &[] }
    }

    /// Returns `value`, for a variant whose kind is checked.
    #[doc(hidden)]
    #[must_use]
    pub const fn of_kind(_kind: GrantKind, value: Self) -> Self {
        value
    }

    pub(crate) const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the names that satisfy this value: its own first.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        let name = self.name;
        std::iter::once(name)
            .chain(self.satisfied_by.iter().copied().filter(move |other| *other != name))
    }

    /// Returns `true` if the grant `name` satisfies this value.
    pub(crate) const fn is_satisfied_by(&self, name: &str) -> bool {
        is_same(self.name, name) || self.lists(name)
    }

    /// Returns `true` if `name` is in the list of names that satisfy this value. The value of a
    /// literal has an empty list.
    pub(crate) const fn lists(&self, name: &str) -> bool {
        let mut rest = self.satisfied_by;
        while let [other, tail @ ..] = rest {
            if is_same(other, name) {
                return true;
            }
            rest = tail;
        }
        false
    }
}

/// Compares two strings. Constants cannot use `==` yet.
pub(crate) const fn is_same(left: &str, right: &str) -> bool {
    let (mut left, mut right) = (left.as_bytes(), right.as_bytes());
    loop {
        match (left, right) {
            ([], []) => return true,
            ([one, left_tail @ ..], [other, right_tail @ ..]) if *one == *other => {
                (left, right) = (left_tail, right_tail);
            }
            _ => return false,
        }
    }
}

/// An enum of values of one kind. Every derive implements it.
pub trait IsValue: 'static {
    /// Returns the name of the variant and the names that satisfy it.
    fn value(&self) -> GrantValue;
}

/// An enum with variants that imply one another. Every derive implements it.
/// [`AuthBuilder::hierarchy`](crate::auth::AuthBuilder::hierarchy) registers it.
///
/// ```
/// use auth_core::Role;
/// use auth_core::policy::Hierarchy as _;
///
/// #[derive(Role)]
/// enum Role {
///     #[role(implies = [Editor])]
///     Admin,
///     Editor,
/// }
///
/// assert!(Role::Admin.implies(&Role::Editor) && !Role::Editor.implies(&Role::Admin));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no enum of roles, scopes, permissions or groups",
    note = "write `#[derive(auth_core::Role)]` (or `Scope`, `Permission`, `Group`) above the enum"
)]
pub trait Hierarchy: IsValue + Sized {
    /// Kind of the variants.
    #[doc(hidden)]
    const KIND: GrantKind;

    /// Values of all variants.
    #[doc(hidden)]
    const VALUES: &'static [GrantValue];

    /// Returns `true` if a caller with this value satisfies a rule that asks for `other`. Each
    /// value implies itself.
    fn implies(&self, other: &Self) -> bool {
        other.value().is_satisfied_by(self.value().name())
    }
}

/// An enum of groups. `#[derive(Group)]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a group",
    label = "a value of another kind, or of none",
    note = "write a string literal (`group = \"…\"`; a constant cannot be named), the variant of \
    an enum with `#[derive(auth_core::Group)]`, or the requirement for the kind that it is"
)]
pub trait IsGroup: IsValue {}

/// Returns the kind of groups. Compiles only for a variant of groups.
#[must_use]
pub const fn group<T: IsGroup>(variant: T) -> GrantKind {
    std::mem::forget(variant);
    GrantKind::Group
}

/// An enum of permissions. `#[derive(Permission)]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a permission",
    label = "a value of another kind, or of none",
    note = "write a string literal (`permission = \"…\"`; a constant cannot be named), the \
    variant of an enum with `#[derive(auth_core::Permission)]`, or the requirement for the kind \
     that it is"
)]
pub trait IsPermission: IsValue {}

/// Returns the kind of permissions. Compiles only for a variant of permissions.
#[must_use]
pub const fn permission<T: IsPermission>(variant: T) -> GrantKind {
    std::mem::forget(variant);
    GrantKind::Permission
}

/// An enum of roles. `#[derive(Role)]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a role",
    label = "a value of another kind, or of none",
    note = "write a string literal (`role = \"…\"`; a constant cannot be named), the variant of \
    an enum with `#[derive(auth_core::Role)]`, or the requirement for the kind that it is"
)]
pub trait IsRole: IsValue {}

/// Returns the kind of roles. Compiles only for a variant of roles.
#[must_use]
pub const fn role<T: IsRole>(variant: T) -> GrantKind {
    std::mem::forget(variant);
    GrantKind::Role
}

/// An enum of scopes. `#[derive(Scope)]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a scope",
    label = "a value of another kind, or of none",
    note = "write a string literal (`scope = \"…\"`; a constant cannot be named), the variant of \
    an enum with `#[derive(auth_core::Scope)]`, or the requirement for the kind that it is"
)]
pub trait IsScope: IsValue {}

/// Returns the kind of scopes. Compiles only for a variant of scopes.
#[must_use]
pub const fn scope<T: IsScope>(variant: T) -> GrantKind {
    std::mem::forget(variant);
    GrantKind::Scope
}
