//! The reference's rules as those of the implementation.

use std::net::IpAddr;

use auth_core::policy::{Comparison, Rule};
use auth_core::request::Network;
use tests::reference::{Kind, Operand, Operator, Tree, Value};

pub(crate) fn leak<T>(list: Vec<T>) -> &'static [T] {
    Box::leak(list.into_boxed_slice())
}

pub(crate) fn rule(tree: &Tree) -> Rule {
    match tree {
        Tree::Authenticated => Rule::authenticated(),
        Tree::Never => Rule::never(),
        Tree::Any(trees) => Rule::any(leak(trees.iter().map(rule).collect())),
        Tree::All(trees) => Rule::all(leak(trees.iter().map(rule).collect())),
        Tree::Named(..) => unreachable!("only macros name rules"),
        Tree::Issuer(issuers) => Rule::issuer(issuers),
        Tree::Acr(classes) => Rule::acr(classes),
        Tree::MaxAge(age) => Rule::max_age(*age),
        Tree::Ip(networks) => Rule::ip(leak(networks.iter().map(network).collect())),
        Tree::Compare(left, operator, right) => {
            let operator = match operator {
                Operator::Equal => auth_core::policy::Operator::Equal,
                Operator::AtLeast => auth_core::policy::Operator::AtLeast,
                Operator::Above => auth_core::policy::Operator::Above,
                Operator::AtMost => auth_core::policy::Operator::AtMost,
                Operator::Below => auth_core::policy::Operator::Below,
                Operator::Contains => auth_core::policy::Operator::Contains,
            };
            Rule::compare(Comparison::new(operand(*left), operator, operand(*right)))
        }
        Tree::Grant(kind, values) => {
            let values = values.iter().map(|value| match *value {
                Value::Text(name) => auth_core::policy::GrantValue::literal(name),
                Value::Typed { name, implied_by } => {
                    auth_core::policy::GrantValue::new(name, implied_by)
                }
            });
            let values = leak(values.collect());
            match kind {
                Kind::Role => Rule::any_role(values),
                Kind::Scope => Rule::any_scope(values),
                Kind::Permission => Rule::any_permission(values),
                Kind::Group => Rule::any_group(values),
            }
        }
    }
}

pub(crate) fn network((address, bits): &(IpAddr, u8)) -> Network {
    match address {
        IpAddr::V4(address) => Network::v4(address.octets(), *bits),
        IpAddr::V6(address) => Network::v6(address.segments(), *bits),
    }
}

pub(crate) fn operand(operand: Operand) -> auth_core::policy::Operand {
    match operand {
        Operand::Claim(names) => auth_core::policy::Operand::Claim(names),
        Operand::Path(name) => auth_core::policy::Operand::Path(name),
        Operand::Subject => auth_core::policy::Operand::Subject,
        Operand::Text(text) => auth_core::policy::Operand::Text(text),
        Operand::Integer(number) => auth_core::policy::Operand::Integer(number),
        Operand::Float(number) => auth_core::policy::Operand::Float(number),
        Operand::Boolean(truth) => auth_core::policy::Operand::Boolean(truth),
    }
}
