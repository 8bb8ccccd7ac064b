//! A rule: a tree of requirements, as constant data.

use std::borrow::Cow;
use std::fmt;

use crate::identity::grants::GrantKind;
use crate::policy::comparison::Comparison;
use crate::policy::grant_value::GrantValue;
use crate::policy::inputs::RuleInputs;
use crate::policy::name;
use crate::policy::requirement::{Check, Grant, Requirement};
use crate::request::network::Network;

/// A rule: requirements, combined by [`any`](Self::any) and [`all`](Self::all).
///
/// A rule is constant data. The attributes write it. By hand, build it in a `const`. There is no
/// `not`: an absent or unknown fact never grants access. A rule prints itself in the language of
/// the attribute. `{:#}` also prints the rules of named policies, and every name that satisfies a
/// typed value.
///
/// ```
/// use auth_core::policy::Rule;
///
/// const RULE: Rule = Rule::any(&[
///     Rule::role("admin"),
///     Rule::all(&[Rule::role("editor"), Rule::scope("posts:write")]),
/// ]);
/// assert_eq!(
///     RULE.to_string(),
///     r#"any(role = "admin", all(role = "editor", scope = "posts:write"))"#
/// );
/// ```
///
/// The variants are not part of the public interface: build a rule with the functions. The compiler
/// validates a rule wherever a policy with it is used.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Rule {
    /// Every rule of the list holds. Never holds for an empty list.
    #[doc(hidden)]
    All(&'static [Self]),
    /// At least one rule of the list holds.
    #[doc(hidden)]
    Any(&'static [Self]),
    /// The rule of a named policy.
    #[doc(hidden)]
    Named(&'static NamedRule),
    /// A leaf of the tree.
    #[doc(hidden)]
    Requirement(Requirement),
}

/// A rule with the name of its policy.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct NamedRule {
    /// Returns the full name of the policy's type.
    pub(crate) name: fn() -> &'static str,
    pub(crate) rule: &'static Rule,
    /// `true` if every rejection looks like a route that does not exist.
    pub(crate) concealed: bool,
    pub(crate) inputs: RuleInputs,
}

impl NamedRule {
    /// Returns the name of the policy in logs.
    pub(crate) fn public_name(self) -> Cow<'static, str> {
        name::public((self.name)())
    }
}

impl fmt::Debug for NamedRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.public_name())
    }
}

impl Rule {
    /// Requires one of these authentication context classes: `acr = "a" | "b"`.
    #[must_use]
    pub const fn acr(classes: &'static [&'static str]) -> Self {
        Self::Requirement(Requirement::Acr(classes))
    }

    /// Requires all of `rules`: `all(…)`. An empty list allows no request.
    #[must_use]
    pub const fn all(rules: &'static [Self]) -> Self {
        Self::All(rules)
    }

    /// Requires at least one of `rules`: `any(…)`. An empty list allows no request.
    #[must_use]
    pub const fn any(rules: &'static [Self]) -> Self {
        Self::Any(rules)
    }

    /// Requires one of `groups`: `group = "staff" | Group::Guests`.
    #[must_use]
    pub const fn any_group(groups: &'static [GrantValue]) -> Self {
        Self::any_grant(GrantKind::Group, groups)
    }

    /// Requires one of `permissions`: `permission = "posts:edit" | Permission::Publish`.
    #[must_use]
    pub const fn any_permission(permissions: &'static [GrantValue]) -> Self {
        Self::any_grant(GrantKind::Permission, permissions)
    }

    /// Requires one of `roles`: `role = "root" | Role::Admin`.
    ///
    /// ```
    /// use auth_core::policy::{GrantValue, Rule};
    ///
    /// const RULE: Rule =
    ///     Rule::any_role(&[GrantValue::literal("admin"), GrantValue::literal("editor")]);
    /// assert_eq!(RULE.to_string(), r#"role = "admin" | "editor""#);
    /// ```
    #[must_use]
    pub const fn any_role(roles: &'static [GrantValue]) -> Self {
        Self::any_grant(GrantKind::Role, roles)
    }

    /// Requires one of `scopes`: `scope = "posts:write" | Scope::Admin`.
    #[must_use]
    pub const fn any_scope(scopes: &'static [GrantValue]) -> Self {
        Self::any_grant(GrantKind::Scope, scopes)
    }

    /// Requires an authenticated caller: `authenticated`.
    #[must_use]
    pub const fn authenticated() -> Self {
        Self::Requirement(Requirement::Authenticated)
    }

    /// Requires that the handler's expression `text` is true: `check(post.author == subject)`.
    ///
    /// The attribute numbers the checks of a rule from 0. A rule with a check is decided in two
    /// steps, by [`PendingGuard`](crate::guard::PendingGuard).
    #[doc(hidden)]
    #[must_use]
    pub const fn check(index: usize, text: &'static str) -> Self {
        Self::Requirement(Requirement::Check(Check { index, text }))
    }

    /// Requires that a comparison holds: `claim.department == "finance"`.
    #[must_use]
    pub const fn compare(comparison: Comparison) -> Self {
        Self::Requirement(Requirement::Comparison(comparison))
    }

    /// Requires the group `name`: `group = "staff"`.
    #[must_use]
    pub const fn group(name: &'static str) -> Self {
        Self::grant(GrantKind::Group, GrantValue::literal(name))
    }

    /// Requires a client address in one of `networks`: `ip = "10.0.0.0/8"`.
    #[must_use]
    pub const fn ip(networks: &'static [Network]) -> Self {
        Self::Requirement(Requirement::Ip(networks))
    }

    /// Requires one of `issuers`: `issuer = "https://staff.example"`.
    #[must_use]
    pub const fn issuer(issuers: &'static [&'static str]) -> Self {
        Self::Requirement(Requirement::Issuer(issuers))
    }

    /// Requires a login at most `seconds` ago: `max_age = "15m"`.
    #[must_use]
    pub const fn max_age(seconds: u64) -> Self {
        Self::Requirement(Requirement::MaxAge(seconds))
    }

    /// Allows no request. It stands for a rule that did not compile.
    #[must_use]
    pub const fn never() -> Self {
        Self::Requirement(Requirement::Never)
    }

    /// Requires the permission `name`: `permission = "posts:edit"`.
    #[must_use]
    pub const fn permission(name: &'static str) -> Self {
        Self::grant(GrantKind::Permission, GrantValue::literal(name))
    }

    /// Requires the role `name`: `role = "admin"`.
    #[must_use]
    pub const fn role(name: &'static str) -> Self {
        Self::grant(GrantKind::Role, GrantValue::literal(name))
    }

    /// Requires the scope `name`: `scope = "posts:write"`.
    #[must_use]
    pub const fn scope(name: &'static str) -> Self {
        Self::grant(GrantKind::Scope, GrantValue::literal(name))
    }

    /// Requires `value` of a kind: `role = Role::Admin`.
    #[doc(hidden)]
    #[must_use]
    pub const fn grant(kind: GrantKind, value: GrantValue) -> Self {
        Self::Requirement(Requirement::Grant(Grant { kind, first: value, others: &[] }))
    }

    const fn any_grant(kind: GrantKind, values: &'static [GrantValue]) -> Self {
        match values {
            [] => Self::Any(&[]),
            [first, others @ ..] => {
                Self::Requirement(Requirement::Grant(Grant { kind, first: *first, others }))
            }
        }
    }

    /// Returns the inputs that this rule reads.
    pub(crate) const fn inputs(&self) -> RuleInputs {
        match self {
            Self::All(rules) | Self::Any(rules) => {
                let mut inputs = RuleInputs::NONE;
                let mut rest: &[Self] = rules;
                while let [rule, tail @ ..] = rest {
                    inputs = inputs.and(rule.inputs());
                    rest = tail;
                }
                inputs
            }
            Self::Named(named) => named.inputs,
            Self::Requirement(requirement) => RuleInputs::of(requirement),
        }
    }

    /// Calls `visit` with every requirement, in the order of the rule.
    pub(crate) fn each_requirement(&self, visit: &mut impl FnMut(&Requirement)) {
        match self {
            Self::All(rules) | Self::Any(rules) => {
                rules.iter().for_each(|rule| rule.each_requirement(visit));
            }
            Self::Named(named) => named.rule.each_requirement(visit),
            Self::Requirement(requirement) => visit(requirement),
        }
    }
}
