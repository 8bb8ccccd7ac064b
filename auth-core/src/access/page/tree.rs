//! Rules as JSON, for the script of the page.

use serde_json::{Value, json};

use crate::identity::grants::GrantKind;
use crate::policy::{GrantValue, GrantsTable, Requirement, Rule};

/// Returns the rule of a route, whose rules must all hold, as JSON:
///
/// - `"always"`, `"never"`, `"authenticated"`;
/// - `{"all": […]}` and `{"any": […]}`, with at least one rule;
/// - `{"kind": "role", "names": […]}`: a caller with one of these grants;
/// - `{"caller": "…"}`: a requirement that depends on more than grants, and on credentials;
/// - `{"request": "…"}`: a requirement that a request without credentials can satisfy.
///
/// A permission is also met by the roles that have it in `table`.
pub(super) fn json(rules: &[Rule], table: &GrantsTable) -> Value {
    match rules {
        [] => json!("always"),
        [rule] => tree(rule, table),
        rules => json!({ "all": trees(rules, table) }),
    }
}

fn trees(rules: &[Rule], table: &GrantsTable) -> Vec<Value> {
    rules.iter().map(|rule| tree(rule, table)).collect()
}

fn tree(rule: &Rule, table: &GrantsTable) -> Value {
    match rule {
        // SECURITY: an empty list allows no request.
        Rule::All([]) | Rule::Any([]) => json!("never"),
        Rule::All(rules) => json!({ "all": trees(rules, table) }),
        Rule::Any(rules) => json!({ "any": trees(rules, table) }),
        Rule::Named(named) => tree(named.rule, table),
        Rule::Requirement(requirement) => leaf(requirement, table),
    }
}

fn leaf(requirement: &Requirement, table: &GrantsTable) -> Value {
    match requirement {
        Requirement::Authenticated => json!("authenticated"),
        Requirement::Empty(_) | Requirement::Never => json!("never"),
        Requirement::Grant(grant) => {
            let names: Vec<_> = grant.values().flat_map(GrantValue::names).collect();
            let own = json!({ "kind": grant.kind.keyword(), "names": names });
            let roles: Vec<_> = match grant.kind {
                GrantKind::Permission => names.iter().flat_map(|name| table.roles(name)).collect(),
                _ => Vec::new(),
            };
            if roles.is_empty() {
                own
            } else {
                json!({ "any": [own, { "kind": "role", "names": roles }] })
            }
        }
        Requirement::Ip(_) => json!({ "request": requirement.to_string() }),
        Requirement::Acr(_)
        | Requirement::Check(_)
        | Requirement::Comparison(_)
        | Requirement::Issuer(_)
        | Requirement::MaxAge(_) => json!({ "caller": requirement.to_string() }),
    }
}

/// Returns the grants of a kind that the rules name, sorted.
pub(super) fn names(rules: impl Iterator<Item = Rule>, kind: GrantKind) -> Vec<&'static str> {
    let mut names = Vec::new();
    for rule in rules {
        rule.each_requirement(&mut |requirement| {
            if let Requirement::Grant(grant) = requirement
                && grant.kind == kind
            {
                names.extend(grant.values().flat_map(GrantValue::names));
            }
        });
    }
    names.sort_unstable();
    names.dedup();
    names
}
