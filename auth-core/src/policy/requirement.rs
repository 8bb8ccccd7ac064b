//! Requirements: the leaves of a rule.

use crate::identity::grants::GrantKind;
use crate::policy::comparison::Comparison;
use crate::policy::grant_value::GrantValue;
use crate::request::network::Network;

/// A leaf of a rule. Prints itself in the language of the attribute.
///
/// The variants are not part of the public interface: print a requirement, and build it with the
/// functions of [`Rule`](crate::policy::Rule).
///
/// ```
/// use auth_core::policy::{Decision, Facts, Rule};
///
/// let decision = Rule::role("admin").decide(&Facts::anonymous());
/// let Decision::Denied(denial) = decision else { unreachable!() };
/// assert_eq!(denial.unmet()[0].to_string(), r#"role = "admin""#);
/// ```
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Requirement {
    /// `acr = …`: one of these authentication context classes.
    #[doc(hidden)]
    Acr(&'static [&'static str]),
    /// `authenticated`
    #[doc(hidden)]
    Authenticated,
    /// `check(…)`
    #[doc(hidden)]
    Check(Check),
    /// `left == right`, or another operator.
    #[doc(hidden)]
    Comparison(Comparison),
    /// An empty `all` or `any`, by its keyword. Never holds.
    #[doc(hidden)]
    Empty(&'static str),
    /// `role = …`, `scope = …`, `permission = …`, `group = …`
    #[doc(hidden)]
    Grant(Grant),
    /// `ip = …`: a client address in one of these networks.
    #[doc(hidden)]
    Ip(&'static [Network]),
    /// `issuer = …`: one of these issuers.
    #[doc(hidden)]
    Issuer(&'static [&'static str]),
    /// `max_age = …`: a login at most so many seconds ago.
    #[doc(hidden)]
    MaxAge(u64),
    /// Never holds.
    #[doc(hidden)]
    Never,
}

/// A Rust expression in a rule, which the handler evaluates: `check(post.author == subject)`.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// The position among the checks of the rule, counted from 0.
    pub(crate) index: usize,
    /// The expression as it was written.
    pub(crate) text: &'static str,
}

/// A grant with one or more alternatives: `role = "admin" | Role::Editor`.
//
// The first alternative is kept by value: a rule of one name needs no list, and none can be empty.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Grant {
    pub(crate) kind: GrantKind,
    pub(crate) first: GrantValue,
    pub(crate) others: &'static [GrantValue],
}

impl Grant {
    /// Returns the alternatives, in the order of the rule.
    pub(crate) fn values(&self) -> impl Iterator<Item = &GrantValue> {
        std::iter::once(&self.first).chain(self.others)
    }
}

/// A change that could make an unmet requirement hold.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Remedy {
    /// No new token of this user would help.
    None,
    /// A new login, in another way or just now.
    StepUp,
    /// A token with more scopes.
    Scopes,
}

impl Requirement {
    /// Returns the change that could make this requirement hold.
    pub(crate) const fn remedy(&self) -> Remedy {
        match self {
            Self::Acr(_) | Self::MaxAge(_) => Remedy::StepUp,
            Self::Grant(Grant { kind: GrantKind::Scope, .. }) => Remedy::Scopes,
            Self::Authenticated
            | Self::Check(_)
            | Self::Comparison(_)
            | Self::Empty(_)
            | Self::Grant(_)
            | Self::Ip(_)
            | Self::Issuer(_)
            | Self::Never => Remedy::None,
        }
    }
}
