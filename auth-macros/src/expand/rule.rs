//! A rule as the constant that it becomes.

use crate::check::{Granted, Network, Number, Question, Rule, Scalar, Shape, Term};
use crate::plan::Root;
use crate::syntax::rust_text;
use crate::words::{Kind, Logic, Operator};
use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use std::net::IpAddr;
use syn::spanned::Spanned;

pub(super) fn rule(root: &Root, rule: &Rule) -> TokenStream {
    match rule.shape() {
        Shape::Acr(values) => quote!(#root::Rule::acr(&[#(#values),*])),
        Shape::Authenticated => quote!(#root::Rule::Authenticated),
        Shape::Comparison(left, operator, right) => comparison(root, left, *operator, right),
        Shape::Grant(kind, values) => grant(root, *kind, values),
        Shape::Group(logic, rules) => {
            let constructor = match logic {
                Logic::All => quote!(All),
                Logic::Any => quote!(Any),
            };
            let rules = rules.iter().map(|one| self::rule(root, one));
            quote!(#root::Rule::#constructor(&[#(#rules),*]))
        }
        Shape::Ip(networks) => {
            let networks = networks.iter().map(|network| self::network(root, *network));
            quote!(#root::Rule::ip(&[#(#networks),*]))
        }
        Shape::Issuer(values) => quote!(#root::Rule::issuer(&[#(#values),*])),
        Shape::MaxAge(seconds) => {
            let seconds = Literal::u64_unsuffixed(*seconds);
            quote!(#root::Rule::max_age(#seconds))
        }
        Shape::Question(Question { index, expression }) => {
            let index = Literal::usize_unsuffixed(*index);
            let text = rust_text(expression);
            quote!(#root::Rule::check(#index, #text))
        }
        Shape::Policy(path) => quote!(#root::Rule::policy::<#path>()),
    }
}

fn grant(root: &Root, kind: Kind, values: &[Granted]) -> TokenStream {
    // One alternative is a variant of the enum `Rule`, which the compiler is much quicker with than with calls.
    match values {
        [Granted::Text(text)] => {
            let variant = match kind {
                Kind::Group => quote!(Group),
                Kind::Permission => quote!(Permission),
                Kind::Role => quote!(Role),
                Kind::Scope => quote!(Scope),
            };
            return quote!(#root::Rule::#variant(#text));
        }
        [Granted::Variant(path)] => {
            let variant = match kind {
                Kind::Group => quote!(GroupVariant),
                Kind::Permission => quote!(PermissionVariant),
                Kind::Role => quote!(RoleVariant),
                Kind::Scope => quote!(ScopeVariant),
            };
            // Spanned, so that what is no value of this kind is said where it was written.
            let path = quote_spanned!(path.span()=> &#path);
            return quote!(#root::Rule::#variant(#path));
        }
        _ => {}
    }
    let texts: Option<Vec<_>> = values
        .iter()
        .map(|value| match value {
            Granted::Text(text) => Some(text),
            Granted::Variant(_) => None,
        })
        .collect();
    if let Some(texts) = texts {
        let constructor = match kind {
            Kind::Group => quote!(group),
            Kind::Permission => quote!(permission),
            Kind::Role => quote!(role),
            Kind::Scope => quote!(scope),
        };
        return quote!(#root::Rule::#constructor(&[#(#texts),*]));
    }
    let constructor = match kind {
        Kind::Group => quote!(group_values),
        Kind::Permission => quote!(permission_values),
        Kind::Role => quote!(role_values),
        Kind::Scope => quote!(scope_values),
    };
    let values = values.iter().map(|value| granted(root, kind, value));
    quote!(#root::Rule::#constructor(&[#(#values),*]))
}

fn granted(root: &Root, kind: Kind, value: &Granted) -> TokenStream {
    match value {
        Granted::Text(text) => quote!(#root::Value::literal(#text)),
        // Spanned, so that what is no value of this kind is said where it was written.
        Granted::Variant(path) => match kind {
            Kind::Group => quote_spanned!(path.span()=> #root::group(&#path, #path.__auth_value())),
            Kind::Permission => quote_spanned!(path.span()=> #root::permission(&#path, #path.__auth_value())),
            Kind::Role => quote_spanned!(path.span()=> #root::role(&#path, #path.__auth_value())),
            Kind::Scope => quote_spanned!(path.span()=> #root::scope(&#path, #path.__auth_value())),
        },
    }
}

fn comparison(root: &Root, left: &Term, operator: Operator, right: &Term) -> TokenStream {
    let operator = self::operator(root, operator);
    match (left, right) {
        (Term::Claim(names), Term::Scalar(Scalar::Text(text))) => {
            quote!(#root::Rule::ClaimText(&[#(#names),*], #operator, #text))
        }
        (Term::Claim(names), Term::Scalar(Scalar::Number(Number::Integer(value)))) => {
            let value = integer(*value);
            quote!(#root::Rule::ClaimInteger(&[#(#names),*], #operator, #value))
        }
        _ => {
            let (left, right) = (term(root, left), term(root, right));
            quote!(#root::Rule::compare(#root::Comparison::new(#left, #operator, #right)))
        }
    }
}

fn term(root: &Root, term: &Term) -> TokenStream {
    match term {
        Term::Claim(names) => quote!(#root::Operand::Claim(&[#(#names),*])),
        Term::Path(name) => quote!(#root::Operand::Path(#name)),
        Term::Subject => quote!(#root::Operand::Subject),
        Term::Scalar(Scalar::Boolean(value)) => quote!(#root::Operand::Boolean(#value)),
        Term::Scalar(Scalar::Number(Number::Float(value))) => {
            let value = signed(*value < 0.0, Literal::f64_unsuffixed(value.abs()));
            quote!(#root::Operand::Float(#value))
        }
        Term::Scalar(Scalar::Number(Number::Integer(value))) => {
            let value = integer(*value);
            quote!(#root::Operand::Integer(#value))
        }
        Term::Scalar(Scalar::Text(value)) => quote!(#root::Operand::Text(#value)),
    }
}

fn integer(value: i128) -> TokenStream {
    signed(value < 0, Literal::u128_unsuffixed(value.unsigned_abs()))
}

/// The sign is a token of its own, which not every printer of literals knows.
fn signed(is_negative: bool, literal: Literal) -> TokenStream {
    if is_negative { quote!(-#literal) } else { literal.into_token_stream() }
}

fn operator(root: &Root, operator: Operator) -> TokenStream {
    match operator {
        Operator::Above => quote!(#root::Operator::Above),
        Operator::AtLeast => quote!(#root::Operator::AtLeast),
        Operator::AtMost => quote!(#root::Operator::AtMost),
        Operator::Below => quote!(#root::Operator::Below),
        Operator::Contains => quote!(#root::Operator::Contains),
        Operator::Equal => quote!(#root::Operator::Equal),
    }
}

fn network(root: &Root, network: Network) -> TokenStream {
    let prefix = Literal::u8_unsuffixed(network.prefix);
    match network.address {
        IpAddr::V4(address) => {
            let parts = address.octets().map(Literal::u8_unsuffixed);
            quote!(#root::Network::v4([#(#parts),*], #prefix))
        }
        IpAddr::V6(address) => {
            let parts = address.segments().map(hexadecimal);
            quote!(#root::Network::v6([#(#parts),*], #prefix))
        }
    }
}

/// As one writes the groups of an IPv6 address.
fn hexadecimal(group: u16) -> Literal {
    let text = if group == 0 { "0".to_owned() } else { format!("{group:#x}") };
    text.parse().unwrap_or_else(|_| Literal::u16_unsuffixed(group))
}
