//! Reads comparisons and their operands.

use crate::access::parse::cursor::{Cursor, RuleError};
use crate::policy::{Comparison, Operand, Operator};

/// Reads a comparison. `expected` names the text that could stand here.
pub(super) fn comparison(cursor: &mut Cursor<'_>, expected: &str) -> Result<Comparison, RuleError> {
    let left = operand(cursor, expected)?;
    let operator = operator(cursor)?;
    let right = operand(cursor, "an operand such as `\"blue\"`, `5`, `claim.team` or `subject`")?;
    Ok(Comparison::new(left, operator, right))
}

fn operator(cursor: &mut Cursor<'_>) -> Result<Operator, RuleError> {
    let operators = [
        ("==", Operator::Equal),
        (">=", Operator::AtLeast),
        ("<=", Operator::AtMost),
        (">", Operator::Above),
        ("<", Operator::Below),
        ("contains", Operator::Contains),
    ];
    operators
        .into_iter()
        .find_map(|(sign, operator)| cursor.takes(sign).then_some(operator))
        .ok_or_else(|| cursor.expected("an operator such as `==`"))
}

fn operand(cursor: &mut Cursor<'_>, expected: &str) -> Result<Operand, RuleError> {
    let start = *cursor;
    if cursor.rest().starts_with('"') {
        return Ok(Operand::Text(cursor.string()?.leak()));
    }
    if cursor.rest().starts_with(|first: char| first.is_ascii_digit() || first == '-') {
        return number(cursor);
    }
    match cursor.word() {
        "true" => Ok(Operand::Boolean(true)),
        "false" => Ok(Operand::Boolean(false)),
        "subject" => Ok(Operand::Subject),
        "claim" => {
            let mut names = Vec::new();
            while let Some(name) = name(cursor)? {
                names.push(name);
            }
            Ok(Operand::Claim(names.leak()))
        }
        "path" => match name(cursor)? {
            Some(name) => Ok(Operand::Path(name)),
            None => Err(cursor.expected("a name such as `.user_id`")),
        },
        _ => Err(start.expected(expected)),
    }
}

/// Reads a name behind a dot or in brackets, if one follows.
fn name(cursor: &mut Cursor<'_>) -> Result<Option<&'static str>, RuleError> {
    if cursor.takes("[") {
        let name = cursor.string()?;
        cursor.expect("]")?;
        return Ok(Some(name.leak()));
    }
    if !cursor.takes(".") {
        return Ok(None);
    }
    match cursor.word() {
        "" => Err(cursor.expected("a name")),
        name => Ok(Some(name.to_owned().leak())),
    }
}

fn number(cursor: &mut Cursor<'_>) -> Result<Operand, RuleError> {
    let start = *cursor;
    let written = cursor.take_while(|letter| {
        letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '+' | '_')
    });
    let text = written.replace('_', "");
    let number = if text.contains(['.', 'e', 'E']) {
        text.parse().ok().map(Operand::Float)
    } else {
        text.parse().ok().map(Operand::Integer)
    };
    number.ok_or_else(|| start.expected("a decimal number"))
}
