//! What must hold before a handler runs: a tree of requirements, as constant data.

mod node;
mod parts;
mod print;
#[cfg(test)]
mod tests;
mod text;

use std::borrow::Cow;
use std::fmt;

pub(crate) use self::node::Node;
pub(crate) use self::parts::Parts;
pub(crate) use self::text::read;
use crate::identity::grants::GrantKind;
use crate::policy::comparison::Comparison;
use crate::policy::grant_value::{GrantValue, Variants};
use crate::policy::name;
use crate::request::network::Network;

/// A rule: requirements, combined by [`any`](Self::any) and [`all`](Self::all).
///
/// Rules are constant data. The macros write them; by hand they are built in a `const`. There is no `not`: an absent or
/// unknown fact never opens a door. A rule prints itself in the language of the attribute; `{:#}` writes named policies out.
///
/// ```
/// use auth_core::policy::Rule;
///
/// const RULE: Rule = Rule::any(&[
///     Rule::role(&["admin"]),
///     Rule::all(&[Rule::role(&["editor"]), Rule::scope(&["posts:write"])]),
/// ]);
/// assert_eq!(RULE.to_string(), r#"any(role = "admin", all(role = "editor", scope = "posts:write"))"#);
/// ```
///
/// The variants are what the macros write, because the compiler is much quicker with them than with calls. They are no part of the
/// public interface: by hand, call the functions, which say the same. Either way a rule is checked where a policy has it.
//
// The compiler proves of every rule that is written as a tree, group by group, that nothing in it can change: it looks at each type in
// here that holds a reference. So there are few of them, none deeper than need be, and the attributes write texts where they can.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Rule {
    #[doc(hidden)]
    Acr(&'static [&'static str]),
    #[doc(hidden)]
    All(&'static [Self]),
    #[doc(hidden)]
    Any(&'static [Self]),
    #[doc(hidden)]
    Authenticated,
    /// The handler says so, in Rust: `check(post.author == subject)`. The attribute numbers the checks of a rule from 0; a
    /// rule that has one is decided in two steps, by [`PendingGuard`](crate::guard::PendingGuard).
    #[doc(hidden)]
    Check(usize, &'static str),
    #[doc(hidden)]
    Compare(Comparison),
    #[doc(hidden)]
    Group(&'static str),
    #[doc(hidden)]
    Groups(&'static [&'static str]),
    #[doc(hidden)]
    Ip(&'static [Network]),
    #[doc(hidden)]
    Issuer(&'static [&'static str]),
    #[doc(hidden)]
    MaxAge(u64),
    #[doc(hidden)]
    Named(&'static NamedRule),
    #[doc(hidden)]
    Never,
    #[doc(hidden)]
    Permission(&'static str),
    #[doc(hidden)]
    Permissions(&'static [&'static str]),
    #[doc(hidden)]
    Role(&'static str),
    #[doc(hidden)]
    Roles(&'static [&'static str]),
    #[doc(hidden)]
    Scope(&'static str),
    #[doc(hidden)]
    Scopes(&'static [&'static str]),
    #[doc(hidden)]
    Values(GrantKind, &'static [GrantValue]),
    /// The typed value at that place among those that are named.
    #[doc(hidden)]
    Variant(GrantKind, usize, fn(Variants) -> Variants),
}

/// The rule of a policy, and what the policy is called.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct NamedRule {
    pub(crate) name: fn() -> &'static str,
    pub(crate) rule: &'static Rule,
    /// Whether every refusal looks like a route that does not exist.
    pub(crate) concealed: bool,
    pub(crate) asks: Asks,
}

impl NamedRule {
    /// Returns what the policy is called in logs.
    pub(crate) fn public_name(self) -> Cow<'static, str> {
        name::public((self.name)())
    }
}

impl fmt::Debug for NamedRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.public_name())
    }
}

/// Which facts a rule depends on.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "one for each kind of fact")]
pub(crate) struct Asks {
    /// The client's address.
    pub(crate) address: bool,
    /// Path parameters.
    pub(crate) path: bool,
    /// How late it is.
    pub(crate) time: bool,
    /// Whatever may decide it before anybody knows who is calling: the address, say. Such a rule is decided twice.
    pub(crate) request: bool,
}

impl Rule {
    /// The caller logged in with at least one of these authentication context classes: `acr = "a" | "b"`.
    #[must_use]
    pub const fn acr(classes: &'static [&'static str]) -> Self {
        Self::Acr(classes)
    }

    /// All of `rules` hold: `all(…)`. Of no rules, nobody is let in.
    #[must_use]
    pub const fn all(rules: &'static [Self]) -> Self {
        Self::All(rules)
    }

    /// At least one of `rules` holds: `any(…)`. Of no rules, nobody is let in.
    #[must_use]
    pub const fn any(rules: &'static [Self]) -> Self {
        Self::Any(rules)
    }

    /// The caller is known: `authenticated`.
    #[must_use]
    pub const fn authenticated() -> Self {
        Self::Authenticated
    }

    /// A comparison holds: `claim.department == "finance"`.
    #[must_use]
    pub const fn compare(comparison: Comparison) -> Self {
        Self::Compare(comparison)
    }

    /// The caller belongs to at least one of `groups`: `group = "a" | "b"`.
    #[must_use]
    pub const fn group(groups: &'static [&'static str]) -> Self {
        Self::Groups(groups)
    }

    /// The same for values of types: `group = Group::Staff`.
    #[must_use]
    pub const fn group_values(groups: &'static [GrantValue]) -> Self {
        Self::Values(GrantKind::Group, groups)
    }

    /// The request comes from at least one of `networks`: `ip = "10.0.0.0/8"`.
    #[must_use]
    pub const fn ip(networks: &'static [Network]) -> Self {
        Self::Ip(networks)
    }

    /// One of `issuers` vouches for the caller: `issuer = "https://staff.example"`.
    #[must_use]
    pub const fn issuer(issuers: &'static [&'static str]) -> Self {
        Self::Issuer(issuers)
    }

    /// The caller last logged in at most `seconds` ago: `max_age = "15m"`.
    #[must_use]
    pub const fn max_age(seconds: u64) -> Self {
        Self::MaxAge(seconds)
    }

    /// Nobody is let in. No attribute writes it; what could not be compiled ends up behind it.
    #[must_use]
    pub const fn never() -> Self {
        Self::Never
    }

    /// The caller has at least one of `permissions`: `permission = "a" | "b"`.
    #[must_use]
    pub const fn permission(permissions: &'static [&'static str]) -> Self {
        Self::Permissions(permissions)
    }

    /// The same for values of types: `permission = Permission::Edit`.
    #[must_use]
    pub const fn permission_values(permissions: &'static [GrantValue]) -> Self {
        Self::Values(GrantKind::Permission, permissions)
    }

    /// The caller has at least one of `roles`: `role = "a" | "b"`.
    #[must_use]
    pub const fn role(roles: &'static [&'static str]) -> Self {
        Self::Roles(roles)
    }

    /// The same for values of types: `role = Role::Admin`.
    #[must_use]
    pub const fn role_values(roles: &'static [GrantValue]) -> Self {
        Self::Values(GrantKind::Role, roles)
    }

    /// The token carries at least one of `scopes`: `scope = "a" | "b"`.
    #[must_use]
    pub const fn scope(scopes: &'static [&'static str]) -> Self {
        Self::Scopes(scopes)
    }

    /// The same for values of types: `scope = Scope::Write`.
    #[must_use]
    pub const fn scope_values(scopes: &'static [GrantValue]) -> Self {
        Self::Values(GrantKind::Scope, scopes)
    }

    /// The same as [`group`](Self::group) of one value.
    #[must_use]
    pub const fn one_group(group: &'static str) -> Self {
        Self::Group(group)
    }

    /// The same as [`permission`](Self::permission) of one value.
    #[must_use]
    pub const fn one_permission(permission: &'static str) -> Self {
        Self::Permission(permission)
    }

    /// The same as [`role`](Self::role) of one value.
    #[must_use]
    pub const fn one_role(role: &'static str) -> Self {
        Self::Role(role)
    }

    /// The same as [`scope`](Self::scope) of one value.
    #[must_use]
    pub const fn one_scope(scope: &'static str) -> Self {
        Self::Scope(scope)
    }
}
