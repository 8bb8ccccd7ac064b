//! What was missing: the cheapest set of unmet requirements, for logs, tests and the choice of the answer.

use std::fmt;

use crate::decision::has_grant;
use crate::facts::{Caller, Facts};
use crate::rule::{GrantKind, Node, Rule, is_scope_token};

/// What was missing for a rule to hold: the cheapest way in that was closed.
///
/// What no new token of this caller brings (a role, a permission, a group) weighs most, scopes weigh least; ties go to what
/// was written first. It is for logs and tests: no answer to a client names it, but for the scopes.
///
/// ```
/// use auth_core::{Decision, Facts, Identity, Rule};
///
/// const RULE: Rule = Rule::any(&[Rule::role(&["admin"]), Rule::scope(&["posts:write"])]);
/// let alice = Identity::builder("https://issuer.example", "alice").build()?;
/// let Decision::Denied(denial) = RULE.decide(&Facts::of(&alice)) else { unreachable!() };
/// assert_eq!(denial.to_string(), r#"scope = "posts:write""#);
/// # Ok::<(), auth_core::IdentityError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Denial {
    unmet: Vec<Requirement>,
    scopes: Vec<&'static str>,
    remedy: Remedy,
}

/// One leaf of a rule. Prints itself in the language of the attribute.
///
/// ```
/// use auth_core::{Decision, Facts, Rule};
///
/// let Decision::Denied(denial) = Rule::role(&["admin"]).decide(&Facts::anonymous()) else { unreachable!() };
/// assert_eq!(denial.unmet()[0].to_string(), r#"role = "admin""#);
/// ```
#[derive(Clone, Copy)]
pub struct Requirement(Node);

/// What would let the caller in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Remedy {
    /// Nothing that this caller can bring.
    None,
    /// A token with more scopes.
    Scopes,
}

impl Denial {
    /// The unmet requirements of the cheapest way in, in the order of the rule.
    #[must_use]
    pub fn unmet(&self) -> &[Requirement] {
        &self.unmet
    }

    pub(crate) fn of(rule: &Rule, facts: &Facts<'_>) -> Self {
        let mut found = Vec::new();
        let cost = cheapest(rule, facts, &mut found);
        let remedy = if cost.final_ > 0 { Remedy::None } else { Remedy::Scopes };
        let scopes = found.iter().filter_map(|found| found.scope).collect();
        let unmet = found.iter().filter(|found| !found.met).map(|found| Requirement(found.leaf)).collect();
        Self { unmet, scopes, remedy }
    }

    /// The scopes of the cheapest way in, if a token with all of them would let this caller in: those that the token has already
    /// are among them ([RFC 6750 §3.1](https://www.rfc-editor.org/rfc/rfc6750#section-3.1)), each once, in the order of the rule.
    #[must_use]
    pub fn required_scopes(&self) -> Option<Vec<&'static str>> {
        if self.remedy == Remedy::None {
            return None;
        }
        let mut scopes = Vec::with_capacity(self.scopes.len());
        for scope in &self.scopes {
            if is_scope_token(scope) && !scopes.contains(scope) {
                scopes.push(*scope);
            }
        }
        Some(scopes)
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, requirement) in self.unmet.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            requirement.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Requirement({})", self.0)
    }
}

/// What is missing on one way in: how much of what no new token brings, then how many scopes. Compared in that order.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
struct Cost {
    final_: usize,
    scopes: usize,
}

/// One leaf on the cheapest way in.
struct Found {
    leaf: Node,
    met: bool,
    scope: Option<&'static str>,
}

/// Appends the leaves of the cheapest way through `rule` to `found`, and says what is missing on it.
fn cheapest(rule: &Rule, facts: &Facts<'_>, found: &mut Vec<Found>) -> Cost {
    match rule.node() {
        Node::All(rules) if !rules.is_empty() => rules.iter().fold(Cost::default(), |sum, rule| {
            let cost = cheapest(rule, facts, found);
            Cost { final_: sum.final_ + cost.final_, scopes: sum.scopes + cost.scopes }
        }),
        Node::Any(rules) if !rules.is_empty() => cheapest_of(rules, facts, found),
        Node::Named(named) => cheapest(named.rule, facts, found),
        Node::All(_) | Node::Any(_) | Node::Authenticated | Node::Grant(..) | Node::Never => {
            leaf(rule, facts, found)
        }
    }
}

fn cheapest_of(rules: &[Rule], facts: &Facts<'_>, found: &mut Vec<Found>) -> Cost {
    let start = found.len();
    let mut best: Option<Cost> = None;
    for rule in rules {
        let end = found.len();
        let cost = cheapest(rule, facts, found);
        // Ties go to what was written first.
        if best.is_none_or(|best| cost < best) {
            found.drain(start..end);
            best = Some(cost);
        } else {
            found.truncate(end);
        }
    }
    best.unwrap_or_default()
}

fn leaf(rule: &Rule, facts: &Facts<'_>, found: &mut Vec<Found>) -> Cost {
    let identity = match facts.caller() {
        Caller::Known(identity) => Some(identity),
        Caller::Anonymous | Caller::Unknown => None,
    };
    let (met, scope, cost) = match *rule.node() {
        Node::Authenticated => (identity.is_some(), None, Cost { final_: 1, scopes: 0 }),
        Node::Grant(kind, names) => {
            let held =
                names.iter().find(|name| identity.is_some_and(|identity| has_grant(identity, kind, name)));
            if kind == GrantKind::Scope {
                (held.is_some(), held.or(names.first()).copied(), Cost { final_: 0, scopes: 1 })
            } else {
                (held.is_some(), None, Cost { final_: 1, scopes: 0 })
            }
        }
        Node::All(_) | Node::Any(_) | Node::Named(_) | Node::Never => {
            (false, None, Cost { final_: 1, scopes: 0 })
        }
    };
    found.push(Found { leaf: *rule.node(), met, scope });
    if met { Cost::default() } else { cost }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Decision, Identity};

    fn denied(rule: Rule, grants: &[(&str, &str)]) -> (Remedy, String, String) {
        let mut identity = Identity::builder("i", "alice");
        for (kind, name) in grants {
            identity = match *kind {
                "role" => identity.role(*name),
                "scope" => identity.scope(*name),
                _ => unreachable!(),
            };
        }
        let identity = identity.build().unwrap();
        let Decision::Denied(denial) = rule.decide(&Facts::of(&identity)) else {
            panic!("{rule} is allowed")
        };
        (denial.remedy, denial.to_string(), denial.required_scopes().unwrap_or_default().join(" "))
    }

    const ADMIN: Rule = Rule::role(&["admin"]);
    const EDITOR: Rule = Rule::role(&["editor"]);
    const READ: Rule = Rule::scope(&["read"]);
    const WRITE: Rule = Rule::scope(&["write"]);

    #[test]
    fn what_no_new_token_brings_weighs_most() {
        let rule = rule!(Rule::any(&[ADMIN, Rule::all(&[READ, WRITE])]));
        assert_eq!(
            denied(rule, &[]),
            (Remedy::Scopes, r#"scope = "read", scope = "write""#.into(), "read write".into())
        );
        let rule = rule!(Rule::any(&[Rule::all(&[ADMIN, EDITOR]), Rule::all(&[EDITOR, READ, WRITE])]));
        assert_eq!(denied(rule, &[]).1, r#"role = "editor", scope = "read", scope = "write""#);
    }

    #[test]
    fn ties_go_to_what_was_written_first() {
        assert_eq!(denied(rule!(Rule::any(&[READ, WRITE])), &[]).2, "read");
        assert_eq!(denied(rule!(Rule::any(&[WRITE, READ])), &[]).2, "write");
        assert_eq!(denied(Rule::scope(&["a", "b"]), &[]).2, "a");
    }

    #[test]
    fn s11_held_scopes_of_the_branch_are_named_too() {
        let rule = rule!(Rule::all(&[READ, Rule::any(&[ADMIN, WRITE]), Rule::scope(&["c", "read"])]));
        assert_eq!(denied(rule, &[("scope", "read")]).2, "read write");
    }

    #[test]
    fn scopes_do_not_help_where_a_role_is_missing_too() {
        let rule = rule!(Rule::all(&[EDITOR, WRITE]));
        assert_eq!(denied(rule, &[]).0, Remedy::None);
        assert_eq!(denied(rule, &[("role", "editor")]).0, Remedy::Scopes);
    }
}
