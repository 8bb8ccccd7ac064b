//! A rule as the tree of constants that it becomes where no text can say it.

use crate::ast::rust_text;
use crate::keywords::{Kind, Logic, Operator};
use crate::plan::CratePath;
use crate::validate::{Granted, Network, Number, Question, Rule, Scalar, Shape, Term};
use proc_macro2::{Delimiter, Group, Literal, Punct, Spacing, TokenStream};
use quote::{ToTokens, TokenStreamExt, quote, quote_spanned};
use std::net::IpAddr;
use syn::spanned::Spanned;

/// A rule of which every part is written straight into the stream that it stands in: a stream in another one costs a call into
/// the compiler.
pub(super) struct Tree<'a>(pub(super) &'a CratePath, pub(super) &'a Rule);

impl ToTokens for Tree<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self(root, rule) = self;
        let (name, arguments) = match rule.shape() {
            Shape::Acr(values) => ("Acr", quote!(&[#(#values),*])),
            Shape::Authenticated => return root.append(tokens, &["Rule", "Authenticated"]),
            Shape::Comparison(left, operator, right) => {
                let (left, operator, right) =
                    (term(root, left), Sign(root, *operator), term(root, right));
                ("compare", quote!(#root::Comparison::new(#left, #operator, #right)))
            }
            Shape::Grant(kind, values) => grant(root, *kind, values),
            Shape::Group(logic, rules) => {
                let rules = rules.iter().map(|rule| Tree(root, rule));
                let name = match logic {
                    Logic::All => "All",
                    Logic::Any => "Any",
                };
                (name, quote!(&[#(#rules),*]))
            }
            Shape::Ip(networks) => {
                let networks = networks.iter().map(|network| self::network(root, *network));
                ("Ip", quote!(&[#(#networks),*]))
            }
            Shape::Issuer(values) => ("Issuer", quote!(&[#(#values),*])),
            Shape::MaxAge(seconds) => {
                ("MaxAge", Literal::u64_unsuffixed(*seconds).into_token_stream())
            }
            Shape::Question(Question { index, expression }) => {
                let index = Literal::usize_unsuffixed(*index);
                let text = rust_text(expression);
                ("Check", quote!(#index, #text))
            }
            Shape::Policy(path) => return quote!(#root::Rule::policy::<#path>()).to_tokens(tokens),
        };
        root.append(tokens, &["Rule", name]);
        tokens.append(Group::new(Delimiter::Parenthesis, arguments));
    }
}

/// What makes it, and of what.
fn grant(root: &CratePath, kind: Kind, values: &[Granted]) -> (&'static str, TokenStream) {
    let texts = values.iter().map(|value| match value {
        Granted::Text(text) => Some(text),
        Granted::Variant(_) => None,
    });
    if let Some(texts) = texts.collect::<Option<Vec<_>>>() {
        let constructor = match kind {
            Kind::Group => "Groups",
            Kind::Permission => "Permissions",
            Kind::Role => "Roles",
            Kind::Scope => "Scopes",
        };
        return (constructor, quote!(&[#(#texts),*]));
    }
    let constructor = match kind {
        Kind::Group => "group_values",
        Kind::Permission => "permission_values",
        Kind::Role => "role_values",
        Kind::Scope => "scope_values",
    };
    let values = values.iter().map(|value| granted(root, kind, value));
    (constructor, quote!(&[#(#values),*]))
}

fn granted(root: &CratePath, kind: Kind, value: &Granted) -> TokenStream {
    match value {
        Granted::Text(text) => quote!(#root::GrantValue::literal(#text)),
        // Spanned, so that what is no value of this kind is said where it was written.
        Granted::Variant(path) => match kind {
            Kind::Group => quote_spanned!(path.span()=> #root::group(&#path, #path.__auth_value())),
            Kind::Permission => {
                quote_spanned!(path.span()=> #root::permission(&#path, #path.__auth_value()))
            }
            Kind::Role => quote_spanned!(path.span()=> #root::role(&#path, #path.__auth_value())),
            Kind::Scope => quote_spanned!(path.span()=> #root::scope(&#path, #path.__auth_value())),
        },
    }
}

fn term(root: &CratePath, term: &Term) -> TokenStream {
    match term {
        Term::Claim(names) => quote!(#root::Operand::Claim(&[#(#names),*])),
        Term::Path(name) => quote!(#root::Operand::Path(#name)),
        Term::Subject => quote!(#root::Operand::Subject),
        Term::Scalar(Scalar::Boolean(value)) => quote!(#root::Operand::Boolean(#value)),
        Term::Scalar(Scalar::Number(Number::Float(value))) => {
            let sign = (*value < 0.0).then(|| Punct::new('-', Spacing::Alone));
            let value = Literal::f64_unsuffixed(value.abs());
            quote!(#root::Operand::Float(#sign #value))
        }
        Term::Scalar(Scalar::Number(Number::Integer(value))) => {
            let value = Integer(*value);
            quote!(#root::Operand::Integer(#value))
        }
        Term::Scalar(Scalar::Text(value)) => quote!(#root::Operand::Text(#value)),
    }
}

/// A whole number. The sign is a token of its own, which not every printer of literals knows.
struct Integer(i128);

impl ToTokens for Integer {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if self.0 < 0 {
            tokens.append(Punct::new('-', Spacing::Alone));
        }
        tokens.append(Literal::u128_unsuffixed(self.0.unsigned_abs()));
    }
}

/// The operator's constant.
struct Sign<'a>(&'a CratePath, Operator);

impl ToTokens for Sign<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self(root, operator) = self;
        let name = match operator {
            Operator::Above => "Above",
            Operator::AtLeast => "AtLeast",
            Operator::AtMost => "AtMost",
            Operator::Below => "Below",
            Operator::Contains => "Contains",
            Operator::Equal => "Equal",
        };
        root.append(tokens, &["Operator", name]);
    }
}

fn network(root: &CratePath, network: Network) -> TokenStream {
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
