//! Which rules the language allows.

use crate::material::{NETWORKS, Operand, Tree, Value};
use std::net::IpAddr;

/// Nothing in it is repeated or redundant. Some rules that would be allowed do not pass, for the
/// sake of simplicity.
pub(crate) fn is_allowed(tree: &Tree, policies: &[Tree]) -> bool {
    match tree {
        Tree::Any(children) | Tree::All(children) => {
            children.iter().all(|child| is_allowed(child, policies))
                && pairs(children).all(|(one, other)| {
                    !follows(one, other, policies)
                        && !leaves(other, policies).iter().any(|leaf| {
                            is_leaf(one) && implies(one, leaf) && *leaf != &Tree::Authenticated
                        })
                        && !clash(matches!(tree, Tree::All(_)), one, other)
                        && (matches!(tree, Tree::Any(_)) || hold_together(one, other, policies))
                })
        }
        Tree::Grant(_, values) => pairs(values)
            .all(|(one, other)| !one.names().iter().all(|name| other.names().contains(name))),
        Tree::Ip(networks) => pairs(networks).all(|(one, other)| !is_inside(*one, *other)),
        Tree::Compare(left, _, right) => left != right,
        _ => true,
    }
}

/// All ordered pairs of different places.
pub(crate) fn pairs<T>(list: &[T]) -> impl Iterator<Item = (&T, &T)> {
    list.iter().enumerate().flat_map(move |(i, one)| {
        list.iter().enumerate().filter(move |(j, _)| i != *j).map(move |(_, other)| (one, other))
    })
}

pub(crate) fn is_leaf(tree: &Tree) -> bool {
    !matches!(tree, Tree::Any(_) | Tree::All(_) | Tree::Named(_))
}

pub(crate) fn leaves<'t>(tree: &'t Tree, policies: &'t [Tree]) -> Vec<&'t Tree> {
    match tree {
        Tree::Any(children) | Tree::All(children) => {
            children.iter().flat_map(|child| leaves(child, policies)).collect()
        }
        Tree::Named(policy) => leaves(&policies[*policy], policies),
        leaf => vec![leaf],
    }
}

/// Returns whether `one` may imply `other`, without knowledge of the facts.
pub(crate) fn follows(one: &Tree, other: &Tree, policies: &[Tree]) -> bool {
    ways(one, policies).iter().all(|way| holds_given(other, way, policies))
}

pub(crate) fn ways<'t>(tree: &'t Tree, policies: &'t [Tree]) -> Vec<Vec<&'t Tree>> {
    match tree {
        Tree::Any(children) => children.iter().flat_map(|child| ways(child, policies)).collect(),
        Tree::All(children) => children.iter().fold(vec![vec![]], |befores, child| {
            let ways = ways(child, policies);
            let longer = |before: &Vec<&'t Tree>| -> Vec<_> {
                ways.iter().map(|way| [before.as_slice(), way].concat()).collect()
            };
            befores.iter().flat_map(longer).collect()
        }),
        Tree::Named(policy) => ways(&policies[*policy], policies),
        leaf => vec![vec![leaf]],
    }
}

pub(crate) fn holds_given(tree: &Tree, way: &[&Tree], policies: &[Tree]) -> bool {
    match tree {
        Tree::Any(children) => children.iter().any(|child| holds_given(child, way, policies)),
        Tree::All(children) => children.iter().all(|child| holds_given(child, way, policies)),
        Tree::Named(policy) => holds_given(&policies[*policy], way, policies),
        // An alternative in common is enough: several leaves may cover one another.
        leaf => way.iter().any(|met| implies(met, leaf) || clash(false, met, leaf)),
    }
}

/// Returns whether the leaf `one` implies the leaf `other`.
pub(crate) fn implies(one: &Tree, other: &Tree) -> bool {
    match (one, other) {
        // Everything but the address is about the caller.
        (one, Tree::Authenticated) => !matches!(one, Tree::Ip(_)),
        (Tree::Grant(one, values), Tree::Grant(other, others)) => {
            let names: Vec<&str> = others.iter().flat_map(Value::names).collect();
            one == other && values.iter().flat_map(Value::names).all(|name| names.contains(&name))
        }
        (Tree::Issuer(one), Tree::Issuer(other)) | (Tree::Acr(one), Tree::Acr(other)) => {
            one.iter().all(|name| other.contains(name))
        }
        (Tree::MaxAge(one), Tree::MaxAge(other)) => one <= other,
        (Tree::Ip(one), Tree::Ip(other)) => {
            one.iter().all(|one| other.iter().any(|other| is_inside(*one, *other)))
        }
        (
            Tree::Compare(left, operator, right),
            Tree::Compare(other_left, other_operator, other_right),
        ) => {
            let same = (left, right) == (other_left, other_right);
            let mirrored = (right, left) == (other_left, other_right);
            let ordered = [operator, other_operator]
                .iter()
                .any(|operator| !["==", "contains"].contains(operator));
            let operands = [other_left, other_right];
            let shared = [left, right]
                .iter()
                .any(|operand| matches!(operand, Operand::Claim(_)) && operands.contains(operand));
            same || mirrored || ordered && shared
        }
        _ => false,
    }
}

pub(crate) fn is_inside(one: usize, other: usize) -> bool {
    let ((one, bits), (other, other_bits)) = (network(one), network(other));
    let same = match (one, other) {
        (IpAddr::V4(one), IpAddr::V4(other)) => {
            one.to_bits().checked_shr(32 - other_bits)
                == other.to_bits().checked_shr(32 - other_bits)
        }
        (IpAddr::V6(one), IpAddr::V6(other)) => {
            one.to_bits().checked_shr(128 - other_bits)
                == other.to_bits().checked_shr(128 - other_bits)
        }
        _ => false,
    };
    same && bits >= other_bits
}

pub(crate) fn network(place: usize) -> (IpAddr, u32) {
    let (address, bits) = NETWORKS[place][0].split_once('/').unwrap();
    (address.parse().unwrap(), bits.parse().unwrap())
}

/// Returns whether two neighbouring leaves share an alternative, or exclude each other.
pub(crate) fn clash(all: bool, one: &Tree, other: &Tree) -> bool {
    match (one, other) {
        (Tree::Grant(one, values), Tree::Grant(other, others)) => {
            let names: Vec<&str> = others.iter().flat_map(Value::names).collect();
            one == other && values.iter().flat_map(Value::names).any(|name| names.contains(&name))
        }
        // In `all` they have something in common.
        (Tree::Issuer(_), Tree::Issuer(_)) | (Tree::Acr(_), Tree::Acr(_)) if all => false,
        (Tree::Ip(_), Tree::Ip(_)) if all => true,
        (Tree::Issuer(one), Tree::Issuer(other)) | (Tree::Acr(one), Tree::Acr(other)) => {
            one.iter().any(|name| other.contains(name))
        }
        (Tree::Ip(one), Tree::Ip(other)) => one.iter().any(|one| {
            other.iter().any(|other| is_inside(*one, *other) || is_inside(*other, *one))
        }),
        (Tree::MaxAge(_), Tree::MaxAge(_)) => true,
        _ => false,
    }
}

/// Returns whether a caller surely can meet both, without knowledge of the facts.
pub(crate) fn hold_together(one: &Tree, other: &Tree, policies: &[Tree]) -> bool {
    let disjoint =
        |one: &Vec<&str>, other: &Vec<&str>| !one.iter().any(|name| other.contains(name));
    let exclude = |one: &Tree, other: &Tree| match (one, other) {
        (Tree::Issuer(one), Tree::Issuer(other)) | (Tree::Acr(one), Tree::Acr(other)) => {
            disjoint(one, other)
        }
        (Tree::Ip(_), Tree::Ip(_)) => true,
        (Tree::Compare(_, "contains", _), Tree::Compare(_, "contains", _)) => false,
        (Tree::Compare(left, _, right), Tree::Compare(other_left, _, other_right)) => {
            let others = [other_left, other_right];
            [left, right].into_iter().any(|operand| {
                matches!(operand, Operand::Claim(_) | Operand::Subject) && others.contains(&operand)
            })
        }
        _ => false,
    };
    let others = ways(other, policies);
    ways(one, policies).iter().any(|way| {
        others
            .iter()
            .any(|others| !way.iter().any(|leaf| others.iter().any(|other| exclude(leaf, other))))
    })
}
