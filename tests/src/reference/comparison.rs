//! The comparisons of the reference.

use std::cmp::Ordering;

use serde_json::Value as Json;

use super::facts::{Facts, Path};
use super::tree::{Operand, Operator};

/// A value that can be compared with `==`.
#[derive(Clone, Copy)]
pub(super) enum Scalar<'a> {
    Text(&'a str),
    Parameter(&'a str),
    Integer(i128),
    Float(f64),
    Boolean(bool),
}

/// Returns whether a comparison is met.
pub(super) fn compare(left: &Operand, operator: Operator, right: &Operand, facts: &Facts) -> bool {
    let Some(right) = scalar_of(right, facts) else { return false };
    if operator == Operator::Contains {
        let Operand::Claim(names) = left else { return false };
        let Some(Json::Array(elements)) = claim(names, facts) else { return false };
        return elements.iter().filter_map(scalar).any(|element| equal(element, right));
    }
    let Some(left) = scalar_of(left, facts) else { return false };
    let ordering = order(left, right);
    match operator {
        Operator::Equal => equal(left, right),
        Operator::AtLeast => ordering.is_some_and(Ordering::is_ge),
        Operator::Above => ordering.is_some_and(Ordering::is_gt),
        Operator::AtMost => ordering.is_some_and(Ordering::is_le),
        Operator::Below => ordering.is_some_and(Ordering::is_lt),
        Operator::Contains => unreachable!(),
    }
}

/// Returns the value of an operand, or `None` if it is absent or incomparable.
pub(super) fn scalar_of<'a>(operand: &Operand, facts: &'a Facts) -> Option<Scalar<'a>> {
    match *operand {
        Operand::Claim(names) => scalar(claim(names, facts)?),
        Operand::Path(name) => parameter(name, facts).map(Scalar::Parameter),
        Operand::Subject => {
            let caller = facts.caller.as_ref()?;
            let is_user = facts.user_issuer == Some(caller.issuer);
            is_user.then_some(Scalar::Text(caller.subject))
        }
        Operand::Text(text) => Some(Scalar::Text(text)),
        Operand::Integer(number) => Some(Scalar::Integer(number)),
        Operand::Float(number) => Some(Scalar::Float(number)),
        Operand::Boolean(truth) => Some(Scalar::Boolean(truth)),
    }
}

/// Returns the caller's claim at the end of `names`, each a member of the object before.
pub(super) fn claim<'a>(names: &[&str], facts: &'a Facts) -> Option<&'a Json> {
    let (first, rest) = names.split_first()?;
    let mut value = facts.caller.as_ref()?.claims.get(*first)?;
    for name in rest {
        let Json::Object(members) = value else { return None };
        value = members.get(*name)?;
    }
    Some(value)
}

/// Returns the value of the only parameter with this name, if it was valid UTF-8. Other parameters
/// cannot be compared, and an empty one equals no value.
pub(super) fn parameter<'a>(name: &str, facts: &'a Facts) -> Option<&'a str> {
    let Path::Parameters(parameters) = &facts.path else { return None };
    let texts: Vec<&str> =
        parameters.iter().filter(|(of, _)| *of == name).map(|(_, text)| *text).collect();
    match texts[..] {
        [text] if !text.contains('\u{FFFD}') => Some(text),
        _ => None,
    }
}

/// Returns a JSON value that can be equal to another one.
pub(super) fn scalar(value: &Json) -> Option<Scalar<'_>> {
    match value {
        Json::String(text) => Some(Scalar::Text(text)),
        Json::Bool(truth) => Some(Scalar::Boolean(*truth)),
        Json::Number(number) => self::number(number).filter(is_told_exactly),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

/// Returns a number of JSON.
pub(super) fn number<'a>(number: &serde_json::Number) -> Option<Scalar<'a>> {
    let whole = number.as_i64().map(i128::from).or(number.as_u64().map(i128::from));
    whole.map(Scalar::Integer).or(number.as_f64().map(Scalar::Float))
}

/// Returns whether JSON parsers agree on a number. Beyond 64 bits some parsers round, so such a
/// claim is not compared.
pub(super) fn is_told_exactly(number: &Scalar<'_>) -> bool {
    const LEAST: i128 = i64::MIN as i128;
    const MOST: i128 = u64::MAX as i128;
    order(Scalar::Integer(LEAST), *number).is_some_and(Ordering::is_le)
        && order(*number, Scalar::Integer(MOST)).is_some_and(Ordering::is_le)
}

/// Returns whether two values of one type are equal.
pub(super) fn equal(left: Scalar<'_>, right: Scalar<'_>) -> bool {
    match (left, right) {
        (Scalar::Text(left) | Scalar::Parameter(left), Scalar::Text(right))
        | (Scalar::Text(left), Scalar::Parameter(right)) => !left.is_empty() && left == right,
        // A parameter is a string. It equals the integer with that decimal.
        (Scalar::Integer(number), Scalar::Parameter(text))
        | (Scalar::Parameter(text), Scalar::Integer(number)) => number.to_string() == text,
        (Scalar::Boolean(left), Scalar::Boolean(right)) => left == right,
        _ => order(left, right) == Some(Ordering::Equal),
    }
}

/// Compares two numbers exactly. Other values have no order.
pub(super) fn order(left: Scalar<'_>, right: Scalar<'_>) -> Option<Ordering> {
    match (left, right) {
        (Scalar::Integer(left), Scalar::Integer(right)) => Some(left.cmp(&right)),
        (Scalar::Float(left), Scalar::Float(right)) => left.partial_cmp(&right),
        (Scalar::Integer(left), Scalar::Float(right)) => order_mixed(left, right),
        (Scalar::Float(left), Scalar::Integer(right)) => {
            order_mixed(right, left).map(Ordering::reverse)
        }
        _ => None,
    }
}

/// Compares an integer and a float exactly.
pub(super) fn order_mixed(left: i128, right: f64) -> Option<Ordering> {
    const BEYOND: f64 = 170_141_183_460_469_231_731_687_303_715_884_105_728.0; // 2^127
    if right.is_nan() {
        return None;
    }
    if right >= BEYOND {
        return Some(Ordering::Less);
    }
    if right < -BEYOND {
        return Some(Ordering::Greater);
    }
    // It is whole and in range, so the cast is exact.
    #[expect(clippy::cast_possible_truncation)]
    let whole = right.floor() as i128;
    // `left` is whole: if it differs from the whole part of `right`, that decides.
    let by_fraction = if right > right.floor() { Ordering::Less } else { Ordering::Equal };
    Some(left.cmp(&whole).then(by_fraction))
}
