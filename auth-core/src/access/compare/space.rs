//! The space of all requests, as far as two lists of rules tell them apart.

use std::collections::HashMap;

use serde_json::Value;

use crate::access::compare::axis::{Axis, Key, Part};
use crate::access::compare::candidates;
use crate::access::compare::diagram::{Diagram, Node};
use crate::access::compare::fact::{Fact, Names};
use crate::policy::{GrantValue, Requirement, Rule};

/// Maximum number of axes. A function takes some of the stack for each.
const AXES: usize = 1_000;

/// The axes of two lists of rules, and the functions on them.
pub(super) struct Space {
    pub(super) axes: Vec<Axis>,
    pub(super) diagram: Diagram,
    places: HashMap<Key, usize>,
}

impl Space {
    /// Divides the requests by the requirements of two lists of rules.
    pub(super) fn of(old: &[Rule], new: &[Rule]) -> Self {
        let (axes, places) = (Vec::new(), HashMap::new());
        let mut space = Self { axes, diagram: Diagram::default(), places };
        space.axis(Key::Known, vec![Fact::Known]);
        // In turns: functions stay small if a requirement's old and new axes are neighbours.
        let [old, new] = [old, new].map(requirements);
        for place in 0..old.len().max(new.len()) {
            for requirement in [&old, &new].into_iter().filter_map(|list| list.get(place)) {
                space.add(requirement);
            }
        }
        space.axes.iter_mut().for_each(Axis::divide);
        space
    }

    /// Returns `true` if the rules are too large to compare. No other result counts then.
    pub(super) fn is_full(&self) -> bool {
        self.axes.len() > AXES || self.diagram.is_full()
    }

    /// Returns the place of an axis, which starts with `facts`.
    fn axis(&mut self, key: Key, facts: Vec<Fact>) -> usize {
        let next = self.axes.len();
        let place = *self.places.entry(key.clone()).or_insert(next);
        if place == next {
            self.axes.push(Axis::new(key, facts));
        }
        place
    }

    fn add(&mut self, requirement: &Requirement) {
        let (key, facts) = match requirement {
            Requirement::Acr(classes) => {
                (Key::Acr, classes.iter().map(|it| Fact::Acr(it)).collect())
            }
            Requirement::Check(check) => {
                self.axis(Key::Check(check.text), vec![Fact::Check(check.text, true)]);
                return;
            }
            Requirement::Comparison(comparison) => {
                let part = Part::of(comparison);
                if let Some(names) = part.list() {
                    let axis = self.axis(Key::Claim(names), Vec::new());
                    let list = Fact::Claim(names, Value::Array(Vec::new()));
                    self.axes
                        .get_mut(axis)
                        .into_iter()
                        .for_each(|axis| axis.facts.push(list.clone()));
                    self.axis(part.key(), part.facts());
                    return;
                }
                (part.key(), part.facts())
            }
            Requirement::Grant(grant) => {
                for name in grant.values().flat_map(GrantValue::names) {
                    let key = Key::Grant(grant.kind.keyword(), name);
                    self.axis(key, vec![Fact::Grant(grant.kind, name)]);
                }
                return;
            }
            Requirement::Ip(networks) => (Key::Address, candidates::addresses(networks).collect()),
            Requirement::Issuer(issuers) => {
                (Key::Issuer, issuers.iter().map(|it| Fact::Issuer(it)).collect())
            }
            Requirement::MaxAge(seconds) => (Key::Age, vec![Fact::Age(*seconds)]),
            Requirement::Authenticated | Requirement::Empty(_) | Requirement::Never => return,
        };
        let axis = self.axis(key, Vec::new());
        if let Some(axis) = self.axes.get_mut(axis) {
            axis.add(*requirement, facts);
        }
    }

    /// Returns the function of rules that must all hold. `fixed` has the results of some checks.
    //
    // From the last rule to the first: to put an axis in front of a function copies no node of it.
    pub(super) fn all(&mut self, rules: &[Rule], fixed: &HashMap<&'static str, bool>) -> Node {
        rules.iter().rev().fold(Node::ALWAYS, |all, rule| {
            let node = self.function(rule, fixed);
            self.diagram.and(all, node)
        })
    }

    fn function(&mut self, rule: &Rule, fixed: &HashMap<&'static str, bool>) -> Node {
        match rule {
            _ if self.is_full() => Node::NEVER,
            Rule::All([]) => Node::NEVER,
            Rule::All(rules) => self.all(rules, fixed),
            Rule::Any(rules) => rules.iter().rev().fold(Node::NEVER, |any, rule| {
                let node = self.function(rule, fixed);
                self.diagram.or(any, node)
            }),
            Rule::Named(named) => self.function(named.rule, fixed),
            Rule::Requirement(requirement) => self.requirement(requirement, fixed),
        }
    }

    fn requirement(
        &mut self,
        requirement: &Requirement,
        fixed: &HashMap<&'static str, bool>,
    ) -> Node {
        let known = self.has(&Key::Known);
        let node = match requirement {
            Requirement::Authenticated => return known,
            Requirement::Empty(_) | Requirement::Never => return Node::NEVER,
            Requirement::Acr(_) => self.cells(&Key::Acr, requirement),
            Requirement::Check(check) => match fixed.get(check.text) {
                Some(true) => Node::ALWAYS,
                Some(false) => Node::NEVER,
                None => self.has(&Key::Check(check.text)),
            },
            Requirement::Comparison(comparison) => {
                let part = Part::of(comparison);
                let mut node = match part.list() {
                    Some(names) => {
                        let element = self.has(&part.key());
                        let list = self.list(names);
                        self.diagram.and(element, list)
                    }
                    None => self.cells(&part.key(), requirement),
                };
                for names in part.claims() {
                    let object = self.objects_around(names);
                    node = self.diagram.and(node, object);
                }
                node
            }
            Requirement::Grant(grant) => {
                let names: Vec<_> = grant.values().flat_map(GrantValue::names).collect();
                names.into_iter().rev().fold(Node::NEVER, |any, name| {
                    let node = self.has(&Key::Grant(grant.kind.keyword(), name));
                    self.diagram.or(any, node)
                })
            }
            // A request without credentials has an address, too.
            Requirement::Ip(_) => return self.cells(&Key::Address, requirement),
            Requirement::Issuer(_) => self.cells(&Key::Issuer, requirement),
            Requirement::MaxAge(_) => self.cells(&Key::Age, requirement),
        };
        self.diagram.and(known, node)
    }

    /// Returns the function that holds where the fact of an axis is there.
    fn has(&mut self, key: &Key) -> Node {
        let place = self.places.get(key).copied();
        place.map_or(Node::NEVER, |axis| self.diagram.of(axis, [false, true]))
    }

    /// Returns the function of a requirement that depends on one axis.
    fn cells(&mut self, key: &Key, requirement: &Requirement) -> Node {
        let place = self.places.get(key).copied();
        let cells = place.and_then(|place| {
            Some((place, self.axes.get(place)?.cells(requirement)?.iter().copied()))
        });
        cells.map_or(Node::NEVER, |(place, cells)| self.diagram.of(place, cells))
    }

    /// Returns the function that holds where a claim is a list.
    fn list(&mut self, names: Names) -> Node {
        self.claim(names, |fact| matches!(fact, Some(Fact::Claim(_, Value::Array(_)))))
    }

    /// Returns the function that holds where the claims around this one can be objects.
    fn objects_around(&mut self, names: Names) -> Node {
        let mut all = Node::ALWAYS;
        let mut around = names;
        while let Some((_, outer)) = around.split_last() {
            let node = self.claim(outer, |fact| fact.is_none());
            all = self.diagram.and(all, node);
            around = outer;
        }
        all
    }

    /// Returns the function that holds in the cells of a claim with a fact that is `wanted`. Holds
    /// if no requirement reads the claim.
    fn claim(&mut self, names: Names, wanted: impl Fn(Option<&Fact>) -> bool) -> Node {
        let place = self.places.get(&Key::Claim(names)).copied();
        let axis = place.and_then(|place| Some((place, self.axes.get(place)?)));
        axis.map_or(Node::ALWAYS, |(place, axis)| {
            let facts = std::iter::once(None).chain(axis.facts.iter().map(Some));
            self.diagram.of(place, facts.map(wanted))
        })
    }
}

/// Returns the requirements of all rules, in their order.
fn requirements(rules: &[Rule]) -> Vec<Requirement> {
    let mut requirements = Vec::new();
    for rule in rules {
        rule.each_requirement(&mut |requirement| requirements.push(*requirement));
    }
    requirements
}
