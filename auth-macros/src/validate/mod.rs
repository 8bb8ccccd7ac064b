//! Turns the syntax tree into a valid model, or reports errors. One function checks one rule.

mod checks;
mod cycles;
mod enumeration;
mod inheritance;
mod logic;
mod options;
mod place;
mod placement;
mod rule;
mod spelling;
mod structure;
mod values;

pub(crate) use self::checks::check_names;
pub(crate) use self::enumeration::{Named, enumeration};
pub(crate) use self::logic::scalar::{Number, Scalar};
pub(crate) use self::logic::term::Term;
use self::place::Place;
pub(crate) use self::placement::{
    Attribute, check_no_other_marker, check_not_memoized, check_output_can_change, check_target,
    check_type_can_stand_beside,
};
pub(crate) use self::rule::{Granted, Question, Rule, Shape};
pub(crate) use self::values::network::Network;

use self::logic::{comparison, redundancy};
use crate::ast::{Choice, ChoiceValue, Item, List, Opening, Policies, PolicyEntry, Requirement};
use crate::errors::Errors;
use crate::keywords::Setting;
use proc_macro2::TokenStream;
use syn::{LitStr, Path};

/// A valid `#[require(…)]`.
pub(crate) struct Requirements {
    pub(crate) rule: Rule,
    /// True if each rejection equals the response of an unknown route.
    pub(crate) concealed: bool,
    /// True if the rule is decided and logged, but not enforced.
    pub(crate) only_reported: bool,
    /// The expression in `from = …`.
    pub(crate) caller: Option<TokenStream>,
}

impl Requirements {
    /// Returns the named policy that is the whole rule. Such an attribute needs no type of its own.
    pub(crate) fn as_policy(&self) -> Option<&Path> {
        self.rule.as_policy().filter(|_| !self.concealed)
    }
}

/// Returns whether the attribute has `from = …`, so that the decision stands in the function's
/// body.
pub(crate) fn decides_inside(list: &List) -> bool {
    list.choices().any(|choice| choice.setting == Setting::From)
}

/// Returns the requirements of an attribute. `None` if there is an error.
pub(crate) fn require(list: &List, mistakes: &mut Errors) -> Option<Requirements> {
    let before = mistakes.count();
    list_in(list, Place::Attribute, mistakes);
    options::check_no_contradiction(list, mistakes);
    checks::check_enforced(list, mistakes);
    let rule = Rule::new(list)?;
    let says = |setting| list.choices().any(|choice| choice.setting == setting);
    let caller = list.choices().find_map(|choice| match &choice.value {
        ChoiceValue::Rust(caller) => Some(caller.clone()),
        ChoiceValue::Flag | ChoiceValue::Path(_) => None,
    });
    let requirements = Requirements {
        rule,
        concealed: says(Setting::Conceal),
        only_reported: says(Setting::ReportOnly),
        caller,
    };
    (mistakes.count() == before).then_some(requirements)
}

/// Returns the rule of a policy. `None` if there is an error.
pub(crate) fn policy(entry: &PolicyEntry, mistakes: &mut Errors) -> Option<Rule> {
    let before = mistakes.count();
    structure::check_policy_name(entry, mistakes);
    checks::check_none_in_policy(&entry.list, mistakes);
    list_in(&entry.list, Place::Policy(entry), mistakes);
    let rule = Rule::new(&entry.list)?;
    (mistakes.count() == before).then_some(rule)
}

/// Checks `policy!` as a whole.
pub(crate) fn policies(policies: &mut Policies, mistakes: &mut Errors) {
    structure::check_some_policy(policies, mistakes);
    structure::check_policy_names_differ(policies, mistakes);
    cycles::check_no_policy_demands_itself(policies, mistakes);
}

/// Returns the reason of `#[public(…)]`.
pub(crate) fn public(opening: &Opening, mistakes: &mut Errors) -> Option<LitStr> {
    values::check_reason(&opening.reason, mistakes)
}

/// Returns the path of `auth_core` in the options, if it is valid.
pub(crate) fn core_path<'a>(
    choices: impl Iterator<Item = &'a Choice> + Clone,
    mistakes: &mut Errors,
) -> Option<Path> {
    options::check_written_once(choices.clone(), mistakes);
    options::check_core_path(choices, mistakes)
}

fn list_in(list: &List, place: Place<'_>, mistakes: &mut Errors) {
    structure::check_not_empty(list, place, mistakes);
    structure::check_more_than_one(list, place, mistakes);
    structure::check_no_group_of_the_same_kind(list, place, mistakes);
    options::check_place(list, place, mistakes);
    let repeated = redundancy::check_repetition(list, place, mistakes);
    redundancy::check_redundancy(list, place, &repeated, mistakes);
    redundancy::check_some_caller_can_meet_all(list, place, mistakes);
    for item in &list.items {
        match item {
            Item::Requirement(Requirement::Group(group)) => {
                list_in(&group.list, Place::Group(group), mistakes);
            }
            Item::Requirement(Requirement::Comparison(comparison)) => {
                comparison::check_comparison(comparison, mistakes);
            }
            Item::Requirement(Requirement::Keyed(keyed)) => values::check_values(keyed, mistakes),
            Item::Requirement(Requirement::Question(question)) => {
                checks::check_question(question, mistakes);
            }
            Item::Requirement(Requirement::Authenticated(_) | Requirement::Policy(_))
            | Item::Choice(_)
            | Item::Broken => {}
        }
    }
}
