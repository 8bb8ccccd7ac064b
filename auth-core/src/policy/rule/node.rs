//! What a rule is, however it was written: what is wrong with it, and what it depends on.

use super::{Asks, NamedRule, Rule};
use crate::identity::grants::GrantKind;
use crate::policy::requirement::{Check, Leaf, Values};

/// What a rule is, however it was written.
#[derive(Clone, Copy)]
pub(crate) enum Node {
    All(&'static [Rule]),
    Any(&'static [Rule]),
    Leaf(Leaf),
    Named(&'static NamedRule),
}

impl Rule {
    pub(crate) const fn node(&self) -> Node {
        let leaf = match *self {
            Self::All(rules) => return Node::All(rules),
            Self::Any(rules) => return Node::Any(rules),
            Self::Named(named) => return Node::Named(named),
            Self::Acr(classes) => Leaf::Acr(classes),
            Self::Authenticated => Leaf::Authenticated,
            Self::Check(index, text) => Leaf::Check(Check { index, text }),
            Self::Compare(comparison) => Leaf::Comparison(comparison),
            Self::Group(name) => Leaf::Grant(GrantKind::Group, Values::One(name)),
            Self::Groups(names) => Leaf::Grant(GrantKind::Group, Values::Texts(names)),
            Self::Ip(networks) => Leaf::Ip(networks),
            Self::Issuer(issuers) => Leaf::Issuer(issuers),
            Self::MaxAge(seconds) => Leaf::MaxAge(seconds),
            Self::Never => Leaf::Never,
            Self::Permission(name) => Leaf::Grant(GrantKind::Permission, Values::One(name)),
            Self::Permissions(names) => Leaf::Grant(GrantKind::Permission, Values::Texts(names)),
            Self::Role(name) => Leaf::Grant(GrantKind::Role, Values::One(name)),
            Self::Roles(names) => Leaf::Grant(GrantKind::Role, Values::Texts(names)),
            Self::Scope(name) => Leaf::Grant(GrantKind::Scope, Values::One(name)),
            Self::Scopes(names) => Leaf::Grant(GrantKind::Scope, Values::Texts(names)),
            Self::Values(kind, values) => Leaf::Grant(kind, Values::Typed(values)),
            Self::Variant(kind, place, variants) => {
                Leaf::Grant(kind, Values::Variant(place, variants))
            }
        };
        Node::Leaf(leaf)
    }

    /// What is wrong with this rule: what an attribute would have refused, for rules that are written by hand.
    pub(crate) const fn mistake(&self) -> Option<&'static str> {
        match self.node() {
            Node::All(rules) | Node::Any(rules) => {
                if rules.is_empty() {
                    return Some(
                        "an empty `any` or `all` lets nobody in: name at least one requirement",
                    );
                }
                let mut rest: &[Self] = rules;
                while let [rule, tail @ ..] = rest {
                    if let Some(mistake) = rule.mistake() {
                        return Some(mistake);
                    }
                    rest = tail;
                }
                None
            }
            Node::Leaf(leaf) => leaf.mistake(),
            Node::Named(named) if named.rule.checks() > 0 => Some(
                "a policy with `check(…)` cannot be named in a rule: the check sees the arguments of one handler",
            ),
            Node::Named(named) => named.rule.mistake(),
        }
    }

    /// Which facts it depends on.
    pub(crate) const fn asks(&self) -> Asks {
        match self.node() {
            Node::All(rules) | Node::Any(rules) => {
                let mut rest: &[Self] = rules;
                let mut asks = Asks { address: false, path: false, time: false, request: false };
                while let [rule, tail @ ..] = rest {
                    let more = rule.asks();
                    asks = Asks {
                        address: asks.address || more.address,
                        path: asks.path || more.path,
                        time: asks.time || more.time,
                        request: asks.request || more.request,
                    };
                    rest = tail;
                }
                asks
            }
            Node::Leaf(Leaf::Comparison(comparison)) => Asks {
                address: false,
                path: comparison.names_path(),
                time: false,
                request: comparison.names_path(),
            },
            Node::Leaf(leaf) => {
                let caller = matches!(
                    leaf,
                    Leaf::Acr(_)
                        | Leaf::Authenticated
                        | Leaf::Grant(..)
                        | Leaf::Issuer(_)
                        | Leaf::MaxAge(_)
                );
                Asks {
                    address: matches!(leaf, Leaf::Ip(_)),
                    path: false,
                    time: matches!(leaf, Leaf::MaxAge(_)),
                    request: !caller,
                }
            }
            Node::Named(named) => named.asks,
        }
    }

    /// How many checks it leaves to the handler.
    pub(crate) const fn checks(&self) -> usize {
        match self.node() {
            Node::All(rules) | Node::Any(rules) => {
                let mut rest: &[Self] = rules;
                let mut checks = 0_usize;
                while let [rule, tail @ ..] = rest {
                    checks = checks.saturating_add(rule.checks());
                    rest = tail;
                }
                checks
            }
            Node::Leaf(Leaf::Check(_)) => 1,
            Node::Leaf(_) => 0,
            Node::Named(named) => named.rule.checks(),
        }
    }

    /// Whether it asks for a path parameter or an address: for what only a request has.
    pub(crate) const fn asks_request(&self) -> bool {
        match self.node() {
            Node::All(rules) | Node::Any(rules) => {
                let mut rest: &[Self] = rules;
                while let [rule, tail @ ..] = rest {
                    if rule.asks_request() {
                        return true;
                    }
                    rest = tail;
                }
                false
            }
            Node::Leaf(Leaf::Comparison(comparison)) => comparison.names_path(),
            Node::Leaf(leaf) => matches!(leaf, Leaf::Ip(_)),
            Node::Named(named) => named.rule.asks_request(),
        }
    }

    /// Calls `visit` with every leaf, in the order of the rule.
    pub(crate) fn each_leaf(&self, visit: &mut impl FnMut(&Leaf)) {
        match self.node() {
            Node::All(rules) | Node::Any(rules) => {
                rules.iter().for_each(|rule| rule.each_leaf(visit))
            }
            Node::Leaf(leaf) => visit(&leaf),
            Node::Named(named) => named.rule.each_leaf(visit),
        }
    }
}
