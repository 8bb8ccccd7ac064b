//! The place of generated tokens in messages.

use proc_macro2::{Group, Span, TokenStream, TokenTree};

/// Moves tokens to `place` for messages. The meaning of names stays.
pub(super) fn at(place: Span, tokens: TokenStream) -> TokenStream {
    let moved = tokens.into_iter().map(|mut token| {
        if let TokenTree::Group(group) = &token {
            token = Group::new(group.delimiter(), at(place, group.stream())).into();
        }
        token.set_span(token.span().located_at(place));
        token
    });
    moved.collect()
}
