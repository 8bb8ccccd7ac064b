//! A rule as an expression that makes the reference's tree, and as it prints itself.

use std::net::IpAddr;

use crate::allowed::network;
use crate::material::{AGES, NETWORKS, Operand, Tree, Value};

/// As an expression that makes the reference's tree.
pub(crate) fn expression(tree: &Tree, policies: &[Tree]) -> String {
    let list = |children: &[Tree]| {
        children.iter().map(|child| expression(child, policies)).collect::<Vec<_>>().join(", ")
    };
    let operand = |operand: &Operand| match operand {
        Operand::Claim(names) => format!("Operand::Claim(&{names:?})"),
        Operand::Text(text) => format!("Operand::Text({text:?})"),
        Operand::Integer(number) => format!("Operand::Integer({number})"),
        Operand::Float(number) => format!("Operand::Float({number:?})"),
        Operand::Boolean(truth) => format!("Operand::Boolean({truth})"),
        Operand::Path(name) => format!("Operand::Path({name:?})"),
        Operand::Subject => "Operand::Subject".to_owned(),
    };
    match tree {
        Tree::Authenticated => "Tree::Authenticated".to_owned(),
        Tree::Grant(kind, values) => {
            let values: Vec<String> = values
                .iter()
                .map(|value| match value {
                    Value::Text(name) => format!("Value::Text({name:?})"),
                    Value::Typed(_, _, name, implied_by) => {
                        format!("Value::Typed {{ name: {name:?}, implied_by: &{implied_by:?} }}")
                    }
                })
                .collect();
            format!(
                "Tree::Grant(Kind::{}{}, &[{}])",
                kind[..1].to_uppercase(),
                &kind[1..],
                values.join(", ")
            )
        }
        Tree::Issuer(issuers) => format!("Tree::Issuer(&{issuers:?})"),
        Tree::Acr(classes) => format!("Tree::Acr(&{classes:?})"),
        Tree::MaxAge(place) => format!("Tree::MaxAge({})", AGES[*place].1),
        Tree::Ip(places) => {
            let networks: Vec<String> = places
                .iter()
                .map(|place| match network(*place) {
                    (IpAddr::V4(address), bits) => {
                        format!("(IpAddr::V4(Ipv4Addr::from_bits({})), {bits})", address.to_bits())
                    }
                    (IpAddr::V6(address), bits) => {
                        format!("(IpAddr::V6(Ipv6Addr::from_bits({})), {bits})", address.to_bits())
                    }
                })
                .collect();
            format!("Tree::Ip(&[{}])", networks.join(", "))
        }
        Tree::Compare(left, operator, right) => {
            let operator = match *operator {
                "==" => "Equal",
                ">=" => "AtLeast",
                ">" => "Above",
                "<=" => "AtMost",
                "<" => "Below",
                _ => "Contains",
            };
            format!("Tree::Compare({}, Operator::{operator}, {})", operand(left), operand(right))
        }
        Tree::Named(policy) => {
            format!(
                "Tree::Named(\"Policy{policy}\", &{})",
                expression(&policies[*policy], policies)
            )
        }
        Tree::Any(children) => format!("Tree::Any(&[{}])", list(children)),
        Tree::All(children) => format!("Tree::All(&[{}])", list(children)),
    }
}

/// Returns the tree as the rule prints itself: typed values by their names.
pub(crate) fn printed(tree: &Tree) -> String {
    text(tree, |_, _, name| format!("{name:?}"))
}

/// Returns the tree as an attribute that means the same: typed values by their paths.
pub(crate) fn repeated(tree: &Tree) -> String {
    text(tree, |class, variant, _| format!("{class}::{variant}"))
}

fn text(tree: &Tree, typed: fn(&str, &str, &str) -> String) -> String {
    let quoted = |texts: &[&str]| {
        texts.iter().map(|text| format!("{text:?}")).collect::<Vec<_>>().join(" | ")
    };
    let list = |children: &[Tree]| {
        children.iter().map(|child| text(child, typed)).collect::<Vec<_>>().join(", ")
    };
    match tree {
        Tree::Authenticated => "authenticated".to_owned(),
        Tree::Grant(kind, values) => {
            let values: Vec<String> = values
                .iter()
                .map(|value| match value {
                    Value::Text(name) => format!("{name:?}"),
                    Value::Typed(class, variant, name, _) => typed(class, variant, name),
                })
                .collect();
            format!("{kind} = {}", values.join(" | "))
        }
        Tree::Issuer(issuers) => format!("issuer = {}", quoted(issuers)),
        Tree::Acr(classes) => format!("acr = {}", quoted(classes)),
        Tree::MaxAge(place) => format!(
            "max_age = {:?}",
            match AGES[*place].1 {
                30 => "30s",
                60 => "1m",
                900 => "15m",
                5_400 => "90m",
                3_600 => "1h",
                86_400 => "1d",
                _ => "7d",
            }
        ),
        Tree::Ip(places) => {
            format!(
                "ip = {}",
                quoted(&places.iter().map(|place| NETWORKS[*place][0]).collect::<Vec<_>>())
            )
        }
        Tree::Compare(left, operator, right) => {
            format!("{} {operator} {}", printed_operand(left), printed_operand(right))
        }
        Tree::Named(policy) => format!("Policy{policy}"),
        Tree::Any(children) => format!("any({})", list(children)),
        Tree::All(children) => format!("all({})", list(children)),
    }
}

pub(crate) fn printed_operand(operand: &Operand) -> String {
    match operand {
        Operand::Claim(names) => {
            let dotted = |name: &&str| {
                if is_identifier(name) { format!(".{name}") } else { format!("[{name:?}]") }
            };
            format!("claim{}", names.iter().map(dotted).collect::<String>())
        }
        Operand::Path(name) => format!("path.{name}"),
        Operand::Subject => "subject".to_owned(),
        Operand::Text(text) => format!("{text:?}"),
        Operand::Integer(number) => format!("{number}"),
        Operand::Float(number) => format!("{number:?}"),
        Operand::Boolean(truth) => format!("{truth}"),
    }
}

pub(crate) fn is_identifier(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
}
