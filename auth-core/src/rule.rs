//! What must hold before a handler runs: a tree of requirements, as constant data.

mod print;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::comparison::{Comparison, Operand, Operator};
use crate::network::Network;
use crate::requirement::{Check, GrantKind, Leaf, Values};
use crate::value::{IsGroup, IsPermission, IsRole, IsScope, Value};

/// A rule: requirements, combined by [`any`](Self::any) and [`all`](Self::all).
///
/// Rules are constant data. The macros write them; by hand they are built in a `const`. There is no `not`: an absent or
/// unknown fact never opens a door. A rule prints itself in the language of the attribute; `{:#}` writes named policies out.
///
/// ```
/// use auth_core::Rule;
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
// The compiler proves of every rule, group by group, that nothing in it can change: it looks at each type in here that holds a
// reference. So there are few of them, none deeper than need be.
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
    #[doc(hidden)]
    Check(usize, &'static str),
    #[doc(hidden)]
    ClaimInteger(&'static str, Operator, i128),
    #[doc(hidden)]
    ClaimText(&'static str, Operator, &'static str),
    #[doc(hidden)]
    Compare(Comparison),
    #[doc(hidden)]
    Group(&'static str),
    #[doc(hidden)]
    GroupVariant(&'static dyn IsGroup),
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
    PermissionVariant(&'static dyn IsPermission),
    #[doc(hidden)]
    Permissions(&'static [&'static str]),
    #[doc(hidden)]
    Role(&'static str),
    #[doc(hidden)]
    RoleVariant(&'static dyn IsRole),
    #[doc(hidden)]
    Roles(&'static [&'static str]),
    #[doc(hidden)]
    Scope(&'static str),
    #[doc(hidden)]
    ScopeVariant(&'static dyn IsScope),
    #[doc(hidden)]
    Scopes(&'static [&'static str]),
    #[doc(hidden)]
    Values(GrantKind, &'static [Value]),
}

/// What a rule is, however it was written.
#[derive(Clone, Copy)]
pub(crate) enum Node {
    All(&'static [Rule]),
    Any(&'static [Rule]),
    Leaf(Leaf),
    Named(&'static NamedRule),
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

impl fmt::Debug for NamedRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str((self.name)())
    }
}

/// Which facts a rule depends on.
#[derive(Clone, Copy)]
pub(crate) struct Asks {
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

    /// The handler says so, in Rust: `check(post.author == identity.subject())`. The attribute writes it, numbering the checks of a
    /// rule from 0; a rule that has one is decided in two steps, by [`Undecided`](crate::Undecided).
    #[doc(hidden)]
    #[must_use]
    pub const fn check(index: usize, text: &'static str) -> Self {
        Self::Check(index, text)
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
    pub const fn group_values(groups: &'static [Value]) -> Self {
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
    pub const fn permission_values(permissions: &'static [Value]) -> Self {
        Self::Values(GrantKind::Permission, permissions)
    }

    /// The caller has at least one of `roles`: `role = "a" | "b"`.
    #[must_use]
    pub const fn role(roles: &'static [&'static str]) -> Self {
        Self::Roles(roles)
    }

    /// The same for values of types: `role = Role::Admin`.
    #[must_use]
    pub const fn role_values(roles: &'static [Value]) -> Self {
        Self::Values(GrantKind::Role, roles)
    }

    /// The token carries at least one of `scopes`: `scope = "a" | "b"`.
    #[must_use]
    pub const fn scope(scopes: &'static [&'static str]) -> Self {
        Self::Scopes(scopes)
    }

    /// The same for values of types: `scope = Scope::Write`.
    #[must_use]
    pub const fn scope_values(scopes: &'static [Value]) -> Self {
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

    pub(crate) const fn node(&self) -> Node {
        let leaf = match *self {
            Self::All(rules) => return Node::All(rules),
            Self::Any(rules) => return Node::Any(rules),
            Self::Named(named) => return Node::Named(named),
            Self::Acr(classes) => Leaf::Acr(classes),
            Self::Authenticated => Leaf::Authenticated,
            Self::Check(index, text) => Leaf::Check(Check { index, text }),
            Self::ClaimInteger(name, operator, value) => Leaf::Comparison(Comparison::new(
                Operand::NamedClaim(name),
                operator,
                Operand::Integer(value),
            )),
            Self::ClaimText(name, operator, value) => {
                Leaf::Comparison(Comparison::new(Operand::NamedClaim(name), operator, Operand::Text(value)))
            }
            Self::Compare(comparison) => Leaf::Comparison(comparison),
            Self::Group(name) => Leaf::Grant(GrantKind::Group, Values::One(name)),
            Self::Groups(names) => Leaf::Grant(GrantKind::Group, Values::Texts(names)),
            Self::GroupVariant(variant) => Leaf::Grant(GrantKind::Group, Values::Variant(variant)),
            Self::Ip(networks) => Leaf::Ip(networks),
            Self::Issuer(issuers) => Leaf::Issuer(issuers),
            Self::MaxAge(seconds) => Leaf::MaxAge(seconds),
            Self::Never => Leaf::Never,
            Self::Permission(name) => Leaf::Grant(GrantKind::Permission, Values::One(name)),
            Self::Permissions(names) => Leaf::Grant(GrantKind::Permission, Values::Texts(names)),
            Self::PermissionVariant(variant) => Leaf::Grant(GrantKind::Permission, Values::Variant(variant)),
            Self::Role(name) => Leaf::Grant(GrantKind::Role, Values::One(name)),
            Self::Roles(names) => Leaf::Grant(GrantKind::Role, Values::Texts(names)),
            Self::RoleVariant(variant) => Leaf::Grant(GrantKind::Role, Values::Variant(variant)),
            Self::Scope(name) => Leaf::Grant(GrantKind::Scope, Values::One(name)),
            Self::Scopes(names) => Leaf::Grant(GrantKind::Scope, Values::Texts(names)),
            Self::ScopeVariant(variant) => Leaf::Grant(GrantKind::Scope, Values::Variant(variant)),
            Self::Values(kind, values) => Leaf::Grant(kind, Values::Typed(values)),
        };
        Node::Leaf(leaf)
    }

    /// What is wrong with this rule: what an attribute would have refused, for rules that are written by hand.
    pub(crate) const fn mistake(&self) -> Option<&'static str> {
        match self.node() {
            Node::All(rules) | Node::Any(rules) => {
                if rules.is_empty() {
                    return Some("an empty `any` or `all` lets nobody in: name at least one requirement");
                }
                let mut rest: &[Self] = rules;
                while let [rule, tail @ ..] = rest {
                    if let Some(mistake) = rule.mistake() {
                        return Some(mistake);
                    }
                    rest = tail;
                }
                None
            }
            Node::Leaf(leaf) => leaf.mistake(),
            Node::Named(named) if named.rule.checks() > 0 => Some(
                "a policy with `check(…)` cannot be named in a rule: the check sees the arguments of one handler",
            ),
            Node::Named(named) => named.rule.mistake(),
        }
    }

    /// Which facts it depends on.
    pub(crate) const fn asks(&self) -> Asks {
        match self.node() {
            Node::All(rules) | Node::Any(rules) => {
                let mut rest: &[Self] = rules;
                let mut asks = Asks { path: false, time: false, request: false };
                while let [rule, tail @ ..] = rest {
                    let more = rule.asks();
                    asks = Asks {
                        path: asks.path || more.path,
                        time: asks.time || more.time,
                        request: asks.request || more.request,
                    };
                    rest = tail;
                }
                asks
            }
            Node::Leaf(Leaf::Comparison(comparison)) => {
                Asks { path: comparison.names_path(), time: false, request: comparison.names_path() }
            }
            Node::Leaf(leaf) => {
                let caller = matches!(
                    leaf,
                    Leaf::Acr(_) | Leaf::Authenticated | Leaf::Grant(..) | Leaf::Issuer(_) | Leaf::MaxAge(_)
                );
                Asks { path: false, time: matches!(leaf, Leaf::MaxAge(_)), request: !caller }
            }
            Node::Named(named) => named.asks,
        }
    }

    /// How many checks it leaves to the handler.
    pub(crate) const fn checks(&self) -> usize {
        match self.node() {
            Node::All(rules) | Node::Any(rules) => {
                let mut rest: &[Self] = rules;
                let mut checks = 0_usize;
                while let [rule, tail @ ..] = rest {
                    checks = checks.saturating_add(rule.checks());
                    rest = tail;
                }
                checks
            }
            Node::Leaf(Leaf::Check(_)) => 1,
            Node::Leaf(_) => 0,
            Node::Named(named) => named.rule.checks(),
        }
    }

    /// Whether it asks for a path parameter or an address: for what only a request has.
    pub(crate) const fn asks_request(&self) -> bool {
        match self.node() {
            Node::All(rules) | Node::Any(rules) => {
                let mut rest: &[Self] = rules;
                while let [rule, tail @ ..] = rest {
                    if rule.asks_request() {
                        return true;
                    }
                    rest = tail;
                }
                false
            }
            Node::Leaf(Leaf::Comparison(comparison)) => comparison.names_path(),
            Node::Leaf(leaf) => matches!(leaf, Leaf::Ip(_)),
            Node::Named(named) => named.rule.asks_request(),
        }
    }

    /// Calls `visit` with every leaf, in the order of the rule.
    pub(crate) fn each_leaf(&self, visit: &mut impl FnMut(&Leaf)) {
        match self.node() {
            Node::All(rules) | Node::Any(rules) => rules.iter().for_each(|rule| rule.each_leaf(visit)),
            Node::Leaf(leaf) => visit(&leaf),
            Node::Named(named) => named.rule.each_leaf(visit),
        }
    }
}
