//! The arguments of a function: those of the attributes above, and the function's own.

use super::find::find_word;
use proc_macro2::{Group, Ident, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::BTreeSet;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser, Result};
use syn::{FnArg, GenericArgument, Pat, PatType, PathArguments, PathSegment, Token, Type};

pub(crate) struct Arguments {
    /// The place of the parentheses.
    pub(crate) span: Span,
    /// The arguments that the attributes above have added in front, in the order of their
    /// decisions.
    pub(crate) markers: Vec<Marker>,
    own: TokenStream,
    /// The number of the function's own arguments, as far as they can be parsed.
    pub(crate) count: usize,
    pub(crate) receiver: Option<Ident>,
    pub(crate) variadic: Option<Span>,
    /// All arguments as tokens.
    text: String,
}

/// An argument that another attribute of this crate has added.
pub(crate) struct Marker {
    argument: PatType,
    pub(crate) meaning: Meaning,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Guarded,
    Public,
    /// The marker of an attribute with a reported error.
    Refused,
}

impl Arguments {
    /// The function's own arguments, as they were written.
    pub(crate) fn own(&self) -> &TokenStream {
        &self.own
    }

    /// Returns whether the word occurs anywhere in the arguments.
    pub(crate) fn mention(&self, word: &str) -> bool {
        if !self.text.contains(word) {
            return false;
        }
        let mut words = BTreeSet::new();
        collect_words(&self.own, &mut words);
        self.markers.iter().for_each(|marker| collect_words(&marker.to_token_stream(), &mut words));
        words.contains(word)
    }

    /// Returns the place of the word in the function's own arguments.
    pub(super) fn find_word(&self, wanted: &str) -> Option<Ident> {
        if self.text.contains(wanted) { find_word(&self.own, wanted) } else { None }
    }

    /// Returns whether the word names an argument, or a part of one that a pattern binds.
    pub(crate) fn bind(&self, word: &str) -> bool {
        // Parsed only here, for the few attributes that need it.
        bindings.parse2(self.own.clone()).is_ok_and(|bindings| bindings.contains(word))
    }

    /// Parses the tokens in the parentheses. An argument that cannot be parsed is left out.
    pub(super) fn new(parentheses: &Group) -> Option<Self> {
        let mut own = parentheses.stream();
        let text = own.to_string();
        let mut tokens: Vec<TokenTree> = own.clone().into_iter().collect();
        let mut markers = Vec::new();
        // Nearly every handler has no marker.
        if tokens.first().is_some_and(is_ours) {
            (markers, own) = markers_and_own.parse2(own).ok()?;
            tokens = own.clone().into_iter().collect();
        }
        // Scanned by hand: parsing types and patterns at every handler would take compile time.
        let (count, receiver, variadic) = (count(&tokens), receiver(&tokens), variadic(&tokens));
        Some(Self { span: parentheses.span(), markers, own, count, receiver, variadic, text })
    }
}

impl Marker {
    pub(crate) fn argument(&self) -> &PatType {
        &self.argument
    }

    /// Returns the argument with another policy in its guard.
    pub(crate) fn with_policy(
        &self,
        change: impl FnOnce(&GenericArgument) -> TokenStream,
    ) -> PatType {
        let mut argument = self.argument.clone();
        if let Type::Path(written) = &mut *argument.ty
            && let Some(guard) = written.path.segments.last_mut()
            && let PathArguments::AngleBracketed(policies) = &mut guard.arguments
            && let Some(policy) = policies.args.first_mut()
        {
            *policy = GenericArgument::Type(Type::Verbatim(change(policy)));
        }
        argument
    }
}

impl ToTokens for Marker {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.argument.to_tokens(tokens);
    }
}

fn markers_and_own(input: ParseStream<'_>) -> Result<(Vec<Marker>, TokenStream)> {
    let mut markers = Vec::new();
    loop {
        let ahead = input.fork();
        let Some(marker) = ahead.parse().ok().and_then(marker) else {
            return Ok((markers, input.parse()?));
        };
        input.parse::<FnArg>()?;
        input.parse::<Option<Token![,]>>()?;
        markers.push(marker);
    }
}

/// Parses a whole argument such as `_guard: …::macro_support::Guard<Policy>`. Only these attributes
/// write it.
// SECURITY: the next guard stands behind those that are there. If a user's argument counted as one,
// the framework would extract that argument for a caller whom the rule refuses.
fn marker(argument: FnArg) -> Option<Marker> {
    let FnArg::Typed(argument) = argument else { return None };
    let (Pat::Ident(name), Type::Path(written)) = (&*argument.pat, &*argument.ty) else {
        return None;
    };
    let segments: Vec<&PathSegment> = written.path.segments.iter().collect();
    let (guard, modules) = segments.split_last()?;
    let modules = modules
        .split_last()
        .map_or(modules, |(last, rest)| if last.ident == "axum" { rest } else { modules });
    let PathArguments::AngleBracketed(policies) = &guard.arguments else { return None };
    if policies.args.len() != 1
        || modules.last().is_none_or(|module| module.ident != "macro_support")
    {
        return None;
    }
    let name = name.ident.to_string();
    let name = name.trim_end_matches(|last: char| last.is_ascii_digit());
    let meaning = match (name, guard.ident.to_string().as_str()) {
        ("_public", "Public") => Meaning::Public,
        ("_guard", "Guard") if find_word(&policies.to_token_stream(), "Never").is_some() => {
            Meaning::Refused
        }
        ("_guard", "Guard" | "ReportOnly" | "PendingGuard") => Meaning::Guarded,
        _ => return None,
    };
    Some(Marker { argument, meaning })
}

fn is_ours(first: &TokenTree) -> bool {
    let TokenTree::Ident(word) = first else { return false };
    let word = word.to_string();
    word.starts_with("_guard") || word.starts_with("_public")
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

/// Returns the words that a pattern binds, without the field names in `field: pattern`.
fn collect_bindings(pattern: &TokenStream, words: &mut BTreeSet<String>) {
    let mut tokens = pattern.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(word) => {
                let is_field =
                    matches!(tokens.peek(), Some(TokenTree::Punct(sign)) if sign.as_char() == ':');
                if !is_field {
                    words.insert(word.unraw().to_string());
                }
            }
            TokenTree::Group(group) => collect_bindings(&group.stream(), words),
            _ => {}
        }
    }
}

/// Splits the arguments at commas that stand in no group and in no `<…>`.
fn count(own: &[TokenTree]) -> usize {
    let mut count = 0;
    let mut depth = 0_usize;
    let mut arrow = false;
    let mut is_new = true;
    for token in own {
        let sign = sign(token);
        match sign {
            Some(('<', _)) => depth += 1,
            // The `>` of `->` closes no bracket.
            Some(('>', _)) if !arrow => depth = depth.saturating_sub(1),
            _ => {}
        }
        arrow = sign == Some(('-', Spacing::Joint));
        let is_comma = depth == 0 && sign.is_some_and(|(sign, _)| sign == ',');
        if is_new && !is_comma {
            count += 1;
        }
        is_new = is_comma;
    }
    count
}

/// Skips attributes, `&`, a lifetime and `mut`.
fn receiver(own: &[TokenTree]) -> Option<Ident> {
    let mut rest = own;
    loop {
        rest = match rest {
            [first, TokenTree::Group(_), tail @ ..] if is_sign(first, '#') => tail,
            [first, TokenTree::Ident(_), tail @ ..] if is_sign(first, '\'') => tail,
            [first, tail @ ..] if is_sign(first, '&') => tail,
            [TokenTree::Ident(word), tail @ ..] if word == "mut" => tail,
            [TokenTree::Ident(word), ..] => return (word == "self").then(|| word.clone()),
            _ => return None,
        };
    }
}

/// Returns the place of `...`.
fn variadic(own: &[TokenTree]) -> Option<Span> {
    own.windows(3).find_map(|three| match three {
        [first, second, third]
            if sign(first) == Some(('.', Spacing::Joint))
                && sign(second) == Some(('.', Spacing::Joint))
                && is_sign(third, '.') =>
        {
            Some(first.span())
        }
        _ => None,
    })
}

fn sign(token: &TokenTree) -> Option<(char, Spacing)> {
    match token {
        TokenTree::Punct(sign) => Some((sign.as_char(), sign.spacing())),
        _ => None,
    }
}

fn is_sign(token: &TokenTree, wanted: char) -> bool {
    sign(token).is_some_and(|(sign, _)| sign == wanted)
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
