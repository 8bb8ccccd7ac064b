//! The comparisons that depend on the caller.

use super::scalar::Scalar;
use super::term::Term;
use crate::ast::{ClaimName, Comparison, Operand};
use crate::errors::Errors;
use crate::keywords::Operator;

pub(crate) fn check_comparison(comparison: &Comparison, mistakes: &mut Errors) {
    let before = mistakes.count();
    for operand in [&comparison.left, &comparison.right] {
        check_names(operand, mistakes);
        check_is_not_the_subject_claim(operand, mistakes);
        check_literal(operand, mistakes);
    }
    if mistakes.count() > before || is_broken(comparison) {
        return;
    }
    check_about_the_caller(comparison, mistakes);
    if mistakes.count() == before {
        check_sides_differ(comparison, mistakes);
        check_order(comparison, mistakes);
        check_contains(comparison, mistakes);
        check_subject_is_text(comparison, mistakes);
    }
}

fn is_broken(comparison: &Comparison) -> bool {
    [&comparison.left, &comparison.right]
        .into_iter()
        .any(|operand| matches!(operand, Operand::Broken(_)))
}

fn check_names(operand: &Operand, mistakes: &mut Errors) {
    let Operand::Claim { names, .. } = operand else { return };
    for name in names {
        if let ClaimName::Quoted { text, .. } = name
            && text.value().is_empty()
        {
            mistakes.at(text, "empty name of a claim, write it between the quotes");
        }
    }
}

/// SECURITY: `sub` alone names users of every issuer, and an issuer chooses the names of its users
/// (S40).
fn check_is_not_the_subject_claim(operand: &Operand, mistakes: &mut Errors) {
    if let Operand::Claim { names, .. } = operand
        && let [name] = names.as_slice()
        && name.text() == "sub"
    {
        let message = format!(
            "`{operand}` is the subject of any issuer, write `subject` for the one of your users"
        );
        mistakes.at(operand, message);
    }
}

/// Refuses an empty string, to which a missing value often turns.
fn check_literal(operand: &Operand, mistakes: &mut Errors) {
    let Operand::Literal(literal) = operand else { return };
    match Scalar::of(literal) {
        Ok(Scalar::Text(text)) if text.is_empty() => {
            let message =
                "an empty string never matches, write the value that the caller must have";
            mistakes.at(literal, message);
        }
        Ok(_) => {}
        Err(message) => mistakes.at(literal, message),
    }
}

/// Refuses comparisons without a part that the caller cannot choose.
fn check_about_the_caller(comparison: &Comparison, mistakes: &mut Errors) {
    let Comparison { left, operator, right } = comparison;
    let is_callers =
        |operand: &Operand| matches!(operand, Operand::Claim { .. } | Operand::Subject(_));
    if is_callers(left) || is_callers(right) {
        return;
    }
    let write = match (left, right) {
        (path @ Operand::Path { .. }, _) | (_, path @ Operand::Path { .. }) => {
            format!("write for example `{path} == subject`")
        }
        (_, literal) if operator.is_ordering() => {
            format!("write for example `claim.level {operator} {literal}`")
        }
        (_, Operand::Literal(syn::Lit::Bool(truth))) => {
            format!("write for example `claim.admin == {}`", truth.value)
        }
        (_, literal @ Operand::Literal(syn::Lit::Int(_) | syn::Lit::Float(_))) => {
            format!("write for example `claim.level == {literal}`")
        }
        (_, literal) => format!("write for example `claim.department == {literal}`"),
    };
    let message = format!(
        "`{comparison}` does not depend on the caller, one side must be a claim or `subject`: \
         {write}"
    );
    mistakes.at(comparison, message);
}

fn check_sides_differ(comparison: &Comparison, mistakes: &mut Errors) {
    let Comparison { left, right, .. } = comparison;
    if Term::new(left) == Term::new(right) {
        mistakes.at(right, format!("`{left}` is compared with itself, write another operand"));
    }
}

/// Refuses the order of strings, which compares code points. Only numbers have an order that a rule
/// can mean.
fn check_order(comparison: &Comparison, mistakes: &mut Errors) {
    let Comparison { left, operator, right } = comparison;
    if !operator.is_ordering() {
        return;
    }
    for operand in [left, right] {
        let what = match operand {
            Operand::Literal(literal) => match Scalar::of(literal) {
                Ok(scalar @ (Scalar::Boolean(_) | Scalar::Text(_))) => scalar.kind(),
                _ => continue,
            },
            Operand::Path { .. } | Operand::Subject(_) => "a string",
            Operand::Claim { .. } | Operand::Broken(_) => continue,
        };
        let number = match operand {
            Operand::Literal(literal) => unquoted_number(literal),
            _ => None,
        };
        let write = match number {
            Some(number) => format!("write the number without quotes: `{number}`"),
            None => format!("write `==` instead of `{operator}`"),
        };
        mistakes.at(
            operand,
            format!("`{operator}` compares numbers, and `{operand}` is {what}: {write}"),
        );
    }
}

/// Returns the number in `"3"`.
fn unquoted_number(literal: &syn::Lit) -> Option<String> {
    let syn::Lit::Str(text) = literal else { return None };
    let value = text.value();
    value.parse::<i64>().is_ok().then_some(value)
}

fn check_contains(comparison: &Comparison, mistakes: &mut Errors) {
    let Comparison { left, operator, right } = comparison;
    if *operator != Operator::Contains || matches!(left, Operand::Claim { .. }) {
        return;
    }
    let write = match right {
        Operand::Claim { .. } => format!("write `{right} contains {left}`"),
        _ => format!("write for example `claim.teams contains {right}`, or `==` if they are equal"),
    };
    mistakes.at(left, format!("`contains` needs a list, and only a claim can be one: {write}"));
}

fn check_subject_is_text(comparison: &Comparison, mistakes: &mut Errors) {
    let Comparison { left, operator, right } = comparison;
    if *operator != Operator::Equal {
        return;
    }
    for (one, other) in [(left, right), (right, left)] {
        if let (Operand::Subject(_), Operand::Literal(literal)) = (one, other)
            && let Ok(scalar @ (Scalar::Boolean(_) | Scalar::Number(_))) = Scalar::of(literal)
        {
            let what = scalar.kind();
            let message = format!("`subject` is a string and never {what}, write `\"{other}\"`");
            mistakes.at(other, message);
        }
    }
}
