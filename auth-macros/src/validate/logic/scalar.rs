//! The values of the literals in comparisons.

use std::cmp::Ordering;
use syn::{Lit, LitFloat, LitInt};

/// A value without parts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scalar {
    Boolean(bool),
    Number(Number),
    Text(String),
}

/// A finite number. Ordered by value, so that `3` and `3.0` are equal.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Number {
    Float(f64),
    Integer(i128),
}

impl Scalar {
    /// Returns the value, or the message for a literal that no claim equals.
    pub(crate) fn of(literal: &Lit) -> Result<Self, String> {
        let advice = match literal {
            Lit::Str(text) if text.suffix().is_empty() => return Ok(Self::Text(text.value())),
            Lit::Bool(truth) => return Ok(Self::Boolean(truth.value)),
            Lit::Int(number) if number.suffix().is_empty() => {
                return integer(number).map(|value| Self::Number(Number::Integer(value)));
            }
            Lit::Float(number) if number.suffix().is_empty() => {
                return float(number).map(|value| Self::Number(Number::Float(value)));
            }
            Lit::Str(text) => format!("without `{}` after the quotes", text.suffix()),
            Lit::Int(number) => {
                format!("without `{}`: `{}`", number.suffix(), number.base10_digits())
            }
            Lit::Float(number) => {
                format!("without `{}`: `{}`", number.suffix(), number.base10_digits())
            }
            Lit::Char(letter) => format!("in double quotes: `\"{}\"`", letter.value()),
            Lit::ByteStr(_) | Lit::Byte(_) => "as a string, without `b`".to_owned(),
            Lit::CStr(_) => "as a string, without `c`".to_owned(),
            _ => "as a string, a number, `true` or `false`".to_owned(),
        };
        Err(format!("a comparison takes strings, numbers, `true` and `false`, write it {advice}"))
    }

    /// Returns the kind of the value for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Boolean(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
        }
    }
}

/// The range of integers. Beyond 64 bits, JSON parsers differ, so no claim equals such a number.
fn integer(number: &LitInt) -> Result<i128, String> {
    let (least, most) = (i128::from(i64::MIN), i128::from(u64::MAX));
    let value: Option<i128> = number.base10_parse().ok();
    value.filter(|value| (least..=most).contains(value)).ok_or_else(|| {
        format!("`{number}` is beyond the integers of tokens, write one from `{least}` to `{most}`")
    })
}

fn float(number: &LitFloat) -> Result<f64, String> {
    let digits = number.base10_digits();
    // As in the core, no claim beyond the range is compared.
    let is_comparable =
        |value: &f64| (-9_223_372_036_854_775_808.0..18_446_744_073_709_551_616.0).contains(value);
    let value = digits.parse::<f64>().ok().filter(is_comparable);
    let value = value.ok_or_else(|| {
        format!(
            "`{number}` is beyond the numbers of tokens, write one from `{}.0` to below `{}.0`",
            i64::MIN,
            1_u128 << 64
        )
    })?;
    let mantissa = digits.split(['e', 'E']).next().unwrap_or_default();
    if value == 0.0 && mantissa.contains(|digit| ('1'..='9').contains(&digit)) {
        return Err(format!("`{number}` is too small for a number, write `0.0` if that is meant"));
    }
    Ok(value)
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (*self, *other) {
            (Self::Integer(left), Self::Integer(right)) => left.cmp(&right),
            (Self::Integer(left), Self::Float(right)) => mixed(left, right),
            (Self::Float(left), Self::Integer(right)) => mixed(right, left).reverse(),
            // `-0.0` is `0.0`.
            (Self::Float(left), Self::Float(right)) => (left + 0.0).total_cmp(&(right + 0.0)),
        }
    }
}

/// Compares without `f64`, which does not distinguish neighbouring integers above 2^53.
fn mixed(integer: i128, float: f64) -> Ordering {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the cast saturates, and integers are of 64 bits"
    )]
    let whole = float.trunc() as i128;
    integer.cmp(&whole).then_with(|| 0.0_f64.total_cmp(&(float.fract() + 0.0)))
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Number {}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        match Scalar::of(&syn::parse_str(text).unwrap()) {
            Ok(Scalar::Number(number)) => number,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn numbers_are_ordered_by_value() {
        let ordered = [
            "-9223372036854775808",
            "-9.2e18",
            "-3.5",
            "-3",
            "-0.5",
            "0",
            "1e-300",
            "0x10",
            "16.5",
            "1_000",
            "9007199254740992",
            "9007199254740993",
            "1.84e19",
            "18446744073709551615",
        ];
        for (position, left) in ordered.iter().enumerate() {
            for (other, right) in ordered.iter().enumerate() {
                assert_eq!(
                    number(left).cmp(&number(right)),
                    position.cmp(&other),
                    "{left} {right}"
                );
            }
        }
        assert_eq!(number("3"), number("3.0"));
        assert_eq!(number("-0.0"), number("0"));
        assert_eq!(number("0.0"), number("-0.0"));
        assert!(number("9007199254740993") > number("9007199254740993.0"));
    }

    #[test]
    fn literal_that_no_claim_equals_is_rejected() {
        for text in [
            "18446744073709551616",
            "-9223372036854775809",
            "1e400",
            "18446744073709551616.0",
            "-9223372036854777856.0",
            "-1e999",
            "1e-400",
            "3u8",
            "3f64",
            "3.0f32",
            "'a'",
            "b'a'",
            "b\"a\"",
            "c\"a\"",
            "\"a\"x",
        ] {
            assert!(Scalar::of(&syn::parse_str(text).unwrap()).is_err(), "{text}");
        }
    }
}
