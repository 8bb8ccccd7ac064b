//! The meaning of comparisons: implication and contradiction between two of them.

use super::scalar::{Number, Scalar};
use crate::ast;
use crate::keywords::Operator;

/// A comparison with its sides in a fixed order: `3 <= claim.level` is `claim.level >= 3`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Meaning {
    left: Term,
    operator: Operator,
    right: Term,
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Term {
    Claim(Vec<String>),
    Path(String),
    Subject,
    Scalar(Scalar),
}

/// A range of numbers. An open bound is not part of it.
struct Range {
    least: Option<(Number, Bound)>,
    most: Option<(Number, Bound)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    Closed,
    Open,
}

impl Term {
    /// Returns the term of an operand. `None` if it could not be parsed or has an error.
    pub(crate) fn new(operand: &ast::Operand) -> Option<Self> {
        match operand {
            ast::Operand::Broken(_) => None,
            ast::Operand::Claim { names, .. } => {
                Some(Self::Claim(names.iter().map(ast::ClaimName::text).collect()))
            }
            ast::Operand::Literal(literal) => Scalar::of(literal).ok().map(Self::Scalar),
            ast::Operand::Path { name, .. } => {
                Some(Self::Path(syn::ext::IdentExt::unraw(name).to_string()))
            }
            ast::Operand::Subject(_) => Some(Self::Subject),
        }
    }
}

impl Meaning {
    pub(crate) fn new(comparison: &ast::Comparison) -> Option<Self> {
        let (left, right) = (Term::new(&comparison.left)?, Term::new(&comparison.right)?);
        let operator = comparison.operator;
        Some(if operator != Operator::Contains && left > right {
            Self { left: right, operator: mirrored(operator), right: left }
        } else {
            Self { left, operator, right }
        })
    }

    /// Returns whether the other one holds wherever this one does.
    pub(crate) fn implies(&self, other: &Self) -> bool {
        if self == other {
            return true;
        }
        if self.left != other.left {
            return false;
        }
        if let (Some(own), Some(others)) = (self.range(), other.range()) {
            return own.lies_in(&others);
        }
        let widens = matches!(
            (self.operator, other.operator),
            (Operator::Above, Operator::AtLeast) | (Operator::Below, Operator::AtMost)
        );
        self.right == other.right && widens
    }

    /// Returns whether the other one cannot hold where this one does.
    pub(crate) fn excludes(&self, other: &Self) -> bool {
        if self.left != other.left {
            return false;
        }
        // A value that contains another one is a list, and no comparison holds for lists.
        if (self.operator == Operator::Contains) != (other.operator == Operator::Contains) {
            return true;
        }
        if self.operator == Operator::Contains {
            return false;
        }
        if let (Some(own), Some(others)) = (self.range(), other.range()) {
            return own.misses(&others);
        }
        match (self.scalar(), other.scalar()) {
            (Some(own), Some(others)) => own != others,
            // Only numbers have an order.
            (Some(Scalar::Boolean(_) | Scalar::Text(_)), None) => other.operator.is_ordering(),
            (None, Some(Scalar::Boolean(_) | Scalar::Text(_))) => self.operator.is_ordering(),
            _ => false,
        }
    }

    fn scalar(&self) -> Option<&Scalar> {
        match &self.right {
            Term::Scalar(scalar) => Some(scalar),
            Term::Claim(_) | Term::Path(_) | Term::Subject => None,
        }
    }

    /// Returns the range of the left side, if it is compared with a number.
    fn range(&self) -> Option<Range> {
        let Some(Scalar::Number(number)) = self.scalar() else { return None };
        let (open, closed) = (Some((*number, Bound::Open)), Some((*number, Bound::Closed)));
        let (least, most) = match self.operator {
            Operator::Above => (open, None),
            Operator::AtLeast => (closed, None),
            Operator::AtMost => (None, closed),
            Operator::Below => (None, open),
            Operator::Contains => return None,
            Operator::Equal => (closed, closed),
        };
        Some(Range { least, most })
    }
}

impl Range {
    fn lies_in(&self, outer: &Self) -> bool {
        let from = outer.least.is_none_or(|(bound, kind)| {
            self.least.is_some_and(|(own, own_kind)| {
                own > bound || (own == bound && (kind == Bound::Closed || own_kind == Bound::Open))
            })
        });
        let to = outer.most.is_none_or(|(bound, kind)| {
            self.most.is_some_and(|(own, own_kind)| {
                own < bound || (own == bound && (kind == Bound::Closed || own_kind == Bound::Open))
            })
        });
        from && to
    }

    fn misses(&self, other: &Self) -> bool {
        self.ends_before(other) || other.ends_before(self)
    }

    fn ends_before(&self, other: &Self) -> bool {
        let (Some((most, most_kind)), Some((least, least_kind))) = (self.most, other.least) else {
            return false;
        };
        most < least || (most == least && (most_kind == Bound::Open || least_kind == Bound::Open))
    }
}

fn mirrored(operator: Operator) -> Operator {
    match operator {
        Operator::Above => Operator::Below,
        Operator::AtLeast => Operator::AtMost,
        Operator::AtMost => Operator::AtLeast,
        Operator::Below => Operator::Above,
        Operator::Contains => Operator::Contains,
        Operator::Equal => Operator::Equal,
    }
}
