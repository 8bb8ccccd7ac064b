//! Generates the constant of a rule: the calls that a person would write.

use super::place::at;
use crate::ast::rust_text;
use crate::keywords::{Kind, Logic, Operator};
use crate::plan::CratePath;
use crate::validate::{Granted, Network, Number, Question, Rule, Scalar, Shape, Term};
use proc_macro2::{Ident, Literal, Punct, Spacing, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt, format_ident, quote, quote_spanned};
use std::net::IpAddr;
use syn::Path;
use syn::spanned::Spanned;

/// A call of the function of `Rule` that builds `rule`.
pub(super) fn rule(root: &CratePath, rule: &Rule) -> TokenStream {
    match rule.shape() {
        Shape::Acr(values) => quote!(#root::Rule::acr(&[#(#values),*])),
        Shape::Authenticated => quote!(#root::Rule::authenticated()),
        Shape::Comparison(left, operator, right) => {
            let (left, right) = (term(root, left), term(root, right));
            let operator = self::operator(*operator);
            quote! {
                #root::Rule::compare(
                    #root::Comparison::new(#left, #root::Operator::#operator, #right)
                )
            }
        }
        Shape::Grant(kind, values) => grant(root, *kind, values),
        Shape::Group(logic, rules) => {
            let function = match logic {
                Logic::All => quote!(all),
                Logic::Any => quote!(any),
            };
            let rules = rules.iter().map(|rule| self::rule(root, rule));
            quote!(#root::Rule::#function(&[#(#rules),*]))
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
        Shape::Policy(path) => quote!(#root::Rule::policy::<#path>()),
        Shape::Question(Question { index, expression }) => {
            let (index, text) = (Literal::usize_unsuffixed(*index), rust_text(expression));
            quote!(#root::Rule::check(#index, #text))
        }
    }
}

fn grant(root: &CratePath, kind: Kind, values: &[Granted]) -> TokenStream {
    match values {
        [Granted::Text(name)] => {
            let function = Ident::new(kind.word(), Span::call_site());
            return quote!(#root::Rule::#function(#name));
        }
        // One value without a list: the compiler checks it in less time.
        [Granted::Variant(path)] => {
            let value = variant(root, kind, path);
            return quote!(#root::Rule::grant(#value));
        }
        _ => {}
    }
    let function = format_ident!("any_{}", kind.word());
    let values = values.iter().map(|value| granted(root, kind, value));
    quote!(#root::Rule::#function(&[#(#values),*]))
}

fn granted(root: &CratePath, kind: Kind, value: &Granted) -> TokenStream {
    match value {
        Granted::Text(name) => quote!(#root::GrantValue::literal(#name)),
        Granted::Variant(path) => {
            let value = variant(root, kind, path);
            quote!(#root::GrantValue::of_kind(#value))
        }
    }
}

/// Returns the kind and the value of a variant. The kind comes first: of the compiler's messages
/// about a path to another item, the one about the kind is printed first, and points to the path.
fn variant(root: &CratePath, kind: Kind, path: &Path) -> TokenStream {
    let (root, span) = (at(path.span(), quote!(#root)), path.span());
    let function = Ident::new(kind.word(), span);
    quote_spanned!(span=> #root::#function(#path), #path.__auth_value())
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

/// A whole number. Its sign is a token of its own: some printers of literals know no other form.
struct Integer(i128);

impl ToTokens for Integer {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if self.0 < 0 {
            tokens.append(Punct::new('-', Spacing::Alone));
        }
        tokens.append(Literal::u128_unsuffixed(self.0.unsigned_abs()));
    }
}

/// Returns the name of the operator's constant.
fn operator(operator: Operator) -> Ident {
    let name = match operator {
        Operator::Above => "Above",
        Operator::AtLeast => "AtLeast",
        Operator::AtMost => "AtMost",
        Operator::Below => "Below",
        Operator::Contains => "Contains",
        Operator::Equal => "Equal",
    };
    Ident::new(name, Span::call_site())
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

/// Returns a group of an IPv6 address in the usual notation.
fn hexadecimal(group: u16) -> Literal {
    let text = if group == 0 { "0".to_owned() } else { format!("{group:#x}") };
    text.parse().unwrap_or_else(|_| Literal::u16_unsuffixed(group))
}
