//! The facts that a requirement may ask for, and the implications between two of them.

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
    /// An unknown policy.
    Policy(String),
    /// A check. Its result is unknown, but it needs a known caller.
    Question(String),
    Text(Key, String),
    /// A typed value. Its name is unknown.
    Variant(Kind, String),
}

impl Fact {
    pub(crate) fn policy(path: &Path) -> Self {
        Self::Policy(path_text(path))
    }

    /// Returns the fact of one alternative of `key = …`. `None` if it has an error.
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

    /// Returns whether this fact implies the other one.
    pub(crate) fn implies(&self, other: &Self) -> bool {
        match (self, other) {
            // Every request has an address.
            (own, Self::Authenticated) => !matches!(own, Self::Network(_) | Self::Policy(_)),
            (Self::Comparison(own), Self::Comparison(other)) => own.implies(other),
            (Self::MaxAge(own), Self::MaxAge(other)) => own <= other,
            (Self::Network(own), Self::Network(other)) => own.lies_in(other),
            (own, other) => own == other,
        }
    }

    /// Returns whether both can never hold together: a caller has one issuer, one authentication
    /// context, one address.
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
