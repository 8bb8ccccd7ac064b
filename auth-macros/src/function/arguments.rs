//! A function's arguments: those that our attributes put there, and the function's own.

use super::find_word;
use proc_macro2::{Group, Ident, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::BTreeSet;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser, Result};
use syn::{FnArg, Pat, PathArguments, PathSegment, Token, Type};

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
    /// All of them in print.
    text: String,
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
        if !self.text.contains(word) {
            return false;
        }
        let mut words = BTreeSet::new();
        collect_words(&self.own, &mut words);
        self.markers.iter().for_each(|marker| collect_words(&marker.to_token_stream(), &mut words));
        words.contains(word)
    }

    /// Where the function's own arguments say that word.
    pub(super) fn find_word(&self, wanted: &str) -> Option<Ident> {
        if self.text.contains(wanted) { find_word(&self.own, wanted) } else { None }
    }

    /// Whether the word is the name of an argument, or of a part of one that a pattern takes apart.
    pub(crate) fn bind(&self, word: &str) -> bool {
        // Read only here, for the few attributes that ask.
        bindings.parse2(self.own.clone()).is_ok_and(|bindings| bindings.contains(word))
    }

    /// Of what stands in the parentheses. Nothing for what cannot be read.
    pub(super) fn new(parentheses: &Group) -> Option<Self> {
        let mut own = parentheses.stream();
        let text = own.to_string();
        let mut tokens: Vec<TokenTree> = own.clone().into_iter().collect();
        let mut markers = Vec::new();
        // Nearly always, there is none.
        if tokens.first().is_some_and(is_ours) {
            (markers, own) = markers_and_own.parse2(own).ok()?;
            tokens = own.clone().into_iter().collect();
        }
        // Looked through by hand: to read types and patterns takes the compiler's time, at every handler.
        let (count, receiver, variadic) = (count(&tokens), receiver(&tokens), variadic(&tokens));
        Some(Self { span: parentheses.span(), markers, own, count, receiver, variadic, text })
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

/// Reads `_guard: …::macro_support::Guard<Policy>` and its kin, all of it: only our attributes write that.
// SECURITY: the next guard stands behind those that are there. Behind a user's argument that counted as one, it would decide too
// late: the framework would have extracted that argument for a caller whom the rule refuses.
fn marker(argument: FnArg) -> Option<Marker> {
    let FnArg::Typed(typed) = &argument else { return None };
    let (Pat::Ident(name), Type::Path(written)) = (&*typed.pat, &*typed.ty) else { return None };
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

/// The words of a pattern but for those of `field:`, which name a part of what is taken apart.
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

/// The commas that stand in no group and between no `<` and `>` separate them.
fn count(own: &[TokenTree]) -> usize {
    let mut count = 0;
    let mut depth = 0_usize;
    let mut arrow = false;
    let mut is_new = true;
    for token in own {
        let sign = sign(token);
        match sign {
            Some(('<', _)) => depth += 1,
            // The `>` of `->` closes nothing.
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

/// Behind attributes, `&`, a lifetime and `mut`.
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

/// Where `...` stands, if it does.
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
