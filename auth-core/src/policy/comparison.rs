//! Comparisons: `path.user_id == subject`, `claim.teams contains "blue"`.

#[cfg(test)]
mod tests;

use std::cmp::Ordering;

use serde_json::{Number, Value};

use crate::identity::Identity;
use crate::request::path::PathParameters;

/// A comparison of two operands, at least one of which belongs to the caller.
#[derive(Clone, Copy, Debug)]
pub struct Comparison {
    pub(crate) left: Operand,
    pub(crate) operator: Operator,
    pub(crate) right: Operand,
}

/// One side of a comparison.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Operand {
    /// `true` or `false`.
    Boolean(bool),
    /// A claim, by the names of the objects around it and its own.
    Claim(&'static [&'static str]),
    /// A number with a fraction.
    Float(f64),
    /// A whole number.
    Integer(i128),
    /// A path parameter.
    Path(&'static str),
    /// The caller's subject.
    Subject,
    /// A string.
    Text(&'static str),
}

/// The operator of a comparison.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Operator {
    /// `>`
    Above,
    /// `>=`
    AtLeast,
    /// `<=`
    AtMost,
    /// `<`
    Below,
    /// `contains`: the left side is a list with the right side as an element.
    Contains,
    /// `==`
    Equal,
}

/// The smallest number that is compared with a claim: that of a 64-bit integer.
pub(crate) const LEAST_FLOAT: f64 = -9_223_372_036_854_775_808.0;
/// The first number above all 64-bit integers.
pub(crate) const BEYOND_FLOATS: f64 = 18_446_744_073_709_551_616.0;

/// The value of an operand on the facts at hand.
#[derive(Clone, Copy, Debug)]
enum Scalar<'a> {
    Boolean(bool),
    Float(f64),
    Integer(i128),
    /// A path parameter: a string that also equals the integer that it writes.
    Parameter(&'a str),
    Text(&'a str),
}

impl Comparison {
    /// Creates a comparison of `left` with `right`.
    #[must_use]
    pub const fn new(left: Operand, operator: Operator, right: Operand) -> Self {
        Self { left, operator, right }
    }

    /// Returns the names of the path parameters in this comparison.
    pub(crate) fn path_names(&self) -> impl Iterator<Item = &'static str> {
        [self.left, self.right].into_iter().filter_map(|operand| match operand {
            Operand::Path(name) => Some(name),
            _ => None,
        })
    }

    /// Returns the names of the top-level claims in this comparison.
    pub(crate) fn claim_names(&self) -> impl Iterator<Item = &'static str> {
        [self.left, self.right].into_iter().filter_map(|operand| match operand {
            Operand::Claim(names) => names.first().copied(),
            _ => None,
        })
    }

    pub(crate) const fn names_path(&self) -> bool {
        matches!(self.left, Operand::Path(_)) || matches!(self.right, Operand::Path(_))
    }

    pub(crate) const fn names_subject(&self) -> bool {
        matches!(self.left, Operand::Subject) || matches!(self.right, Operand::Subject)
    }

    /// Evaluates this comparison.
    ///
    /// An absent or empty value, a list and an object equal no value, and neither does a value of
    /// another type.
    pub(crate) fn holds(&self, identity: &Identity, is_user: bool, path: &PathParameters) -> bool {
        let operands = Operands { identity, is_user, path };
        let Some(right) = operands.scalar(self.right) else { return false };
        if self.operator == Operator::Contains {
            let Operand::Claim(names) = self.left else { return false };
            let Some(Value::Array(list)) = identity.claim_at(names) else { return false };
            return list
                .iter()
                .filter_map(scalar)
                .any(|element| compare(element, right) == Some(Ordering::Equal));
        }
        let Some(left) = operands.scalar(self.left) else { return false };
        if self.operator != Operator::Equal && !(left.is_number() && right.is_number()) {
            return false;
        }
        compare(left, right).is_some_and(|ordering| match self.operator {
            Operator::Above => ordering.is_gt(),
            Operator::AtLeast => ordering.is_ge(),
            Operator::AtMost => ordering.is_le(),
            Operator::Below => ordering.is_lt(),
            Operator::Equal => ordering.is_eq(),
            Operator::Contains => false,
        })
    }
}

/// Returns `true` for two equal numbers.
///
/// A number beyond 64 bits equals no number, not even itself.
#[cfg(any(feature = "jwt", feature = "jwt-rust-crypto"))]
pub(crate) fn are_equal(left: &Number, right: &Number) -> bool {
    let both = number_scalar(left).zip(number_scalar(right));
    both.is_some_and(|(left, right)| compare(left, right) == Some(Ordering::Equal))
}

/// The facts that operands refer to.
struct Operands<'a> {
    identity: &'a Identity,
    is_user: bool,
    path: &'a PathParameters,
}

impl<'a> Operands<'a> {
    fn scalar(&self, operand: Operand) -> Option<Scalar<'a>> {
        match operand {
            Operand::Boolean(value) => Some(Scalar::Boolean(value)),
            Operand::Claim(names) => scalar(self.identity.claim_at(names)?),
            Operand::Float(value) => Some(Scalar::Float(value)).filter(|_| value.is_finite()),
            Operand::Integer(value) => Some(Scalar::Integer(value)),
            Operand::Path(name) => {
                self.path.get(name).ok().filter(|text| !text.is_empty()).map(Scalar::Parameter)
            }
            // SECURITY: `alice` of another issuer is another user (S40).
            Operand::Subject => text(self.identity.subject()).filter(|_| self.is_user),
            Operand::Text(value) => text(value),
        }
    }
}

/// SECURITY: a missing value often becomes an empty string. Two empty strings do not match.
fn text(text: &str) -> Option<Scalar<'_>> {
    (!text.is_empty()).then_some(Scalar::Text(text))
}

fn scalar(value: &Value) -> Option<Scalar<'_>> {
    match value {
        Value::Bool(value) => Some(Scalar::Boolean(*value)),
        Value::Number(number) => number_scalar(number),
        Value::String(value) => text(value),
        Value::Array(_) | Value::Null | Value::Object(_) => None,
    }
}

fn number_scalar(number: &Number) -> Option<Scalar<'static>> {
    if let Some(value) = number.as_i64() {
        return Some(Scalar::Integer(value.into()));
    }
    if let Some(value) = number.as_u64() {
        return Some(Scalar::Integer(value.into()));
    }
    // SECURITY: beyond 64 bits, neighbouring integers become one `f64` and would be equal.
    let is_exact = |value: &f64| (LEAST_FLOAT..BEYOND_FLOATS).contains(value);
    number.as_f64().filter(is_exact).map(Scalar::Float)
}

impl Scalar<'_> {
    fn is_number(self) -> bool {
        matches!(self, Self::Float(_) | Self::Integer(_))
    }
}

/// Returns the order of two values of one type. Strings have an order only to find equal ones.
fn compare(left: Scalar<'_>, right: Scalar<'_>) -> Option<Ordering> {
    match (left, right) {
        (Scalar::Boolean(left), Scalar::Boolean(right)) => Some(left.cmp(&right)),
        (Scalar::Float(left), Scalar::Float(right)) => left.partial_cmp(&right),
        (Scalar::Float(left), Scalar::Integer(right)) => {
            compare_mixed(right, left).map(Ordering::reverse)
        }
        (Scalar::Integer(left), Scalar::Float(right)) => compare_mixed(left, right),
        (Scalar::Integer(left), Scalar::Integer(right)) => Some(left.cmp(&right)),
        (Scalar::Text(left) | Scalar::Parameter(left), Scalar::Text(right))
        | (Scalar::Text(left), Scalar::Parameter(right)) => Some(left.cmp(right)),
        (Scalar::Integer(integer), Scalar::Parameter(text))
        | (Scalar::Parameter(text), Scalar::Integer(integer)) => {
            is_decimal(text, integer).then_some(Ordering::Equal)
        }
        _ => None,
    }
}

/// Returns whether `text` is the canonical decimal of `integer`.
///
/// SECURITY: `042` and `+42` are other strings. A handler that takes the parameter as a string
/// would look up another tenant than the one that was compared.
fn is_decimal(text: &str, integer: i128) -> bool {
    let is_canonical =
        matches!(text.as_bytes(), [b'0'] | [b'1'..=b'9', ..] | [b'-', b'1'..=b'9', ..]);
    is_canonical && text.parse() == Ok(integer)
}

/// Compares without rounding: above 2^53, neighbouring integers become one `f64`.
fn compare_mixed(integer: i128, float: f64) -> Option<Ordering> {
    if !float.is_finite() {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the cast saturates, and every i64 and u64 lies within"
    )]
    let whole = float.trunc() as i128;
    Some(integer.cmp(&whole).then_with(|| 0.0_f64.total_cmp(&float.fract())))
}
