//! Attributes without mistakes, and what they become.

use crate::error::Mistakes;
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn accepted(generate: impl FnOnce(&mut Mistakes) -> TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
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

/// The generated rule, without the path in front of each constructor.
pub(super) fn rule(arguments: &str) -> String {
    let text = require(
        arguments,
        &quote!(
            fn handler() {}
        ),
    );
    let (_, rest) = text.split_once("Rule = ").unwrap_or_else(|| panic!("no rule in {text}"));
    let (rule, _) = rest.split_once(" ; }").unwrap();
    rule.replace(":: auth_core :: __private :: Rule :: ", "")
        .replace(":: auth_core :: __private :: ", "")
        .replace(' ', "")
}
