//! The list of all ways to meet a rule. A rejection names the cheapest of them.

use super::facts::{Answer, Facts};
use super::holds::{each_once, foreseen, holds, told_scope};
use super::tree::{Kind, Tree};

/// The result of a rule before the caller is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Foreseen {
    /// The rule is met by every caller.
    Allowed,
    /// The rule is met by no caller.
    Denied,
    /// The rule depends on the caller.
    Undecided,
}

/// Every way to meet a tree: a set of leaves that together allow a caller.
#[derive(Clone, Debug)]
pub struct Ways<'t> {
    /// The leaves of the tree in source order, each with its print.
    pub(super) leaves: Vec<(&'t Tree, String)>,
    /// The ways, in the order of the written choices: indices of `leaves`, in source order.
    pub(super) ways: Vec<Vec<usize>>,
}

impl<'t> Ways<'t> {
    /// Returns the ways to meet `tree`.
    pub fn of(tree: &'t Tree) -> Self {
        let mut leaves = Vec::new();
        let ways = ways_in(tree, &mut leaves);
        Self { leaves: leaves.into_iter().map(|leaf| (leaf, leaf.to_string())).collect(), ways }
    }

    /// Returns the expected result of the rule.
    pub fn answer(&self, facts: &Facts) -> Answer {
        let met: Vec<bool> = self.leaves.iter().map(|(leaf, _)| holds(leaf, facts)).collect();
        // The missing part: neither a login nor a scope, a login, a scope.
        let cost = |way: &&Vec<usize>| {
            let mut cost = [0, 0, 0];
            for &place in way.iter().filter(|&&place| !met[place]) {
                cost[match self.leaves[place].0 {
                    Tree::Acr(_) | Tree::MaxAge(_) => 1,
                    Tree::Grant(Kind::Scope, _) => 2,
                    _ => 0,
                }] += 1;
            }
            cost
        };
        // `min_by_key` keeps the first of equals. Every tree has at least one way.
        let way = self.ways.iter().min_by_key(cost).unwrap();
        let cost = cost(&way);
        if cost == [0, 0, 0] {
            return Answer::Allowed;
        }
        let possible = self.foreseen(facts) != Foreseen::Denied;
        if facts.caller.is_none() && possible {
            return Answer::Unauthorized;
        }
        let unmet = way
            .iter()
            .filter(|&&place| !met[place])
            .map(|&place| self.leaves[place].1.clone())
            .collect();
        if cost[0] > 0 || !possible {
            return Answer::Forbidden { unmet };
        }
        let (mut scopes, mut acr_values, mut max_age) = (Vec::new(), Vec::new(), None);
        for &place in way {
            match self.leaves[place].0 {
                Tree::Grant(Kind::Scope, values) => scopes.extend(told_scope(values, facts)),
                Tree::Acr(classes) if !met[place] => acr_values.extend(*classes),
                Tree::MaxAge(age) if !met[place] => {
                    max_age = Some(max_age.unwrap_or(*age).min(*age));
                }
                _ => {}
            }
        }
        let (scopes, acr_values) = (each_once(scopes), each_once(acr_values));
        if cost[1] > 0 {
            Answer::StepUp { unmet, acr_values, max_age, scopes }
        } else {
            Answer::InsufficientScope { unmet, scopes }
        }
    }

    /// Returns the result of the rule before the caller is known.
    pub fn foreseen(&self, facts: &Facts) -> Foreseen {
        let leaves: Vec<Foreseen> =
            self.leaves.iter().map(|(leaf, _)| foreseen(leaf, facts)).collect();
        if self.ways.iter().any(|way| way.iter().all(|&place| leaves[place] == Foreseen::Allowed)) {
            Foreseen::Allowed
        } else if self
            .ways
            .iter()
            .all(|way| way.iter().any(|&place| leaves[place] == Foreseen::Denied))
        {
            Foreseen::Denied
        } else {
            Foreseen::Undecided
        }
    }
}

/// Returns the ways to meet `tree`, and appends its leaves to `leaves`. A group without children is
/// a leaf.
fn ways_in<'t>(tree: &'t Tree, leaves: &mut Vec<&'t Tree>) -> Vec<Vec<usize>> {
    match tree {
        Tree::Named(_, tree) => ways_in(tree, leaves),
        Tree::Any(children) if !children.is_empty() => {
            children.iter().flat_map(|child| ways_in(child, leaves)).collect()
        }
        Tree::All(children) if !children.is_empty() => {
            children.iter().fold(vec![Vec::new()], |befores, child| {
                let ways = ways_in(child, leaves);
                let longer = |before: &Vec<usize>| {
                    let before = before.clone();
                    ways.iter()
                        .map(move |way| [before.clone(), way.clone()].concat())
                        .collect::<Vec<_>>()
                };
                befores.iter().flat_map(longer).collect()
            })
        }
        leaf => {
            leaves.push(leaf);
            vec![vec![leaves.len() - 1]]
        }
    }
}

/// Returns the number of ways that [`Ways`] would list (at most `u128::MAX`).
pub fn ways(tree: &Tree) -> u128 {
    match tree {
        Tree::Named(_, tree) => ways(tree),
        Tree::Any(children) if !children.is_empty() => {
            children.iter().map(ways).fold(0, u128::saturating_add)
        }
        Tree::All(children) => children.iter().map(ways).fold(1, u128::saturating_mul),
        _ => 1,
    }
}

/// Returns the expected result of the rule.
pub fn answer(tree: &Tree, facts: &Facts) -> Answer {
    Ways::of(tree).answer(facts)
}
