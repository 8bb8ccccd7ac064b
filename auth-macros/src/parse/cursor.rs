//! Looks at the next token, or skips it.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use std::fmt::Display;
use syn::parse::ParseStream;
use syn::{Error, Ident, Lit, Token};

/// Returns whether a keyword or a name comes next.
pub(super) fn word(input: ParseStream<'_>) -> Option<Ident> {
    input.cursor().ident().map(|(word, _)| word)
}

/// Returns whether a literal comes next, with or without a sign. A word is the usual case, and one
/// look tells.
pub(super) fn is_literal(input: ParseStream<'_>) -> bool {
    word(input).map_or_else(|| input.peek(Lit), |word| word == "true" || word == "false")
}

/// Returns all tokens of `==` or `&&`, and one token of all else.
pub(super) fn tokens(input: ParseStream<'_>) -> Vec<TokenTree> {
    let ahead = input.fork();
    let mut tokens = Vec::new();
    while let Ok(token) = ahead.parse::<TokenTree>() {
        let more = matches!(&token, TokenTree::Punct(sign) if sign.spacing() == Spacing::Joint);
        // A sign belongs to those before it. `'a` and `=r` are two things each.
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

/// Returns the usual name of the next token.
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

/// Returns an error at the next token.
pub(super) fn wrong(input: ParseStream<'_>, message: impl Display) -> Error {
    let tokens = tokens(input);
    if tokens.is_empty() {
        return Error::new(input.span(), message);
    }
    Error::new_spanned(tokens.into_iter().collect::<TokenStream>(), message)
}

/// Takes the tokens that [`tokens`] returns.
pub(super) fn skip(input: ParseStream<'_>) {
    for _ in tokens(input) {
        // This cannot fail: the line above has seen the token.
        let _seen = input.parse::<TokenTree>();
    }
}

/// Takes the tokens in front of the next comma.
pub(super) fn skip_to_comma(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        skip_one(input);
    }
}

/// Takes one token.
pub(super) fn skip_one(input: ParseStream<'_>) {
    // An error means that no token is left. That ends every loop that calls this function.
    let _end = input.parse::<TokenTree>();
}
