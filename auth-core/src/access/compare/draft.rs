//! The facts of an example caller, and the values that their relations need.

#[cfg(feature = "testing")]
mod variants;

use std::fmt::{self, Display, Formatter};
use std::net::IpAddr;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::access::compare::fact::{Fact, Names, Relation, constant, number};
use crate::identity::grants::GrantKind;
use crate::identity::{Identity, IdentityBuilder};
use crate::policy::{Operand, Rule};
use crate::request::PathParameters;
use crate::time::Timestamp;

/// The time of each example.
pub(super) const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);
pub(crate) const ISSUER: &str = "https://an-issuer.example";
const SUBJECT: &str = "alice";

/// The facts of an example.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    acr: Option<&'static str>,
    pub(crate) address: Option<IpAddr>,
    age: Option<u64>,
    /// Expressions of `check(…)` with their results.
    pub(super) checks: Vec<(&'static str, bool)>,
    claims: Vec<(Names, Value)>,
    pub(super) grants: Vec<(GrantKind, &'static str)>,
    issuer: Option<&'static str>,
    pub(crate) is_known: bool,
    path: Vec<(&'static str, String)>,
    subject: Option<String>,
}

impl Draft {
    pub(super) fn of(facts: &[Fact]) -> Self {
        let mut draft = Self::default();
        for fact in facts {
            draft.add(fact);
        }
        for fact in facts {
            draft.relate(fact);
        }
        draft
    }

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

    /// Returns the facts in words.
    pub(super) fn parts(&self) -> Vec<String> {
        let mut parts = Vec::new();
        let grants = self.grants.iter();
        parts.extend(grants.map(|(kind, name)| format!("{} {name:?}", kind.keyword())));
        parts.extend(self.issuer.map(|issuer| format!("issuer {issuer:?}")));
        parts.extend(self.subject.iter().map(|subject| format!("subject {subject:?}")));
        parts.extend(self.acr.map(|acr| format!("acr {acr:?}")));
        parts.extend(self.age.map(|age| format!("a login {age} s ago")));
        let claims = self.claims.iter();
        parts.extend(claims.map(|(names, value)| format!("{} {value}", Operand::Claim(names))));
        let path = self.path.iter();
        parts.extend(path.map(|(name, value)| format!("{} {value:?}", Operand::Path(name))));
        parts.extend(self.address.map(|address| format!("address {address}")));
        let checks = self.checks.iter();
        parts.extend(checks.map(|(text, holds)| format!("`{}` {holds}", Rule::check(0, text))));
        parts
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

    pub(super) fn path(&self) -> PathParameters {
        PathParameters::new(self.path.iter().map(|(name, value)| (*name, &**value)))
    }

    /// Returns the caller. `None` if there can be no such caller.
    pub(super) fn identity(&self) -> Option<Identity> {
        self.builder(ISSUER, NOW).build().ok()
    }

    /// Starts to build the caller. `issuer` is that of a caller without a certain one.
    pub(crate) fn builder(&self, issuer: &str, now: Timestamp) -> IdentityBuilder {
        let issuer = self.issuer.unwrap_or(issuer);
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
            builder = builder.auth_time(now.saturating_sub(Duration::from_secs(age)));
        }
        builder
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

impl Display for Draft {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let parts = self.parts();
        f.write_str(match (self.is_known, parts.is_empty()) {
            (true, true) => "any authenticated caller",
            (true, false) => "a caller with ",
            (false, true) => "a caller without credentials",
            (false, false) => "a caller without credentials, with ",
        })?;
        f.write_str(&parts.join(", "))
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
