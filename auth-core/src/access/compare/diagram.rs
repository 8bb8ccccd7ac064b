//! Decision diagrams: functions from facts to `true` or `false`, in which equal functions are equal
//! nodes.

use std::collections::HashMap;
use std::rc::Rc;

/// Maximum number of nodes. Beyond it, [`Diagram::is_full`].
const CAPACITY: usize = 200_000;

/// A function of the facts, by its place in a [`Diagram`].
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) struct Node(usize);

impl Node {
    pub(super) const NEVER: Self = Self(0);
    pub(super) const ALWAYS: Self = Self(1);
}

/// A node that depends on an axis: one function for each cell of the axis.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct Branch {
    axis: usize,
    cells: Rc<[Node]>,
}

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Operation {
    And,
    Or,
    /// The first function, where the second one does not hold.
    Without,
}

/// A set of functions. The axes have one order in all of them.
#[derive(Default)]
pub(super) struct Diagram {
    /// Branches of the nodes behind the two constants. Each stands behind those that it refers to.
    branches: Vec<Branch>,
    nodes: HashMap<Branch, Node>,
    results: HashMap<(Operation, Node, Node), Node>,
}

impl Diagram {
    /// Returns `true` if the functions are too large. No other result counts then.
    pub(super) fn is_full(&self) -> bool {
        self.branches.len() >= CAPACITY
    }

    /// Returns the function that holds in the `cells` of `axis` that are `true`.
    pub(super) fn of(&mut self, axis: usize, cells: impl IntoIterator<Item = bool>) -> Node {
        let node = |holds| if holds { Node::ALWAYS } else { Node::NEVER };
        self.branch(axis, cells.into_iter().map(node).collect())
    }

    pub(super) fn and(&mut self, one: Node, other: Node) -> Node {
        self.apply(Operation::And, one, other)
    }

    pub(super) fn or(&mut self, one: Node, other: Node) -> Node {
        self.apply(Operation::Or, one, other)
    }

    /// Returns the function that holds where `one` holds and `other` does not.
    pub(super) fn without(&mut self, one: Node, other: Node) -> Node {
        self.apply(Operation::Without, one, other)
    }

    fn branch(&mut self, axis: usize, cells: Rc<[Node]>) -> Node {
        if let Some(first) = cells.first()
            && cells.iter().all(|cell| cell == first)
        {
            return *first;
        }
        if self.is_full() {
            return Node::NEVER;
        }
        let branch = Branch { axis, cells };
        let next = Node(self.branches.len().saturating_add(2));
        let node = *self.nodes.entry(branch.clone()).or_insert(next);
        if node == next {
            self.branches.push(branch);
        }
        node
    }

    fn get(&self, node: Node) -> Option<&Branch> {
        self.branches.get(node.0.checked_sub(2)?)
    }

    fn apply(&mut self, operation: Operation, one: Node, other: Node) -> Node {
        if let Some(node) = constant(operation, one, other) {
            return node;
        }
        if let Some(node) = self.results.get(&(operation, one, other)) {
            return *node;
        }
        let (left, right) = (self.get(one).cloned(), self.get(other).cloned());
        // Constants come last.
        let axis_of =
            |branch: &Option<Branch>| branch.as_ref().map_or(usize::MAX, |branch| branch.axis);
        let axis = axis_of(&left).min(axis_of(&right));
        let cells_of = |branch: Option<Branch>| branch.filter(|branch| branch.axis == axis);
        let cells: Rc<[Node]> = match (cells_of(left), cells_of(right)) {
            (Some(left), Some(right)) => {
                let pairs = left.cells.iter().zip(&*right.cells);
                pairs.map(|(one, other)| self.apply(operation, *one, *other)).collect()
            }
            (Some(left), None) => {
                left.cells.iter().map(|one| self.apply(operation, *one, other)).collect()
            }
            (None, Some(right)) => {
                right.cells.iter().map(|other| self.apply(operation, one, *other)).collect()
            }
            (None, None) => return Node::NEVER,
        };
        let node = self.branch(axis, cells);
        self.results.insert((operation, one, other), node);
        node
    }

    /// Returns the axes and cells of a place where the function holds. Of all places, the one with
    /// the fewest cells beside the first of an axis. `None` if the function never holds.
    pub(super) fn cheapest(&self, node: Node) -> Option<Vec<(usize, usize)>> {
        // The number of cells of the best way from each node, and its next cell.
        let mut best: Vec<Option<(usize, usize)>> = vec![None, Some((0, 0))];
        for branch in &self.branches {
            let ways = branch.cells.iter().enumerate().filter_map(|(cell, next)| {
                let (cost, _) = (*best.get(next.0)?)?;
                Some((cost.saturating_add(usize::from(cell > 0)), cell))
            });
            best.push(ways.min());
        }
        (*best.get(node.0)?)?;
        let mut way = Vec::new();
        let mut place = node;
        while let Some(branch) = self.get(place) {
            let (_, cell) = (*best.get(place.0)?)?;
            way.push((branch.axis, cell));
            place = *branch.cells.get(cell)?;
        }
        Some(way)
    }
}

/// Returns the result that needs no look into the functions.
fn constant(operation: Operation, one: Node, other: Node) -> Option<Node> {
    const NEVER: Node = Node::NEVER;
    const ALWAYS: Node = Node::ALWAYS;
    Some(match operation {
        Operation::And if one == NEVER || other == NEVER => NEVER,
        Operation::And if one == ALWAYS || one == other => other,
        Operation::And if other == ALWAYS => one,
        Operation::Or if one == ALWAYS || other == ALWAYS => ALWAYS,
        Operation::Or if one == NEVER || one == other => other,
        Operation::Without if one == NEVER || other == ALWAYS || one == other => NEVER,
        Operation::Or | Operation::Without if other == NEVER => one,
        _ => return None,
    })
}
