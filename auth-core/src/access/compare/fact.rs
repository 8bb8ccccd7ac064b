//! Facts about a request: the building blocks of example callers.

use std::net::IpAddr;

use serde_json::Value;

use crate::identity::grants::GrantKind;
use crate::policy::Operand;

/// The names of a claim: those of the objects around it and its own.
pub(super) type Names = &'static [&'static str];

/// A fact about a request. All other facts are absent.
#[derive(Clone, Debug)]
pub(super) enum Fact {
    /// The caller's authentication context class.
    Acr(&'static str),
    /// The client address.
    Address(IpAddr),
    /// The seconds since the caller's login.
    Age(u64),
    /// An expression of a handler, and its result.
    Check(&'static str, bool),
    /// A claim and its value.
    Claim(Names, Value),
    /// A claim, and an element of its list.
    Element(Names, Value),
    /// A grant of the caller.
    Grant(GrantKind, &'static str),
    /// The caller's issuer.
    Issuer(&'static str),
    /// The caller is authenticated. Every fact about the caller needs this one.
    Known,
    /// A claim, and an operand whose value is an element of its list.
    Member(Names, Operand),
    /// Two operands and the relation of their values.
    Related(Operand, Relation, Operand),
    /// The caller's subject, as one of the application's users.
    Subject(&'static str),
}

/// The relation of two values that a rule compares.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Relation {
    /// Strings that are equal.
    EqualTexts,
    /// Numbers that are equal.
    EqualNumbers,
    /// Numbers of which the left one is greater.
    Greater,
    /// Numbers of which the left one is less.
    Less,
}

impl Relation {
    pub(super) const ALL: [Self; 4] =
        [Self::EqualTexts, Self::EqualNumbers, Self::Greater, Self::Less];
}

/// Returns the value of a constant operand.
pub(super) fn constant(operand: Operand) -> Option<Value> {
    match operand {
        Operand::Boolean(value) => Some(value.into()),
        Operand::Float(value) => Some(value.into()),
        Operand::Integer(value) => number(value),
        Operand::Text(value) => Some(value.into()),
        Operand::Claim(_) | Operand::Path(_) | Operand::Subject => None,
    }
}

/// Returns the number as JSON, if 64 bits hold it.
pub(super) fn number(value: i128) -> Option<Value> {
    let negative = i64::try_from(value).map(Value::from);
    negative.or_else(|_| u64::try_from(value).map(Value::from)).ok()
}
