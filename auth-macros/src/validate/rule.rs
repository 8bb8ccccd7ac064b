//! A rule without errors. Only this file makes one, and only of a syntax tree that was parsed in
//! full.

use crate::ast::{Item, Keyed, List, Requirement, Value};
use crate::keywords::{Key, Kind, Logic, Operator};
use crate::validate::logic::term::Term;
use crate::validate::values::duration;
use crate::validate::values::network::Network;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{LitStr, Path};

/// A requirement or a group of requirements.
#[derive(Clone)]
pub(crate) struct Rule {
    shape: Shape,
}

#[derive(Clone)]
pub(crate) enum Shape {
    Acr(Vec<LitStr>),
    Authenticated,
    Comparison(Term, Operator, Term),
    Grant(Kind, Vec<Granted>),
    Group(Logic, Vec<Rule>),
    Ip(Vec<Network>),
    Issuer(Vec<LitStr>),
    /// The age in seconds.
    MaxAge(u64),
    Policy(Path),
    Question(Question),
}

/// A `check(…)`.
#[derive(Clone)]
pub(crate) struct Question {
    /// The position among the checks of the rule, counted from 0.
    pub(crate) index: usize,
    pub(crate) expression: TokenStream,
}

/// One alternative of a grant.
#[derive(Clone)]
pub(crate) enum Granted {
    Text(LitStr),
    Variant(Path),
}

impl Rule {
    /// Returns the rule of a whole attribute or policy, whose commas mean `all`. `None` if a part
    /// is missing or broken.
    pub(crate) fn new(list: &List) -> Option<Self> {
        let mut rules = Self::list(list)?;
        let mut rule = if rules.len() == 1 { rules.pop() } else { Self::group(Logic::All, rules) }?;
        rule.number_questions(&mut 0);
        Some(rule)
    }

    pub(crate) fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Returns the checks of the rule, in its order.
    pub(crate) fn questions(&self) -> Vec<&Question> {
        match &self.shape {
            Shape::Group(_, rules) => rules.iter().flat_map(Self::questions).collect(),
            Shape::Question(question) => vec![question],
            _ => Vec::new(),
        }
    }

    /// Returns whether the rule itself names a path parameter or an address. A named policy may do
    /// so too.
    pub(crate) fn names_request(&self) -> bool {
        match &self.shape {
            Shape::Comparison(left, _, right) => {
                [left, right].into_iter().any(|term| matches!(term, Term::Path(_)))
            }
            Shape::Group(_, rules) => rules.iter().any(Self::names_request),
            Shape::Ip(_) => true,
            _ => false,
        }
    }

    fn number_questions(&mut self, next: &mut usize) {
        match &mut self.shape {
            Shape::Group(_, rules) => rules.iter_mut().for_each(|rule| rule.number_questions(next)),
            Shape::Question(question) => {
                question.index = *next;
                *next += 1;
            }
            _ => {}
        }
    }

    /// Returns the policy, if the rule is one named policy.
    pub(crate) fn as_policy(&self) -> Option<&Path> {
        match &self.shape {
            Shape::Policy(path) => Some(path),
            _ => None,
        }
    }

    /// Returns whether only the compiler can validate the rule: it names a policy beside another
    /// requirement, or typed values of which one may imply another.
    pub(crate) fn has_unseen_neighbours(&self) -> bool {
        match &self.shape {
            Shape::Grant(_, values) => {
                values.len() > 1 && values.iter().any(|value| matches!(value, Granted::Variant(_)))
            }
            Shape::Group(_, rules) => {
                rules.iter().any(|rule| rule.as_policy().is_some() || rule.has_unseen_neighbours())
            }
            Shape::Acr(_)
            | Shape::Authenticated
            | Shape::Comparison(..)
            | Shape::Ip(_)
            | Shape::Issuer(_)
            | Shape::MaxAge(_)
            | Shape::Policy(_)
            | Shape::Question(_) => false,
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
            Requirement::Comparison(comparison) => {
                let (left, right) = (Term::new(&comparison.left)?, Term::new(&comparison.right)?);
                Shape::Comparison(left, comparison.operator, right)
            }
            Requirement::Group(group) => return Self::group(group.logic, Self::list(&group.list)?),
            Requirement::Keyed(keyed) => keyed_shape(keyed)?,
            Requirement::Policy(path) => Shape::Policy(path.clone()),
            Requirement::Question(question) => Shape::Question(Question {
                index: 0,
                expression: question.expression.as_ref()?.to_token_stream(),
            }),
        };
        Some(Self { shape })
    }

    // SECURITY: every caller meets an empty list of requirements, so no rule is made of one.
    fn group(logic: Logic, rules: Vec<Self>) -> Option<Self> {
        (!rules.is_empty()).then_some(Self { shape: Shape::Group(logic, rules) })
    }
}

fn keyed_shape(keyed: &Keyed) -> Option<Shape> {
    match keyed.key {
        Key::Acr => values(keyed, text).map(Shape::Acr),
        Key::Grant(kind) => values(keyed, granted).map(|values| Shape::Grant(kind, values)),
        Key::Ip => values(keyed, |value| Network::read(&text(value)?.value()).ok()).map(Shape::Ip),
        Key::Issuer => values(keyed, text).map(Shape::Issuer),
        Key::MaxAge => match keyed.values.as_slice() {
            [value] => duration::seconds(&text(value)?.value()).ok().map(Shape::MaxAge),
            _ => None,
        },
    }
}

/// Returns every value. `None` if one is broken or there is none.
fn values<T>(keyed: &Keyed, read: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    let values: Option<Vec<T>> = keyed.values.iter().map(read).collect();
    values.filter(|values| !values.is_empty())
}

fn text(value: &Value) -> Option<LitStr> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Broken | Value::Variant(_) => None,
    }
}

fn granted(value: &Value) -> Option<Granted> {
    match value {
        Value::Broken => None,
        Value::Text(text) => Some(Granted::Text(text.clone())),
        Value::Variant(path) => Some(Granted::Variant(path.clone())),
    }
}
