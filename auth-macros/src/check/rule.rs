//! A rule without mistakes. Only this file makes one, and only of a syntax tree that was read in full.

use crate::syntax::{Item, List, Requirement, Value};
use crate::words::{Kind, Logic};
use syn::{LitStr, Path};

/// What is demanded.
#[derive(Clone)]
pub(crate) struct Rule {
    shape: Shape,
}

#[derive(Clone)]
pub(crate) enum Shape {
    Authenticated,
    Grant(Kind, Vec<LitStr>),
    Group(Logic, Vec<Rule>),
    Policy(Path),
}

impl Rule {
    /// The rule of a whole attribute or policy, whose commas are `all`. Nothing if a part of it is missing or broken.
    pub(super) fn new(list: &List) -> Option<Self> {
        let mut rules = Self::list(list)?;
        if rules.len() == 1 { rules.pop() } else { Self::group(Logic::All, rules) }
    }

    pub(crate) fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The policy, if the rule is the name of one and nothing else.
    pub(crate) fn as_policy(&self) -> Option<&Path> {
        match &self.shape {
            Shape::Policy(path) => Some(path),
            _ => None,
        }
    }

    fn list(list: &List) -> Option<Vec<Self>> {
        let wanted = list.items.iter().filter(|item| !matches!(item, Item::Choice(_)));
        wanted.map(Self::item).collect()
    }

    fn item(item: &Item) -> Option<Self> {
        let Item::Requirement(requirement) = item else { return None };
        let shape = match requirement {
            Requirement::Authenticated(_) => Shape::Authenticated,
            Requirement::Policy(path) => Shape::Policy(path.clone()),
            Requirement::Grant(grant) => Shape::Grant(grant.kind, values(&grant.values)?),
            Requirement::Group(group) => return Self::group(group.logic, Self::list(&group.list)?),
        };
        Some(Self { shape })
    }

    // SECURITY: an empty list of requirements is met by everybody, so there is no rule of one.
    fn group(logic: Logic, rules: Vec<Self>) -> Option<Self> {
        (!rules.is_empty()).then_some(Self { shape: Shape::Group(logic, rules) })
    }
}

fn values(values: &[Value]) -> Option<Vec<LitStr>> {
    let texts = values.iter().map(|value| match value {
        Value::Text(text) => Some(text.clone()),
        Value::Broken => None,
    });
    texts.collect::<Option<Vec<_>>>().filter(|texts| !texts.is_empty())
}
