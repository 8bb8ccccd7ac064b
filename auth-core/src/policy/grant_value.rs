//! Typed values: the variants of `#[derive(Role)]` enums, and what satisfies them.

use std::fmt;

use crate::identity::grants::GrantKind;

/// A role, scope, permission or group that a rule asks for: by its name, or by the variant of an enum.
///
/// `#[derive(Role)]` and its kin write these; the closure of `implies` was computed when the enum was compiled.
#[derive(Clone, Copy, Debug)]
pub struct GrantValue {
    name: &'static str,
    satisfied_by: &'static [&'static str],
}

impl GrantValue {
    /// Returns the variant that is called `name`, and held by a caller who was granted one of `satisfied_by`: the name itself, and
    /// the names of all variants that imply it.
    #[must_use]
    pub const fn new(name: &'static str, satisfied_by: &'static [&'static str]) -> Self {
        Self { name, satisfied_by }
    }

    /// The value that is called `name` and that nothing else implies.
    #[must_use]
    pub const fn literal(name: &'static str) -> Self {
        Self { name, satisfied_by: &[] }
    }

    pub(crate) const fn name(&self) -> &'static str {
        self.name
    }

    /// The names that satisfy it: its own first.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        let name = self.name;
        std::iter::once(name)
            .chain(self.satisfied_by.iter().copied().filter(move |other| *other != name))
    }

    /// Whether whoever was granted `name` holds it.
    pub(crate) const fn is_satisfied_by(&self, name: &str) -> bool {
        if is_same(self.name, name) {
            return true;
        }
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

/// Prints the name, as it stands in tokens: the variant's own name would not tell what a caller lacks.
impl fmt::Display for GrantValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.name)
    }
}

/// Whether two texts are the same; `==` is not yet for constants.
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

/// An enum whose variants are values of some kind: written by every derive.
pub trait IsValue: 'static {
    /// What the variant is called, and who holds it.
    fn value(&self) -> GrantValue;
}

/// An enum whose variants imply one another: written by every derive, and registered by
/// [`AuthBuilder::hierarchy`](crate::auth::AuthBuilder::hierarchy).
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
    /// What the variants are.
    #[doc(hidden)]
    const KIND: GrantKind;

    /// All variants.
    #[doc(hidden)]
    const VALUES: &'static [GrantValue];

    /// Returns whether a caller who was granted this value satisfies a rule that asks for `other`. Each value implies itself.
    fn implies(&self, other: &Self) -> bool {
        other.value().is_satisfied_by(self.value().name())
    }
}

/// An enum whose variants are groups: written by `#[derive(Group)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a group",
    label = "a value of another kind, or of none",
    note = "write a string literal (`group = \"…\"`; a constant cannot be named), the variant of an enum with `#[derive(auth_core::Group)]`, or the requirement for the kind that it is"
)]
pub trait IsGroup: IsValue {}

/// Lets a value pass whose type is a group.
#[must_use]
pub const fn group<T: IsGroup>(_variant: &T, value: GrantValue) -> GrantValue {
    value
}

/// An enum whose variants are permissions: written by `#[derive(Permission)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a permission",
    label = "a value of another kind, or of none",
    note = "write a string literal (`permission = \"…\"`; a constant cannot be named), the variant of an enum with `#[derive(auth_core::Permission)]`, or the requirement for the kind that it is"
)]
pub trait IsPermission: IsValue {}

/// Lets a value pass whose type is a permission.
#[must_use]
pub const fn permission<T: IsPermission>(_variant: &T, value: GrantValue) -> GrantValue {
    value
}

/// An enum whose variants are roles: written by `#[derive(Role)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a role",
    label = "a value of another kind, or of none",
    note = "write a string literal (`role = \"…\"`; a constant cannot be named), the variant of an enum with `#[derive(auth_core::Role)]`, or the requirement for the kind that it is"
)]
pub trait IsRole: IsValue {}

/// Lets a value pass whose type is a role.
#[must_use]
pub const fn role<T: IsRole>(_variant: &T, value: GrantValue) -> GrantValue {
    value
}

/// An enum whose variants are scopes: written by `#[derive(Scope)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a scope",
    label = "a value of another kind, or of none",
    note = "write a string literal (`scope = \"…\"`; a constant cannot be named), the variant of an enum with `#[derive(auth_core::Scope)]`, or the requirement for the kind that it is"
)]
pub trait IsScope: IsValue {}

/// Lets a value pass whose type is a scope.
#[must_use]
pub const fn scope<T: IsScope>(_variant: &T, value: GrantValue) -> GrantValue {
    value
}

/// The typed values of a rule in text, of which one is looked up by its place: the policy names them all, in the order of the text.
pub struct Variants {
    kind: GrantKind,
    /// How many are still in front of it.
    place: usize,
    found: Option<GrantValue>,
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "with a borrow of each variant, the compiler takes longer for every attribute"
)]
impl Variants {
    /// The value of kind `kind` at a place of those that `name` names, counted from 0. Nothing if there is none, or one of another kind:
    /// then nobody holds it.
    pub(crate) fn find(
        kind: GrantKind,
        place: usize,
        name: fn(Self) -> Self,
    ) -> Option<GrantValue> {
        name(Self { kind, place, found: None }).found
    }

    /// `group = …`
    #[must_use]
    pub fn group<T: IsGroup>(self, variant: T) -> Self {
        self.and(GrantKind::Group, &variant)
    }

    /// `permission = …`
    #[must_use]
    pub fn permission<T: IsPermission>(self, variant: T) -> Self {
        self.and(GrantKind::Permission, &variant)
    }

    /// `role = …`
    #[must_use]
    pub fn role<T: IsRole>(self, variant: T) -> Self {
        self.and(GrantKind::Role, &variant)
    }

    /// `scope = …`
    #[must_use]
    pub fn scope<T: IsScope>(self, variant: T) -> Self {
        self.and(GrantKind::Scope, &variant)
    }

    fn and(mut self, kind: GrantKind, variant: &dyn IsValue) -> Self {
        if self.place == 0 && self.found.is_none() && kind == self.kind {
            self.found = Some(variant.value());
        }
        self.place = self.place.wrapping_sub(1);
        self
    }
}

impl fmt::Debug for Variants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Variants({:?})", self.found)
    }
}
