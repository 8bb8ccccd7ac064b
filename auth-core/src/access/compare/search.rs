//! Searches the space of all requests for examples.

use std::collections::HashMap;

use crate::access::compare::axis::{Axis, Key};
use crate::access::compare::diagram::Node;
use crate::access::compare::example::Example;
use crate::access::compare::fact::Fact;
use crate::access::compare::space::Space;
use crate::policy::Rule;

/// The number of examples to try.
const TRIES: usize = 32;

/// The result of a search for a request.
pub(super) enum Found {
    /// The evaluator confirms this request.
    Example(Box<Example>),
    /// There is no such request.
    None,
    /// The search found only requests that the evaluator does not confirm.
    Unknown,
}

impl Space {
    /// Searches for a request that `allowing` allows and `rejecting` rejects, which their functions
    /// stand beside. `fixed` has the results of some checks.
    pub(super) fn search(
        &mut self,
        (allowing, allowed): (&[Rule], Node),
        (rejecting, rejected): (&[Rule], Node),
        fixed: &HashMap<&'static str, bool>,
    ) -> Found {
        let mut rest = self.diagram.without(allowed, rejected);
        for _ in 0..TRIES {
            if self.is_full() {
                return Found::Unknown;
            }
            let Some(way) = self.diagram.cheapest(rest) else { break };
            let example = self.example(&way, fixed);
            let is_confirmed = |example: &Example| {
                allowing.iter().all(|rule| example.satisfies(rule))
                    && !rejecting.iter().all(|rule| example.satisfies(rule))
            };
            if let Some(example) = example.filter(is_confirmed) {
                return Found::Example(Box::new(example));
            }
            let place = self.place(&way);
            rest = self.diagram.without(rest, place);
        }
        if self.diagram.without(allowed, rejected) == Node::NEVER {
            Found::None
        } else {
            Found::Unknown
        }
    }

    /// Returns the smallest requests that all of `rules` allow: without one of its facts, another
    /// one is needed. At most `TRIES`, those with the fewest facts first. Also returns `true` if
    /// there are no others.
    pub(super) fn smallest(&mut self, rules: &[Rule]) -> (Vec<Example>, bool) {
        let free = HashMap::new();
        let mut rest = self.all(rules, &free);
        let mut examples = Vec::new();
        let mut tries = 0;
        while tries < TRIES
            && !self.is_full()
            && let Some(way) = self.diagram.cheapest(rest)
        {
            tries += 1;
            let facts: Vec<_> = way.into_iter().filter(|(_, cell)| *cell > 0).collect();
            let example = self.example(&facts, &free);
            let example = example.filter(|it| rules.iter().all(|rule| it.satisfies(rule)));
            examples.extend(example.map(|example| (facts.len(), example)));
            // With these facts and others, a request is not among the smallest.
            let place = self.place(&facts);
            rest = self.diagram.without(rest, place);
        }
        let is_complete = examples.len() == tries && rest == Node::NEVER && !self.is_full();
        // Of requests with equally many facts, the diagram finds the last one of the rule first.
        examples.reverse();
        examples.sort_by_key(|(facts, _)| *facts);
        (examples.into_iter().map(|(_, example)| example).collect(), is_complete)
    }

    /// Returns the function that holds in these cells of these axes.
    fn place(&mut self, way: &[(usize, usize)]) -> Node {
        way.iter().rev().fold(Node::ALWAYS, |place, (axis, cell)| {
            let cells = self.axes.get(*axis).map_or(0, Axis::len);
            let node = self.diagram.of(*axis, (0..cells).map(|other| other == *cell));
            self.diagram.and(place, node)
        })
    }

    /// Returns the request at a place.
    fn example(
        &self,
        way: &[(usize, usize)],
        fixed: &HashMap<&'static str, bool>,
    ) -> Option<Example> {
        let mut facts = Vec::new();
        for (axis, cell) in way {
            let axis = self.axes.get(*axis)?;
            match (cell.checked_sub(1), &axis.key) {
                (Some(cell), _) => facts.push(axis.facts.get(cell)?.clone()),
                (None, Key::Check(text)) => facts.push(Fact::Check(text, false)),
                (None, _) => {}
            }
        }
        Example::new(&facts, fixed)
    }
}
