//! Axes: each is one respect in which requests differ, divided into cells that no requirement of
//! the two rules tells apart.

use std::collections::HashMap;

use serde_json::Value;

use crate::access::compare::candidates;
use crate::access::compare::example::Example;
use crate::access::compare::fact::{Fact, Names, Relation, constant};
use crate::policy::{Comparison, Operand, Operator, Requirement};

/// The respect of an axis.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) enum Key {
    Acr,
    Address,
    Age,
    Check(&'static str),
    Claim(Names),
    /// A claim and a constant in its list.
    Element(Names, String),
    /// A keyword and a name.
    Grant(&'static str, &'static str),
    Issuer,
    Known,
    /// A claim and an operand in its list.
    Member(Names, String),
    /// Two operands, in the order of their texts.
    Related(String, String),
    Subject,
}

impl Key {
    /// Returns `true` for a fact that is there or absent.
    const fn has_two_cells(&self) -> bool {
        matches!(
            self,
            Self::Check(_) | Self::Element(..) | Self::Grant(..) | Self::Known | Self::Member(..)
        )
    }
}

/// An axis. The facts of the first cell are absent.
pub(super) struct Axis {
    pub(super) key: Key,
    /// The facts of the other cells, one for each.
    pub(super) facts: Vec<Fact>,
    /// Requirements that depend on this axis alone, with their cells.
    requirements: Vec<(Requirement, Vec<bool>)>,
    places: HashMap<String, usize>,
}

impl Axis {
    /// Creates an axis with the cells of `facts`.
    pub(super) fn new(key: Key, facts: Vec<Fact>) -> Self {
        Self { key, facts, requirements: Vec::new(), places: HashMap::new() }
    }

    /// Adds a requirement, and facts that tell it from others.
    pub(super) fn add(&mut self, requirement: Requirement, facts: impl IntoIterator<Item = Fact>) {
        let next = self.requirements.len();
        let place = *self.places.entry(requirement.to_string()).or_insert(next);
        if place == next {
            self.requirements.push((requirement, Vec::new()));
            self.facts.extend(facts);
        }
    }

    /// Keeps one fact for each cell, and finds the cells of each requirement. The evaluator decides
    /// the requirement on the fact.
    pub(super) fn divide(&mut self) {
        if self.key.has_two_cells() {
            return;
        }
        for (_, cells) in &mut self.requirements {
            cells.push(false);
        }
        // The first cell has no fact. A list is a cell of its own: its elements have axes.
        let mut seen = vec![(false, vec![false; self.requirements.len()])];
        let requirements = &mut self.requirements;
        self.facts.retain(|fact| {
            let Some(example) = Example::new(&[Fact::Known, fact.clone()], &HashMap::new()) else {
                return false;
            };
            let results: Vec<bool> = requirements.iter().map(|(it, _)| example.meets(it)).collect();
            let cell = (matches!(fact, Fact::Claim(_, Value::Array(_))), results);
            if seen.contains(&cell) {
                return false;
            }
            for ((_, cells), result) in requirements.iter_mut().zip(&cell.1) {
                cells.push(*result);
            }
            seen.push(cell);
            true
        });
    }

    /// Returns the cells of a requirement that was added.
    pub(super) fn cells(&self, requirement: &Requirement) -> Option<&[bool]> {
        let place = *self.places.get(&requirement.to_string())?;
        self.requirements.get(place).map(|(_, cells)| &**cells)
    }

    /// Returns the number of cells.
    pub(super) fn len(&self) -> usize {
        self.facts.len().saturating_add(1)
    }
}

/// The part of a comparison that decides on its axis.
pub(super) enum Part {
    /// A claim is compared with a constant.
    Claim(Names, Operand),
    /// A claim is a list with a constant.
    Element(Names, Value),
    /// A claim is a list with the value of an operand.
    Member(Names, Operand),
    /// Two operands are compared that have no constant value.
    Related(Operand, Operand),
    /// The subject is compared with a string.
    Subject(&'static str),
}

impl Part {
    pub(super) fn of(comparison: &Comparison) -> Self {
        match (comparison.left, comparison.operator, comparison.right) {
            (Operand::Claim(names), Operator::Contains, operand) => constant(operand)
                .map_or(Self::Member(names, operand), |value| Self::Element(names, value)),
            (Operand::Claim(names), _, other) | (other, _, Operand::Claim(names))
                if constant(other).is_some() =>
            {
                Self::Claim(names, other)
            }
            (Operand::Subject, _, Operand::Text(text))
            | (Operand::Text(text), _, Operand::Subject) => Self::Subject(text),
            (left, _, right) => Self::Related(left, right),
        }
    }

    pub(super) fn key(&self) -> Key {
        match self {
            Self::Claim(names, _) => Key::Claim(names),
            Self::Element(names, value) => Key::Element(names, canonical(value)),
            Self::Member(names, operand) => Key::Member(names, operand.to_string()),
            Self::Related(left, right) => {
                let (left, right) = (left.to_string(), right.to_string());
                if left <= right { Key::Related(left, right) } else { Key::Related(right, left) }
            }
            Self::Subject(_) => Key::Subject,
        }
    }

    /// Returns the facts of the axis that tell this part from others.
    pub(super) fn facts(&self) -> Vec<Fact> {
        match self {
            Self::Claim(names, operand) => candidates::values(names, *operand),
            Self::Element(names, value) => vec![Fact::Element(names, value.clone())],
            Self::Member(names, operand) => vec![Fact::Member(names, *operand)],
            Self::Related(left, right) => {
                Relation::ALL.map(|relation| Fact::Related(*left, relation, *right)).to_vec()
            }
            Self::Subject(text) => vec![Fact::Subject(text)],
        }
    }

    /// Returns the claims that this part reads.
    pub(super) fn claims(&self) -> Vec<Names> {
        match self {
            Self::Claim(names, _) | Self::Element(names, _) => vec![names],
            Self::Member(names, operand) => {
                [Some(*names), claim(*operand)].into_iter().flatten().collect()
            }
            Self::Related(left, right) => {
                [claim(*left), claim(*right)].into_iter().flatten().collect()
            }
            Self::Subject(_) => Vec::new(),
        }
    }

    /// Returns the claim that must be a list.
    pub(super) const fn list(&self) -> Option<Names> {
        match self {
            Self::Element(names, _) | Self::Member(names, _) => Some(names),
            _ => None,
        }
    }
}

const fn claim(operand: Operand) -> Option<Names> {
    match operand {
        Operand::Claim(names) => Some(names),
        _ => None,
    }
}

/// Returns one text for equal values: `3` for `3.0`.
fn canonical(value: &Value) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the cast saturates, and 64 bits hold the numbers of a rule"
    )]
    match value.as_f64().filter(|float| value.is_f64() && float.fract() == 0.0) {
        Some(float) => (float as i128).to_string(),
        None => value.to_string(),
    }
}
