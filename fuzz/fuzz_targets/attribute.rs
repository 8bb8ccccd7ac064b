//! Attributes: any input becomes a function that decides first, or one that rejects every request.
#![no_main]
#![allow(dead_code, unused_imports, reason = "the crate's own files, without its entry points")]

#[path = "../../auth-macros/src/entry.rs"]
mod entry;

use libfuzzer_sys::fuzz_target;
use entry::*;
use proc_macro2::TokenStream;

fuzz_target!(|text: &str| {
    let Ok(arguments) = text.parse::<TokenStream>() else { return };
    let item: TokenStream = "pub async fn handler(id: u64) -> u64 { id }".parse().expect("a function");
    let mut mistakes = errors::Errors::default();
    let tokens = require_tokens(arguments.clone(), item.clone(), &mut mistakes).to_string();
    if mistakes.into_errors().is_empty() {
        syn::parse_str::<syn::File>(&tokens).expect("what is accepted is Rust");
        assert!(tokens.contains("_guard : ") || tokens.contains(":: inquire"), "{tokens}");
    } else {
        // In front of the function, or with `from = …` as the first thing in its body.
        let is_guarded = tokens.contains(":: Guard < ") && tokens.contains(":: Never >");
        let is_stopped = tokens.contains("{ const __REQUIRE_DECISION : () = () ; if true { :: core :: panic ! (");
        assert!(is_guarded || is_stopped, "{tokens}");
    }
    let mut mistakes = errors::Errors::default();
    let tokens = public_tokens(arguments.clone(), item, &mut mistakes).to_string();
    if !mistakes.into_errors().is_empty() {
        assert!(tokens.contains(":: Never >"), "{tokens}");
    }
    let mut mistakes = errors::Errors::default();
    let tokens = policy_tokens(arguments, &mut mistakes).to_string();
    if mistakes.into_errors().is_empty() {
        syn::parse_str::<syn::File>(&tokens).expect("what is accepted is Rust");
    }
});
