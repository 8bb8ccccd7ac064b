//! Facts: the single things that a requirement may ask for, and what one of them says about another.

use super::term::Meaning;
use crate::ast::{Value, path_text};
use crate::keywords::{Key, Kind};
use crate::validate::values::duration;
use crate::validate::values::network::Network;
use syn::Path;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fact {
    Authenticated,
    Comparison(Meaning),
    MaxAge(u64),
    Network(Network),
    /// What it demands is not known here.
    Policy(String),
    /// What the handler answers is not known here, but that it answers about somebody.
    Question(String),
    Text(Key, String),
    /// What it is called is not known here.
    Variant(Kind, String),
}

impl Fact {
    pub(crate) fn policy(path: &Path) -> Self {
        Self::Policy(path_text(path))
    }

    /// One alternative of `key = …`. Nothing for one that has a mistake.
    pub(crate) fn value(key: Key, value: &Value) -> Option<Self> {
        match (key, value) {
            (Key::Ip, Value::Text(text)) => Network::read(&text.value()).ok().map(Self::Network),
            (Key::MaxAge, Value::Text(text)) => {
                duration::seconds(&text.value()).ok().map(Self::MaxAge)
            }
            (key, Value::Text(text)) => Some(Self::Text(key, text.value())),
            (Key::Grant(kind), Value::Variant(path)) => Some(Self::Variant(kind, path_text(path))),
            (_, Value::Broken | Value::Variant(_)) => None,
        }
    }

    /// Whether this one says that the other is true as well.
    pub(crate) fn implies(&self, other: &Self) -> bool {
        match (self, other) {
            // An address is known of everybody.
            (own, Self::Authenticated) => !matches!(own, Self::Network(_) | Self::Policy(_)),
            (Self::Comparison(own), Self::Comparison(other)) => own.implies(other),
            (Self::MaxAge(own), Self::MaxAge(other)) => own <= other,
            (Self::Network(own), Self::Network(other)) => own.lies_in(other),
            (own, other) => own == other,
        }
    }

    /// Whether both at once are never true: a caller has one issuer, one way of having logged in, one address.
    pub(crate) fn excludes(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Comparison(own), Self::Comparison(other)) => own.excludes(other),
            (Self::Network(own), Self::Network(other)) => own.misses(other),
            (Self::Text(own_key @ (Key::Acr | Key::Issuer), own), Self::Text(key, other)) => {
                own_key == key && own != other
            }
            _ => false,
        }
    }
}
