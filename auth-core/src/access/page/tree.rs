//! Rules as JSON, for the script of the page.

use serde_json::{Value, json};

use crate::identity::grants::GrantKind;
use crate::policy::{GrantValue, Requirement, Rule};

/// Returns the rule of a route, whose rules must all hold, as JSON:
///
/// - `"always"`, `"never"`, `"authenticated"`;
/// - `{"all": […]}` and `{"any": […]}`, with at least one rule;
/// - `{"kind": "role", "names": […]}`: a caller with one of these grants;
/// - `{"caller": "…"}`: a requirement that depends on more than grants, and on credentials;
/// - `{"request": "…"}`: a requirement that a request without credentials can satisfy.
pub(super) fn json(rules: &[Rule]) -> Value {
    match rules {
        [] => json!("always"),
        [rule] => tree(rule),
        rules => json!({ "all": rules.iter().map(tree).collect::<Vec<_>>() }),
    }
}

fn tree(rule: &Rule) -> Value {
    match rule {
        // SECURITY: an empty list allows no request.
        Rule::All([]) | Rule::Any([]) => json!("never"),
        Rule::All(rules) => json!({ "all": rules.iter().map(tree).collect::<Vec<_>>() }),
        Rule::Any(rules) => json!({ "any": rules.iter().map(tree).collect::<Vec<_>>() }),
        Rule::Named(named) => tree(named.rule),
        Rule::Requirement(requirement) => leaf(requirement),
    }
}

fn leaf(requirement: &Requirement) -> Value {
    match requirement {
        Requirement::Authenticated => json!("authenticated"),
        Requirement::Empty(_) | Requirement::Never => json!("never"),
        Requirement::Grant(grant) => {
            let names: Vec<_> = grant.values().flat_map(GrantValue::names).collect();
            json!({ "kind": grant.kind.keyword(), "names": names })
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
