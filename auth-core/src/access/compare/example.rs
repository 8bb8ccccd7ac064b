//! Example callers: facts that the evaluator can decide a rule on.

use std::collections::HashMap;
use std::fmt::{self, Display, Formatter};
use std::net::IpAddr;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::access::compare::fact::{Fact, Names, Relation, constant, number};
use crate::identity::Identity;
use crate::identity::grants::GrantKind;
use crate::policy::evaluate::{Truth, evaluate, holds};
use crate::policy::{Facts, Operand, Requirement, Rule};
use crate::request::PathParameters;
use crate::time::Timestamp;

/// The time of each example.
const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);
const ISSUER: &str = "https://an-issuer.example";
const SUBJECT: &str = "alice";

/// A request that one of two rules allows and the other one rejects. Prints itself as "a caller
/// with …". The evaluator has decided both rules on it.
#[derive(Clone, Debug)]
pub struct Example {
    /// Results of checks that make no difference.
    assumed: HashMap<&'static str, bool>,
    draft: Draft,
    identity: Option<Identity>,
    path: PathParameters,
}

/// The facts of an example.
#[derive(Clone, Debug, Default)]
struct Draft {
    acr: Option<&'static str>,
    address: Option<IpAddr>,
    age: Option<u64>,
    /// Expressions of `check(…)` with their results.
    checks: Vec<(&'static str, bool)>,
    claims: Vec<(Names, Value)>,
    grants: Vec<(GrantKind, &'static str)>,
    issuer: Option<&'static str>,
    is_known: bool,
    path: Vec<(&'static str, String)>,
    subject: Option<String>,
}

impl Example {
    /// Creates the request with these facts. Checks have no effect but those in the facts and in
    /// `assumed`. `None` if no caller can have the facts.
    pub(super) fn new(facts: &[Fact], assumed: &HashMap<&'static str, bool>) -> Option<Self> {
        let mut draft = Draft::default();
        for fact in facts {
            draft.add(fact);
        }
        for fact in facts {
            draft.relate(fact);
        }
        let identity = if draft.is_known { Some(draft.identity()?) } else { None };
        let path = PathParameters::new(draft.path.iter().map(|(name, value)| (*name, &**value)));
        Some(Self { assumed: assumed.clone(), draft, identity, path })
    }

    /// Returns the identity of the caller. `None` for a request without credentials.
    #[must_use]
    pub const fn identity(&self) -> Option<&Identity> {
        self.identity.as_ref()
    }

    /// Returns the client address, if the rules depend on it.
    #[must_use]
    pub const fn address(&self) -> Option<IpAddr> {
        self.draft.address
    }

    /// Returns the path parameters that the rules depend on.
    #[must_use]
    pub const fn path(&self) -> &PathParameters {
        &self.path
    }

    /// Returns `true` if the request meets `requirement`, which is no check.
    pub(super) fn meets(&self, requirement: &Requirement) -> bool {
        holds(requirement, &self.facts()) == Truth::Yes
    }

    /// Returns `true` if `rule` allows the request.
    pub(super) fn satisfies(&self, rule: &Rule) -> bool {
        let mut results = Vec::new();
        rule.each_requirement(&mut |requirement| {
            if let Requirement::Check(check) = requirement {
                results.resize(results.len().max(check.index.saturating_add(1)), None);
                let result = self.draft.checks.contains(&(check.text, true))
                    || self.assumed.get(check.text) == Some(&true);
                results.iter_mut().skip(check.index).take(1).for_each(|it| *it = Some(result));
            }
        });
        evaluate(rule, &self.facts().with_checks(&results)) == Truth::Yes
    }

    fn facts(&self) -> Facts<'_> {
        let facts = self.identity.as_ref().map_or(Facts::anonymous(), Facts::of);
        let facts = facts.with_now(NOW).with_path(&self.path);
        self.draft.address.map_or(facts, |address| facts.with_address(address))
    }
}

impl Draft {
    /// Adds a fact that depends on no other fact.
    fn add(&mut self, fact: &Fact) {
        match fact {
            Fact::Acr(class) => self.acr = Some(class),
            Fact::Address(address) => self.address = Some(*address),
            Fact::Age(seconds) => self.age = Some(*seconds),
            Fact::Check(text, holds) => self.checks.push((text, *holds)),
            Fact::Claim(names, value) => self.claims.push((names, value.clone())),
            Fact::Element(names, value) => self.push_element(names, value.clone()),
            Fact::Grant(kind, name) => self.grants.push((*kind, name)),
            Fact::Issuer(issuer) => self.issuer = Some(issuer),
            Fact::Known => self.is_known = true,
            Fact::Subject(subject) => self.subject = Some((*subject).to_owned()),
            Fact::Member(..) | Fact::Related(..) => {}
        }
    }

    /// Chooses the values of a relation. Values that other facts have set stay.
    fn relate(&mut self, fact: &Fact) {
        match fact {
            Fact::Member(names, operand) => {
                let value = self.value(*operand).unwrap_or_else(|| {
                    let value = self.fresh(*operand);
                    self.set(*operand, &value);
                    value
                });
                self.push_element(names, value);
            }
            Fact::Related(left, relation, right) => {
                // The distance from the right value to the left one.
                let distance = match relation {
                    Relation::EqualNumbers | Relation::EqualTexts => 0,
                    Relation::Greater => 1,
                    Relation::Less => -1,
                };
                let (known, operand, distance) = match (self.value(*left), self.value(*right)) {
                    (Some(_), Some(_)) => return,
                    (None, Some(value)) => (value, *left, distance),
                    (Some(value), None) => (value, *right, -distance),
                    (None, None) => {
                        let value = match (relation, left) {
                            (Relation::EqualTexts, Operand::Subject) => self.fresh(*left),
                            (Relation::EqualTexts, _) => self.fresh(*right),
                            _ => Value::from(7),
                        };
                        self.set(*left, &value);
                        (value, *right, -distance)
                    }
                };
                if let Some(value) = moved(&known, distance) {
                    self.set(operand, &value);
                }
            }
            _ => {}
        }
    }

    fn push_element(&mut self, names: Names, element: Value) {
        match self.claims.iter_mut().find(|(claim, _)| *claim == names) {
            Some((_, Value::Array(list))) => list.push(element),
            Some(_) => {}
            None => self.claims.push((names, Value::Array(vec![element]))),
        }
    }

    /// Returns the value of an operand, if a fact has set it.
    fn value(&self, operand: Operand) -> Option<Value> {
        match operand {
            Operand::Claim(names) => self
                .claims
                .iter()
                .find(|(claim, _)| *claim == names)
                .map(|(_, value)| value.clone()),
            Operand::Path(name) => {
                let found = self.path.iter().find(|(parameter, _)| *parameter == name);
                found.map(|(_, value)| value.as_str().into())
            }
            Operand::Subject => self.subject.as_deref().map(Value::from),
            _ => constant(operand),
        }
    }

    /// Sets the value of an operand that has none.
    fn set(&mut self, operand: Operand, value: &Value) {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match operand {
            Operand::Claim(names) => self.claims.push((names, value.clone())),
            Operand::Path(name) => self.path.push((name, text)),
            Operand::Subject => self.subject = Some(text),
            _ => {}
        }
    }

    /// Returns a string that stands in no rule.
    fn fresh(&self, operand: Operand) -> Value {
        match operand {
            Operand::Subject => SUBJECT.into(),
            _ => format!("value-{}", self.claims.len().saturating_add(self.path.len())).into(),
        }
    }

    fn identity(&self) -> Option<Identity> {
        let issuer = self.issuer.unwrap_or(ISSUER);
        let subject = self.subject.as_deref().unwrap_or(SUBJECT);
        let mut builder = Identity::builder(issuer, subject).as_user().claims(self.claims());
        for (kind, name) in &self.grants {
            builder = match kind {
                GrantKind::Group => builder.group(name),
                GrantKind::Permission => builder.permission(name),
                GrantKind::Role => builder.role(name),
                GrantKind::Scope => builder.scope(name),
            };
        }
        if let Some(acr) = self.acr {
            builder = builder.acr(acr);
        }
        if let Some(age) = self.age {
            builder = builder.auth_time(NOW.saturating_sub(Duration::from_secs(age)));
        }
        builder.build().ok()
    }

    /// Returns the claims as the issuer writes them: a claim of several names in objects.
    fn claims(&self) -> Map<String, Value> {
        let mut claims = Map::new();
        for (names, value) in &self.claims {
            let Some((last, objects)) = names.split_last() else { continue };
            let object = objects.iter().try_fold(&mut claims, |object, name| {
                let member = object.entry(*name).or_insert_with(|| Map::new().into());
                member.as_object_mut()
            });
            if let Some(object) = object {
                object.insert((*last).to_owned(), value.clone());
            }
        }
        claims
    }
}

/// Returns the value that is greater by `distance`. `None` for a string, if there is a distance.
fn moved(value: &Value, distance: i128) -> Option<Value> {
    if distance == 0 {
        return Some(value.clone());
    }
    let integer = value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from));
    if let Some(integer) = integer {
        return number(integer.checked_add(distance)?);
    }
    let float = value.as_f64()?;
    Some(if distance > 0 { float.next_up() } else { float.next_down() }.into())
}

impl Display for Example {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let draft = &self.draft;
        let mut parts = Vec::new();
        let grants = draft.grants.iter();
        parts.extend(grants.map(|(kind, name)| format!("{} {name:?}", kind.keyword())));
        parts.extend(draft.issuer.map(|issuer| format!("issuer {issuer:?}")));
        parts.extend(draft.subject.iter().map(|subject| format!("subject {subject:?}")));
        parts.extend(draft.acr.map(|acr| format!("acr {acr:?}")));
        parts.extend(draft.age.map(|age| format!("a login {age} s ago")));
        let claims = draft.claims.iter();
        parts.extend(claims.map(|(names, value)| format!("{} {value}", Operand::Claim(names))));
        let path = draft.path.iter();
        parts.extend(path.map(|(name, value)| format!("{} {value:?}", Operand::Path(name))));
        parts.extend(draft.address.map(|address| format!("address {address}")));
        let checks = draft.checks.iter();
        parts.extend(checks.map(|(text, holds)| format!("`{}` {holds}", Rule::check(0, text))));
        f.write_str(match self.identity {
            Some(_) if parts.is_empty() => "any authenticated caller",
            Some(_) => "a caller with ",
            None if parts.is_empty() => "a caller without credentials",
            None => "a caller without credentials, with ",
        })?;
        f.write_str(&parts.join(", "))
    }
}
