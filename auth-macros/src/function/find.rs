//! Finds words and variables in tokens.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};

/// Returns the first place of the word.
pub(crate) fn find_word(tokens: &TokenStream, wanted: &str) -> Option<Ident> {
    find_word_in(tokens.clone().into_iter(), wanted)
}

/// Returns the first place of the word, in a list of tokens.
pub(super) fn find_word_in(
    mut tokens: impl Iterator<Item = TokenTree>,
    wanted: &str,
) -> Option<Ident> {
    tokens.find_map(|token| match token {
        TokenTree::Ident(word) if word == wanted => Some(word),
        TokenTree::Group(group) => find_word(&group.stream(), wanted),
        _ => None,
    })
}

/// Returns the name of a variable that an expression uses, with the hygiene of that word. A format
/// string may use it too: `"{identity:?}"`.
pub(crate) fn find_name(tokens: &TokenStream, wanted: &str) -> Option<Ident> {
    find_variable(tokens, wanted).or_else(|| {
        in_a_string(tokens, &format!("{{{wanted}")).then(|| Ident::new(wanted, Span::call_site()))
    })
}

fn in_a_string(tokens: &TokenStream, start: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Literal(literal) => literal.to_string().contains(start),
        TokenTree::Group(group) => in_a_string(&group.stream(), start),
        _ => false,
    })
}

/// Returns the first place where the word is a variable: neither a field (`post.identity`) nor a
/// part of a path (`a::identity`).
fn find_variable(tokens: &TokenStream, wanted: &str) -> Option<Ident> {
    let mut before = String::new();
    for token in tokens.clone() {
        let found = match &token {
            TokenTree::Ident(word) if word == wanted => {
                let is_part =
                    (before.ends_with('.') && !before.ends_with("..")) || before.ends_with("::");
                (!is_part).then(|| word.clone())
            }
            TokenTree::Group(group) => find_variable(&group.stream(), wanted),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
        match &token {
            TokenTree::Punct(sign) => before.push(sign.as_char()),
            _ => before.clear(),
        }
    }
    None
}
