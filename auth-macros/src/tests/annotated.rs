//! Source text with each message under the tokens where it must stand:
//!
//! ```text
//! rol = "admin"
//! ^^^ unknown requirement `rol`, did you mean `role`?
//! ```
//!
//! `@` stands for the attribute as a whole.

use crate::errors::Errors;
use crate::keywords::Kind;
use proc_macro2::{Span, TokenStream};

/// `#[require(…)]` on a handler without arguments.
pub(super) fn require(annotated: &str) {
    attribute(annotated, |tokens, mistakes| {
        let handler = "async fn handler() {}".parse().unwrap();
        crate::require_tokens(tokens, handler, mistakes)
    });
}

/// Checks the messages of `#[require(…)]` about its item.
pub(super) fn required(arguments: &str, annotated: &str) {
    attribute(annotated, |item, mistakes| {
        crate::require_tokens(arguments.parse().unwrap(), item, mistakes)
    });
}

pub(super) fn public(annotated: &str) {
    attribute(annotated, |tokens, mistakes| {
        let handler = "async fn handler() {}".parse().unwrap();
        crate::public_tokens(tokens, handler, mistakes)
    });
}

/// Checks the messages of `#[public(…)]` about its item.
pub(super) fn published(arguments: &str, annotated: &str) {
    attribute(annotated, |item, mistakes| {
        crate::public_tokens(arguments.parse().unwrap(), item, mistakes)
    });
}

pub(super) fn policy(annotated: &str) {
    attribute(annotated, crate::policy_tokens);
}

pub(super) fn derive(kind: Kind, annotated: &str) {
    attribute(annotated, |tokens, mistakes| crate::derive_tokens(kind, tokens, mistakes));
}

/// Compares the annotated text with the one that the macro's messages give.
fn attribute(annotated: &str, generate: impl FnOnce(TokenStream, &mut Errors) -> TokenStream) {
    let is_message = |line: &&str| line.trim_start().starts_with(['^', '@']);
    let source: Vec<&str> = annotated.lines().filter(|line| !is_message(line)).collect();
    let mut mistakes = Errors::default();
    let text = generate(source.join("\n").parse().unwrap(), &mut mistakes).to_string();
    let errors = mistakes.into_errors();
    let actual = annotate(&source, &errors);
    assert_eq!(actual, annotated, "\n<<<<\n{annotated}\n====\n{actual}\n>>>>\n");
    assert!(!errors.is_empty(), "a mistake was accepted: {annotated}");
    let unguardable = errors.iter().any(|error| error.to_string().contains("cannot guard"));
    let guarded = text.contains(":: Never") || text.contains("if true { :: core :: panic !");
    let closed = !text.contains("fn handler") || unguardable || guarded;
    assert!(
        closed,
        "with a mistake, the handler must be behind a guard that nobody can pass: {text}"
    );
}

fn annotate(source: &[&str], errors: &[syn::Error]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for (number, line) in source.iter().enumerate() {
        lines.push((*line).to_owned());
        let mut here: Vec<(usize, String)> = errors
            .iter()
            .filter(|error| !is_whole(error.span()) && error.span().start().line == number + 1)
            .map(|error| {
                let (start, end) = (error.span().start(), error.span().end());
                let length = if end.line == start.line { end.column - start.column } else { 1 };
                (
                    start.column,
                    format!("{}{} {error}", " ".repeat(start.column), "^".repeat(length)),
                )
            })
            .collect();
        here.sort();
        lines.extend(here.into_iter().map(|(_, line)| line));
    }
    lines.extend(
        errors.iter().filter(|error| is_whole(error.span())).map(|error| format!("@ {error}")),
    );
    lines.join("\n")
}

fn is_whole(span: Span) -> bool {
    span.start() == span.end()
}
