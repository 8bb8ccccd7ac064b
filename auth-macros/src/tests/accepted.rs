//! Attributes without errors, and the code that is generated for them.

use crate::errors::Errors;
use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::LitStr;

pub(super) fn accepted(generate: impl FnOnce(&mut Errors) -> TokenStream) -> TokenStream {
    let mut mistakes = Errors::default();
    let tokens = generate(&mut mistakes);
    let errors: Vec<String> = mistakes.into_errors().iter().map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{errors:?}");
    tokens
}

pub(super) fn require(arguments: &str, item: &TokenStream) -> String {
    let arguments = arguments.parse().unwrap();
    accepted(|mistakes| crate::require_tokens(arguments, item.clone(), mistakes)).to_string()
}

pub(super) fn public(arguments: &str, item: &TokenStream) -> String {
    let arguments = arguments.parse().unwrap();
    accepted(|mistakes| crate::public_tokens(arguments, item.clone(), mistakes)).to_string()
}

/// The generated rule: its text, or the tree without the path in front of each constructor.
pub(super) fn rule(arguments: &str) -> String {
    let text = require(
        arguments,
        &quote!(
            fn handler() {}
        ),
    );
    rule_in(&text)
}

/// Returns the rule in generated code.
pub(super) fn rule_in(text: &str) -> String {
    if let Some(text) = text_in(text.parse().unwrap()) {
        return text;
    }
    let (_, rest) = text.split_once("Rule = ").unwrap_or_else(|| panic!("no rule in {text}"));
    let (rule, _) = rest.split_once(" ; }").unwrap();
    rule.replace(":: auth_core :: macro_support :: Rule :: ", "")
        .replace(":: auth_core :: macro_support :: ", "")
        .replace(' ', "")
}

/// The literal behind `TEXT`.
fn text_in(tokens: TokenStream) -> Option<String> {
    let mut is_behind = false;
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Group(group) => text_in(group.stream()),
        TokenTree::Ident(ident) => {
            is_behind |= ident == "TEXT";
            None
        }
        TokenTree::Literal(literal) if is_behind => {
            Some(syn::parse2::<LitStr>(TokenTree::from(literal).into()).unwrap().value())
        }
        _ => None,
    })
}
