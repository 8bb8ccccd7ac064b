//! One attribute of a handler, as data: a rule with its options, or the reason of an open handler.

use std::fmt::{self, Display, Formatter};

use crate::policy::Rule;
use crate::policy::rule::NamedRule;

/// An attribute of a handler, as data. Prints itself as the attribute.
///
/// ```
/// use auth_core::access::Access;
/// use auth_core::policy::Rule;
///
/// let access = Access::required(Rule::role("admin")).concealed();
/// assert_eq!(access.to_string(), r#"#[require(role = "admin", conceal)]"#);
/// assert_eq!(Access::public("health check").to_string(), r#"#[public("health check")]"#);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Access {
    kind: Kind,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Public { reason: &'static str },
    Required { rule: Rule, is_concealed: bool, is_enforced: bool },
}

impl Access {
    /// Describes `#[public("reason")]`.
    #[must_use]
    pub const fn public(reason: &'static str) -> Self {
        Self { kind: Kind::Public { reason } }
    }

    /// Describes `#[require(…)]` with `rule`, which is enforced.
    #[must_use]
    pub const fn required(rule: Rule) -> Self {
        Self { kind: Kind::Required { rule, is_concealed: false, is_enforced: true } }
    }

    /// Describes the attribute of a policy that is enforced.
    pub(crate) const fn of(policy: NamedRule) -> Self {
        let access = Self::required(*policy.rule);
        if policy.concealed { access.concealed() } else { access }
    }

    /// Adds the option `conceal`. Has no effect on `#[public("reason")]`.
    #[must_use]
    pub const fn concealed(mut self) -> Self {
        if let Kind::Required { is_concealed, .. } = &mut self.kind {
            *is_concealed = true;
        }
        self
    }

    /// Adds the option `report_only`. Has no effect on `#[public("reason")]`.
    #[must_use]
    pub const fn report_only(mut self) -> Self {
        if let Kind::Required { is_enforced, .. } = &mut self.kind {
            *is_enforced = false;
        }
        self
    }

    /// Returns the reason of `#[public("reason")]`.
    #[must_use]
    pub const fn reason(&self) -> Option<&'static str> {
        match self.kind {
            Kind::Public { reason } => Some(reason),
            Kind::Required { .. } => None,
        }
    }

    /// Returns the rule of `#[require(…)]`.
    #[must_use]
    pub const fn rule(&self) -> Option<&Rule> {
        match &self.kind {
            Kind::Public { .. } => None,
            Kind::Required { rule, .. } => Some(rule),
        }
    }

    /// Returns `true` if each rejection looks like a route that does not exist.
    #[must_use]
    pub const fn is_concealed(&self) -> bool {
        matches!(self.kind, Kind::Required { is_concealed: true, .. })
    }

    /// Returns `true` if the rule is enforced: neither `report_only` nor `public`.
    #[must_use]
    pub const fn is_enforced(&self) -> bool {
        matches!(self.kind, Kind::Required { is_enforced: true, .. })
    }
}

/// Prints the rule with its named policies and typed values written out, on one line.
impl Display for Access {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Public { reason } => write!(f, "#[public({reason:?})]"),
            Kind::Required { rule, is_concealed, is_enforced } => {
                f.write_str("#[require(")?;
                match rule {
                    // The commas of the attribute mean `all`.
                    Rule::All(rules @ [_, _, ..]) => {
                        for (index, rule) in rules.iter().enumerate() {
                            let comma = if index > 0 { ", " } else { "" };
                            write!(f, "{comma}{rule:#}")?;
                        }
                    }
                    _ => write!(f, "{rule:#}")?,
                }
                f.write_str(if is_concealed { ", conceal" } else { "" })?;
                f.write_str(if is_enforced { ")]" } else { ", report_only)]" })
            }
        }
    }
}
