//! Looks at the next token without taking it.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use std::fmt::Display;
use syn::parse::ParseStream;
use syn::{Error, Ident, Lit};

/// A keyword or a name.
pub(super) fn word(input: ParseStream<'_>) -> Option<Ident> {
    input.cursor().ident().map(|(word, _)| word)
}

/// Whether a literal comes next, with a sign in front or without. Most often it is a word, of which one look is enough.
pub(super) fn is_literal(input: ParseStream<'_>) -> bool {
    word(input).map_or_else(|| input.peek(Lit), |word| word == "true" || word == "false")
}

/// All of `==` or `&&`, and of anything else one token.
pub(super) fn tokens(input: ParseStream<'_>) -> Vec<TokenTree> {
    let ahead = input.fork();
    let mut tokens = Vec::new();
    while let Ok(token) = ahead.parse::<TokenTree>() {
        let more = matches!(&token, TokenTree::Punct(sign) if sign.spacing() == Spacing::Joint);
        // A sign belongs to those before it; `'a` and `=r` are two things.
        if !tokens.is_empty() && !matches!(token, TokenTree::Punct(_)) {
            break;
        }
        tokens.push(token);
        if !more {
            break;
        }
    }
    tokens
}

/// As one would name it.
pub(super) fn text(input: ParseStream<'_>) -> String {
    joined(&tokens(input))
}

pub(super) fn joined(tokens: &[TokenTree]) -> String {
    tokens.iter().map(token_text).collect()
}

fn token_text(token: &TokenTree) -> String {
    match token {
        TokenTree::Group(group) => match group.delimiter() {
            Delimiter::Parenthesis => "(…)".to_owned(),
            Delimiter::Bracket => "[…]".to_owned(),
            Delimiter::Brace => "{…}".to_owned(),
            Delimiter::None => group.stream().to_string(),
        },
        token => token.to_string(),
    }
}

/// A mistake that the next token is.
pub(super) fn wrong(input: ParseStream<'_>, message: impl Display) -> Error {
    let tokens = tokens(input);
    if tokens.is_empty() {
        return Error::new(input.span(), message);
    }
    Error::new_spanned(tokens.into_iter().collect::<TokenStream>(), message)
}

/// Takes what [`tokens`] shows.
pub(super) fn skip(input: ParseStream<'_>) {
    for _ in tokens(input) {
        // Cannot fail: the token was there a line before.
        let _seen = input.parse::<TokenTree>();
    }
}
