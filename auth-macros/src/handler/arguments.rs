//! A function's arguments: those that our attributes put there, and the function's own.

use proc_macro2::{Ident, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::BTreeSet;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser, Result};
use syn::{FnArg, Pat, Token, parenthesized};

pub(crate) struct Arguments {
    /// Where the parentheses stand.
    pub(crate) span: Span,
    /// What the attributes above have put in front, in the order in which it decides.
    pub(crate) markers: Vec<Marker>,
    own: TokenStream,
    /// How many the function has itself, as far as they can be read.
    pub(crate) count: usize,
    pub(crate) receiver: Option<Ident>,
    pub(crate) variadic: Option<Span>,
    names: BTreeSet<String>,
    bindings: BTreeSet<String>,
}

/// An argument that another of our attributes has put there.
pub(crate) struct Marker {
    argument: FnArg,
    pub(crate) meaning: Meaning,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Guarded,
    Public,
    /// The attribute above had a mistake and has reported it.
    Refused,
}

impl Arguments {
    /// The function's own arguments, as they were written.
    pub(crate) fn own(&self) -> &TokenStream {
        &self.own
    }

    /// Whether the word stands anywhere in the arguments, as the name of one or otherwise.
    pub(crate) fn mention(&self, word: &str) -> bool {
        self.names.contains(word)
    }
}

impl Arguments {
    /// Whether the word is the name of an argument, or of a part of one that a pattern takes apart.
    pub(crate) fn bind(&self, word: &str) -> bool {
        self.bindings.contains(word)
    }
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let content;
        let span = parenthesized!(content in input).span.join();
        let mut names = BTreeSet::new();
        collect_words(&content.fork().parse()?, &mut names);
        let markers = markers(&content)?;
        let own: TokenStream = content.parse()?;
        let count = count.parse2(own.clone()).unwrap_or_default();
        let bindings = bindings.parse2(own.clone()).unwrap_or_default();
        let receiver = receiver.parse2(own.clone()).ok();
        Ok(Self { span, markers, variadic: variadic(&own), own, count, receiver, names, bindings })
    }
}

impl ToTokens for Marker {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.argument.to_tokens(tokens);
    }
}

fn markers(input: ParseStream<'_>) -> Result<Vec<Marker>> {
    let mut markers = Vec::new();
    loop {
        let ahead = input.fork();
        let Some(marker) = ahead.parse().ok().and_then(marker) else {
            return Ok(markers);
        };
        input.parse::<FnArg>()?;
        input.parse::<Option<Token![,]>>()?;
        markers.push(marker);
    }
}

/// Ours are recognised by a name and a path that nobody writes by hand. Taking a user's argument for one of ours
/// would only move the next guard behind it, and it would decide all the same.
fn marker(argument: FnArg) -> Option<Marker> {
    let FnArg::Typed(typed) = &argument else { return None };
    let Pat::Ident(name) = &*typed.pat else { return None };
    let name = name.ident.to_string();
    let mut words = BTreeSet::new();
    collect_words(&typed.ty.to_token_stream(), &mut words);
    if !words.contains("__private") {
        return None;
    }
    let meaning = match () {
        () if name.starts_with("_public") => Meaning::Public,
        () if !name.starts_with("_guard") => return None,
        () if words.contains("Never") => Meaning::Refused,
        () => Meaning::Guarded,
    };
    Some(Marker { argument, meaning })
}

fn count(input: ParseStream<'_>) -> Result<usize> {
    Ok(input.parse_terminated(FnArg::parse, Token![,])?.len())
}

fn bindings(input: ParseStream<'_>) -> Result<BTreeSet<String>> {
    let mut bindings = BTreeSet::new();
    for argument in input.parse_terminated(FnArg::parse, Token![,])? {
        if let FnArg::Typed(typed) = argument {
            collect_bindings(&typed.pat.to_token_stream(), &mut bindings);
        }
    }
    Ok(bindings)
}

/// The words of a pattern but for those of `field:`, which name a part of what is taken apart.
fn collect_bindings(pattern: &TokenStream, words: &mut BTreeSet<String>) {
    let mut tokens = pattern.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(word) => {
                let is_field = matches!(tokens.peek(), Some(TokenTree::Punct(sign)) if sign.as_char() == ':');
                if !is_field {
                    words.insert(word.unraw().to_string());
                }
            }
            TokenTree::Group(group) => collect_bindings(&group.stream(), words),
            _ => {}
        }
    }
}

fn receiver(input: ParseStream<'_>) -> Result<Ident> {
    while input.parse::<Option<Token![#]>>()?.is_some() {
        input.parse::<TokenTree>()?;
    }
    if input.parse::<Option<Token![&]>>()?.is_some() {
        input.parse::<Option<syn::Lifetime>>()?;
    }
    input.parse::<Option<Token![mut]>>()?;
    let word = input.call(Ident::parse_any)?;
    input.parse::<TokenStream>()?;
    if word == "self" { Ok(word) } else { Err(input.error("no receiver")) }
}

/// Where `...` stands, if it does.
fn variadic(own: &TokenStream) -> Option<Span> {
    let mut joined: Option<(Span, usize)> = None;
    for token in own.clone() {
        let TokenTree::Punct(dot) = token else {
            joined = None;
            continue;
        };
        let (start, length) = joined.unwrap_or((dot.span(), 0));
        if dot.as_char() != '.' {
            joined = None;
        } else if length == 2 {
            return Some(start);
        } else {
            joined = (dot.spacing() == Spacing::Joint).then_some((start, length + 1));
        }
    }
    None
}

fn collect_words(tokens: &TokenStream, words: &mut BTreeSet<String>) {
    for token in tokens.clone() {
        match token {
            TokenTree::Ident(word) => {
                words.insert(word.unraw().to_string());
            }
            TokenTree::Group(group) => collect_words(&group.stream(), words),
            _ => {}
        }
    }
}
