//! The truth of a rule, with and without the identity.

use std::net::IpAddr;

use super::comparison::{compare, parameter};
use super::facts::{Caller, Facts};
use super::tree::{Kind, Operand, Tree, Value};
use super::ways::Foreseen;

/// Returns whether the rule is met.
pub fn holds(tree: &Tree, facts: &Facts) -> bool {
    let caller = facts.caller.as_ref();
    match tree {
        Tree::Named(_, tree) => holds(tree, facts),
        Tree::Any(children) => children.iter().any(|child| holds(child, facts)),
        Tree::All(children) => {
            !children.is_empty() && children.iter().all(|child| holds(child, facts))
        }
        Tree::Never => false,
        Tree::Authenticated => caller.is_some(),
        Tree::Grant(kind, values) => values
            .iter()
            .any(|value| names(value).any(|name| granted(*kind, caller).contains(&name))),
        Tree::Issuer(issuers) => caller.is_some_and(|caller| issuers.contains(&caller.issuer)),
        Tree::Acr(classes) => {
            caller.and_then(|caller| caller.acr).is_some_and(|class| classes.contains(&class))
        }
        Tree::MaxAge(age) => {
            let (Some(auth_time), Some(now)) =
                (caller.and_then(|caller| caller.auth_time), facts.now)
            else {
                return false;
            };
            let (auth_time, now) = (i128::from(auth_time), i128::from(now));
            auth_time <= now + 60 && now - auth_time <= i128::from(*age)
        }
        Tree::Ip(networks) => facts.address.is_some_and(|address| {
            networks.iter().any(|(network, bits)| lies_in(address, *network, *bits))
        }),
        Tree::Compare(left, operator, right) => compare(left, *operator, right, facts),
    }
}

/// Returns the result of a leaf before the caller is known.
pub(super) fn foreseen(leaf: &Tree, facts: &Facts) -> Foreseen {
    let possible = match leaf {
        Tree::Ip(_) if holds(leaf, facts) => return Foreseen::Allowed,
        Tree::Ip(_) | Tree::Never | Tree::Any(_) | Tree::All(_) => false,
        Tree::Grant(_, values) => !values.is_empty(),
        Tree::Issuer(names) | Tree::Acr(names) => !names.is_empty(),
        Tree::Authenticated | Tree::MaxAge(_) => true,
        Tree::Compare(left, _, right) => [left, right].into_iter().all(|operand| match operand {
            Operand::Path(name) => parameter(name, facts).is_some_and(|text| !text.is_empty()),
            _ => true,
        }),
        Tree::Named(..) => unreachable!("a named rule is no leaf"),
    };
    if possible { Foreseen::Undecided } else { Foreseen::Denied }
}

/// Returns the caller's grants of one kind: none if the request is anonymous.
pub(super) fn granted(kind: Kind, caller: Option<&Caller>) -> &[&'static str] {
    match (kind, caller) {
        (_, None) => &[],
        (Kind::Role, Some(caller)) => &caller.roles,
        (Kind::Scope, Some(caller)) => &caller.scopes,
        (Kind::Permission, Some(caller)) => &caller.permissions,
        (Kind::Group, Some(caller)) => &caller.groups,
    }
}

/// Returns the names that satisfy a value, its own first.
pub(super) fn names(value: &Value) -> impl Iterator<Item = &'static str> {
    let (name, implied_by) = match value {
        Value::Text(name) => (*name, [].as_slice()),
        Value::Typed { name, implied_by, .. } => (*name, *implied_by),
    };
    std::iter::once(name).chain(implied_by.iter().copied())
}

/// Returns the scope of a leaf in a challenge: the first one that the caller has, else the first
/// one, if there is one.
pub(super) fn told_scope(values: &[Value], facts: &Facts) -> Option<&'static str> {
    let held = granted(Kind::Scope, facts.caller.as_ref());
    let all: Vec<&str> = values.iter().flat_map(names).collect();
    all.iter().find(|name| held.contains(name)).or(all.first()).copied()
}

/// Returns the strings in their order, without duplicates.
pub(super) fn each_once(texts: Vec<&'static str>) -> Vec<&'static str> {
    let mut once = Vec::new();
    for text in texts {
        if !once.contains(&text) {
            once.push(text);
        }
    }
    once
}

/// Returns whether an address lies in a network, bit by bit.
pub(super) fn lies_in(address: IpAddr, network: IpAddr, bits: u8) -> bool {
    let (address, network, width) = match (address.to_canonical(), network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => {
            (address.to_bits().into(), network.to_bits().into(), 32)
        }
        (IpAddr::V6(address), IpAddr::V6(network)) => (address.to_bits(), network.to_bits(), 128),
        _ => return false,
    };
    (0..bits).all(|bit| (address >> (width - 1 - bit)) & 1 == (network >> (width - 1 - bit)) & 1)
}
