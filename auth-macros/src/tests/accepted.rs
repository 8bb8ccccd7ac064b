//! Expands attributes without mistakes.

use crate::errors::Errors;
use proc_macro2::TokenStream;
use quote::quote;
use syn::LitStr;

pub(super) fn accepted(generate: impl FnOnce(&mut Errors) -> TokenStream) -> TokenStream {
    let mut mistakes = Errors::default();
    let tokens = generate(&mut mistakes);
    let errors: Vec<String> = mistakes.into_errors().iter().map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{errors:?}");
    tokens
}

/// Returns the expansion without the documentation line of the handler.
pub(super) fn require(arguments: &str, item: &TokenStream) -> String {
    let text = require_documented(arguments, item);
    let Some((before, rest)) = text.split_once("# [doc = \"\\nRequires") else { return text };
    let (_, after) = rest.split_once("\"] ").unwrap();
    format!("{before}{after}")
}

/// Returns the whole expansion.
pub(super) fn require_documented(arguments: &str, item: &TokenStream) -> String {
    let arguments = arguments.parse().unwrap();
    accepted(|mistakes| crate::require_tokens(arguments, item.clone(), mistakes)).to_string()
}

pub(super) fn public(arguments: &str, item: &TokenStream) -> String {
    let arguments = arguments.parse().unwrap();
    accepted(|mistakes| crate::public_tokens(arguments, item.clone(), mistakes)).to_string()
}

/// Returns the generated rule, without the paths in front of each function.
pub(super) fn rule(arguments: &str) -> String {
    let text = require(
        arguments,
        &quote!(
            fn handler() {}
        ),
    );
    rule_in(&text)
}

/// Returns the rule in generated tokens, without the paths in front of each function.
pub(super) fn rule_in(text: &str) -> String {
    let (_, rest) = text.split_once("Rule = ").unwrap_or_else(|| panic!("no rule in {text}"));
    let (rule, _) = rest.split_once(" ; }").unwrap();
    rule.replace(":: auth_core :: macro_support :: Rule :: ", "")
        .replace(":: auth_core :: macro_support :: ", "")
        .replace(' ', "")
}

/// Returns the rule in the documentation line of the generated type.
pub(super) fn summary(arguments: &str) -> String {
    let handler = quote!(
        fn handler() {}
    );
    summary_in(&require(arguments, &handler))
}

/// Returns the rule in the documentation line of generated tokens.
pub(super) fn summary_in(text: &str) -> String {
    let (_, rest) = text.split_once("# [doc (hidden)] # [doc = ").unwrap();
    let (literal, _) = rest.split_once("] enum").unwrap();
    let line = syn::parse_str::<LitStr>(literal).unwrap().value();
    line.strip_prefix("Requires: `").and_then(|line| line.strip_suffix('`')).unwrap().to_owned()
}
