//! Comparisons: `claim.department == "finance"`, `path.user_id == subject`, `claim.teams contains "blue"`.

#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::fmt;

use serde_json::{Number, Value};

use crate::identity::Identity;
use crate::policy::grant_value::is_same;
use crate::request::path::PathParameters;

/// A comparison of two operands, at least one of which is the caller's.
#[derive(Clone, Copy, Debug)]
pub struct Comparison {
    left: Operand,
    operator: Operator,
    right: Operand,
}

/// One side of a comparison.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Operand {
    /// `true` or `false`.
    Boolean(bool),
    /// A claim, by the names on the way to it.
    Claim(&'static [&'static str]),
    /// A number with a fraction.
    Float(f64),
    /// A whole number.
    Integer(i128),
    /// A path parameter.
    Path(&'static str),
    /// The caller's subject.
    Subject,
    /// A text.
    Text(&'static str),
}

/// How two operands are compared.
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
    /// `contains`: the left side is a list that has the right side.
    Contains,
    /// `==`
    Equal,
}

/// The numbers of claims that are compared: as far as integers of 64 bits reach.
const LEAST_FLOAT: f64 = -9_223_372_036_854_775_808.0;
const BEYOND_FLOATS: f64 = 18_446_744_073_709_551_616.0;

impl Operand {
    /// SECURITY: `sub` alone names users of every issuer (S40).
    const fn is_subject_claim(&self) -> bool {
        matches!(self, Self::Claim([name]) if is_same(name, "sub"))
    }

    /// Whether no claim is compared with it: see [`number_scalar`].
    const fn is_beyond_claims(&self) -> bool {
        match *self {
            Self::Float(value) => !(value >= LEAST_FLOAT && value < BEYOND_FLOATS),
            Self::Integer(value) => value < i64::MIN as i128 || value > u64::MAX as i128,
            _ => false,
        }
    }

    const fn is_same_claim(&self, other: &Self) -> bool {
        let (Self::Claim(left), Self::Claim(right)) = (self, other) else { return false };
        let (mut left, mut right): (&[&str], &[&str]) = (left, right);
        loop {
            match (left, right) {
                ([], []) => return true,
                ([one, left_tail @ ..], [another, right_tail @ ..]) if is_same(one, another) => {
                    (left, right) = (left_tail, right_tail);
                }
                _ => return false,
            }
        }
    }
}

/// What an operand is on the facts at hand: something that can be compared.
#[derive(Clone, Copy, Debug)]
enum Scalar<'a> {
    Boolean(bool),
    Float(f64),
    Integer(i128),
    /// A path parameter: a text that also stands for the integer that it writes.
    Parameter(&'a str),
    Text(&'a str),
}

impl Comparison {
    /// Compares `left` with `right`.
    #[must_use]
    pub const fn new(left: Operand, operator: Operator, right: Operand) -> Self {
        Self { left, operator, right }
    }

    /// What is wrong with it, for comparisons that are written by hand.
    pub(crate) const fn mistake(&self) -> Option<&'static str> {
        let Self { left, operator, right } = self;
        if !matches!(left, Operand::Claim(_) | Operand::Subject)
            && !matches!(right, Operand::Claim(_) | Operand::Subject)
        {
            return Some("a comparison without a claim or the subject says nothing of the caller");
        }
        if left.is_subject_claim() || right.is_subject_claim() {
            return Some("`claim.sub` is the subject of any issuer: write `subject`");
        }
        if left.is_same_claim(right) {
            return Some("both sides are the same claim: compare it with something else");
        }
        if left.is_beyond_claims() || right.is_beyond_claims() {
            return Some("a number beyond those of 64 bits is compared with no claim");
        }
        match (left, operator, right) {
            (Operand::Claim(names), ..) | (_, _, Operand::Claim(names)) if names.is_empty() => {
                Some("a claim without a name")
            }
            (Operand::Text(text), ..) | (_, _, Operand::Text(text)) if text.is_empty() => {
                Some("a comparison with the empty text never holds")
            }
            (Operand::Claim(_), Operator::Contains, _) => None,
            (_, Operator::Contains, _) => Some("only a claim can contain something"),
            (
                Operand::Text(_) | Operand::Boolean(_) | Operand::Path(_) | Operand::Subject,
                Operator::Above | Operator::AtLeast | Operator::AtMost | Operator::Below,
                _,
            )
            | (
                _,
                Operator::Above | Operator::AtLeast | Operator::AtMost | Operator::Below,
                Operand::Text(_) | Operand::Boolean(_) | Operand::Path(_) | Operand::Subject,
            ) => Some("only numbers have an order"),
            _ => None,
        }
    }

    /// The path parameters that it names.
    pub(crate) fn path_names(&self) -> impl Iterator<Item = &'static str> {
        [self.left, self.right].into_iter().filter_map(|operand| match operand {
            Operand::Path(name) => Some(name),
            _ => None,
        })
    }

    /// Returns the names of the claims that it starts from.
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

    /// Whether it holds. What is absent, of the wrong type, empty, a list or an object equals nothing.
    pub(crate) fn holds(&self, identity: &Identity, is_user: bool, path: &PathParameters) -> bool {
        let caller = Caller { identity, is_user, path };
        let Some(right) = caller.scalar(self.right) else { return false };
        if self.operator == Operator::Contains {
            let Operand::Claim(names) = self.left else { return false };
            let Some(Value::Array(list)) = identity.claim_at(names) else { return false };
            return list
                .iter()
                .filter_map(scalar)
                .any(|element| compare(element, right) == Some(Ordering::Equal));
        }
        let Some(left) = caller.scalar(self.left) else { return false };
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

struct Caller<'a> {
    identity: &'a Identity,
    is_user: bool,
    path: &'a PathParameters,
}

impl<'a> Caller<'a> {
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

/// SECURITY: an empty text is what a missing value often turns into; two of them are no match.
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
    // SECURITY: beyond all integers that JSON readers agree on, neighbours are one `f64`, and would be equal.
    let is_exact = |value: &f64| (LEAST_FLOAT..BEYOND_FLOATS).contains(value);
    number.as_f64().filter(is_exact).map(Scalar::Float)
}

impl Scalar<'_> {
    fn is_number(self) -> bool {
        matches!(self, Self::Float(_) | Self::Integer(_))
    }
}

/// The order of two values of one type; values of different types have none. Text is ordered for equality only.
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
/// SECURITY: `042` and `+42` are other texts. A handler that takes the parameter as text would
/// look up another tenant than the one that was compared.
fn is_decimal(text: &str, integer: i128) -> bool {
    let is_canonical =
        matches!(text.as_bytes(), [b'0'] | [b'1'..=b'9', ..] | [b'-', b'1'..=b'9', ..]);
    is_canonical && text.parse() == Ok(integer)
}

/// Compares exactly: above 2^53 neighbouring integers are one `f64`.
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

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operator = match self.operator {
            Operator::Above => ">",
            Operator::AtLeast => ">=",
            Operator::AtMost => "<=",
            Operator::Below => "<",
            Operator::Contains => "contains",
            Operator::Equal => "==",
        };
        write!(f, "{} {operator} {}", self.left, self.right)
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(value) => value.fmt(f),
            Self::Claim(names) => {
                f.write_str("claim")?;
                names.iter().try_for_each(|name| {
                    if is_name(name) { write!(f, ".{name}") } else { write!(f, "[{name:?}]") }
                })
            }
            // With a point, also where the value is whole: it would be read as an integer.
            Self::Float(value) => write!(f, "{value:?}"),
            Self::Integer(value) => value.fmt(f),
            Self::Path(name) => write!(f, "path.{name}"),
            Self::Subject => f.write_str("subject"),
            Self::Text(value) => write!(f, "{value:?}"),
        }
    }
}

/// Whether a claim's name can stand behind a dot.
fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && name != "_"
}
