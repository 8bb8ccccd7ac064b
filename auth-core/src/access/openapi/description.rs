//! The guards of a route as clients see them: alternatives of scopes, and possible rejections.

use http::StatusCode;

use crate::access::attribute::Access;
use crate::identity::grants::GrantKind;
use crate::policy::requirement::{Grant, Requirement};
use crate::policy::rule::Rule;

/// Maximum number of alternatives. A document with more of them helps no reader.
const MOST: usize = 64;

/// The description of all guards of a route. It does not name roles, claims or networks.
#[derive(Debug, Default, Eq, PartialEq)]
pub(super) struct Description {
    /// The ways past the guards. Without any, the route rejects every request.
    pub(super) alternatives: Vec<Alternative>,
    /// The statuses of possible rejections, without duplicates.
    pub(super) rejections: Vec<StatusCode>,
}

/// One way past the guards.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Alternative {
    pub(super) needs_caller: bool,
    /// The scopes that the caller needs, all of them.
    pub(super) scopes: Vec<&'static str>,
}

impl Description {
    /// Describes stacked attributes: a caller must satisfy each of them.
    pub(super) fn of(attributes: &[Access]) -> Self {
        let mut description =
            Self { alternatives: vec![Alternative::default()], rejections: Vec::new() };
        for access in attributes {
            description.alternatives = both(&description.alternatives, &ways(access));
            for status in rejections(access) {
                if !description.rejections.contains(&status) {
                    description.rejections.push(status);
                }
            }
        }
        description
    }

    /// Returns `true` if no guard rejects a request.
    pub(super) fn is_open(&self) -> bool {
        self.alternatives == [Alternative::default()]
    }
}

fn ways(access: &Access) -> Vec<Alternative> {
    let mut ways = access.rule().map(alternatives).unwrap_or_default();
    if !access.is_enforced() {
        add(&mut ways, Alternative::default());
    }
    ways
}

fn alternatives(rule: &Rule) -> Vec<Alternative> {
    match rule {
        // An empty list never holds.
        Rule::All([]) => Vec::new(),
        Rule::All(rules) => rules
            .iter()
            .map(alternatives)
            .fold(vec![Alternative::default()], |found, more| both(&found, &more)),
        Rule::Any(rules) => {
            let mut found = Vec::new();
            rules.iter().flat_map(alternatives).for_each(|way| add(&mut found, way));
            limited(found)
        }
        Rule::Named(named) => alternatives(named.rule),
        Rule::Requirement(requirement) => of_requirement(requirement),
    }
}

fn of_requirement(requirement: &Requirement) -> Vec<Alternative> {
    match requirement {
        Requirement::Empty(_) | Requirement::Never => Vec::new(),
        // The address is the only fact that needs no caller.
        Requirement::Ip(_) => vec![Alternative::default()],
        Requirement::Grant(grant @ Grant { kind: GrantKind::Scope, .. }) => {
            let scope = |name| Alternative { needs_caller: true, scopes: Vec::from([name]) };
            limited(grant.values().map(|value| scope(value.name())).collect())
        }
        Requirement::Acr(_)
        | Requirement::Authenticated
        | Requirement::Check(_)
        | Requirement::Comparison(_)
        | Requirement::Grant(_)
        | Requirement::Issuer(_)
        | Requirement::MaxAge(_) => vec![Alternative { needs_caller: true, ..<_>::default() }],
    }
}

/// Returns each combination of two lists.
fn both(left: &[Alternative], right: &[Alternative]) -> Vec<Alternative> {
    let mut found = Vec::new();
    for one in left {
        for other in right {
            let mut way = one.clone();
            way.needs_caller |= other.needs_caller;
            for scope in &other.scopes {
                if !way.scopes.contains(scope) {
                    way.scopes.push(scope);
                }
            }
            add(&mut found, way);
        }
    }
    limited(found)
}

fn add(ways: &mut Vec<Alternative>, way: Alternative) {
    if !ways.contains(&way) {
        ways.push(way);
    }
}

/// Returns the list, or less exact alternatives without scopes for a list that is too long.
fn limited(ways: Vec<Alternative>) -> Vec<Alternative> {
    if ways.len() <= MOST {
        return ways;
    }
    let mut short = Vec::new();
    for way in ways {
        add(&mut short, Alternative { scopes: Vec::new(), ..way });
    }
    short
}

/// Returns the statuses of possible rejections. Bad credentials get a 401 and an unavailable
/// authenticator a 503, also where the rule needs no caller.
fn rejections(access: &Access) -> Vec<StatusCode> {
    let Some(rule) = access.rule().filter(|_| access.is_enforced()) else { return Vec::new() };
    if access.is_concealed() {
        return vec![StatusCode::NOT_FOUND];
    }
    let mut statuses = vec![StatusCode::UNAUTHORIZED];
    let mut is_more_than_a_login = false;
    rule.each_requirement(&mut |requirement| {
        is_more_than_a_login |= !matches!(
            requirement,
            Requirement::Acr(_) | Requirement::Authenticated | Requirement::MaxAge(_)
        );
    });
    if is_more_than_a_login {
        statuses.push(StatusCode::FORBIDDEN);
    }
    statuses.push(StatusCode::SERVICE_UNAVAILABLE);
    statuses
}
