//! The valid contents and places of a `check(…)`.

use crate::ast::{Item, List, Question, Requirement};
use crate::errors::Errors;
use crate::function::{Handler, find_name};
use crate::keywords::Setting;
use quote::ToTokens;
use syn::{Expr, Lit};

/// Reports an expression that is visibly no condition.
pub(crate) fn check_question(question: &Question, mistakes: &mut Errors) {
    match &question.expression {
        Some(Expr::Lit(literal)) => {
            let message = match &literal.lit {
                Lit::Bool(truth) if truth.value => {
                    "every authenticated caller meets `check(true)`: write `authenticated`"
                }
                Lit::Bool(_) => "no caller meets `check(false)`: remove it",
                _ => "`check(…)` takes an expression that is `true` or `false`",
            };
            mistakes.at(literal, message);
        }
        Some(Expr::Assign(assignment)) => {
            mistakes.at(assignment.eq_token, "unexpected `=`, `check(…)` compares with `==`");
        }
        _ => {}
    }
}

/// Refuses `check(…)` in a policy, which is decided without the arguments of a handler.
pub(crate) fn check_none_in_policy(list: &List, mistakes: &mut Errors) {
    for question in questions(list) {
        mistakes.at(
            &question.word,
            "`check(…)` sees the arguments of a handler, and a policy has none: write it in the \
             `#[require(…)]` that names the policy",
        );
    }
}

/// Refuses `check(…)` under `report_only`: the checks would run without effect, and their errors
/// would refuse the request.
pub(crate) fn check_enforced(list: &List, mistakes: &mut Errors) {
    let only_reported = list.choices().find(|choice| choice.setting == Setting::ReportOnly);
    if let (Some(option), Some(_)) = (only_reported, questions(list).first()) {
        mistakes.at(
            &option.word,
            "`report_only` beside `check(…)`: only an enforced rule makes checks, remove one of \
             them",
        );
    }
}

/// Refuses an argument called `subject` beside a check that names `subject`.
///
/// SECURITY: the client writes the argument. The check would compare with the request instead of
/// the caller.
pub(crate) fn check_names(list: &List, handler: &Handler, mistakes: &mut Errors) {
    for question in questions(list) {
        let subject = find_name(&question.expression.to_token_stream(), "subject");
        // Most checks do not name it, and parsing a function's arguments takes compile time.
        if let Some(subject) = subject.filter(|_| handler.arguments.bind("subject")) {
            mistakes.at(
                subject,
                "in `check(…)`, `subject` is the subject of the caller: rename the argument \
                 `subject`, which the client writes",
            );
        }
    }
}

fn questions(list: &List) -> Vec<&Question> {
    list.items
        .iter()
        .flat_map(|item| match item {
            Item::Requirement(Requirement::Question(question)) => vec![question],
            Item::Requirement(Requirement::Group(group)) => questions(&group.list),
            _ => Vec::new(),
        })
        .collect()
}
