//! The body of a function, kept as tokens: half-typed code expands, and no name in it changes
//! meaning.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};

pub(crate) struct Body(Group);

impl Body {
    /// The last token of a function. `macro_rules!` may pass it as `$body:block`, in a group
    /// without delimiters.
    pub(super) fn new(last: TokenTree) -> Option<Self> {
        let TokenTree::Group(group) = last else { return None };
        match group.delimiter() {
            Delimiter::Brace => Some(Self(group)),
            Delimiter::None => group.stream().into_iter().last().and_then(Self::new),
            Delimiter::Bracket | Delimiter::Parenthesis => None,
        }
    }

    /// Returns the tokens in the braces: first the inner attributes (`#![allow(…)]`), which must
    /// stay first.
    pub(crate) fn contents(&self) -> (TokenStream, TokenStream) {
        let mut rest: Vec<TokenTree> = self.0.stream().into_iter().collect();
        let is_sign = |token: Option<&TokenTree>, sign| match token {
            Some(TokenTree::Punct(punct)) => punct.as_char() == sign,
            _ => false,
        };
        let mut length = 0;
        while is_sign(rest.get(length), '#')
            && is_sign(rest.get(length + 1), '!')
            && matches!(rest.get(length + 2), Some(TokenTree::Group(_)))
        {
            length += 3;
        }
        let contents = rest.split_off(length).into_iter().collect();
        (rest.into_iter().collect(), contents)
    }

    /// Returns the item that starts each decision, and nothing else.
    pub(crate) fn decision_mark() -> TokenStream {
        quote!(
            const __REQUIRE_DECISION: () = ();
        )
    }

    /// Splits off the decisions that the attributes above have added in front.
    // SECURITY: the next decision stands behind them, so a user's block that counted as one would
    // run before the decision. The mark is an item that only this macro writes.
    pub(crate) fn decisions(contents: TokenStream) -> (TokenStream, TokenStream) {
        let mark: Vec<String> =
            Self::decision_mark().into_iter().map(|token| token.to_string()).collect();
        let is_decision = |token: &TokenTree| match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let start = group.stream().into_iter().take(mark.len());
                start.map(|token| token.to_string()).eq(mark.iter().cloned())
            }
            _ => false,
        };
        let mut above: Vec<TokenTree> = contents.into_iter().collect();
        let count = above.iter().take_while(|token| is_decision(token)).count();
        let own = above.split_off(count);
        (above.into_iter().collect(), own.into_iter().collect())
    }

    /// Puts tokens into new braces at the place of the body's braces.
    pub(crate) fn braces(&self, contents: TokenStream) -> Group {
        let mut braces = Group::new(Delimiter::Brace, contents);
        braces.set_span(Span::mixed_site().located_at(self.0.span()));
        braces
    }

    /// Puts other tokens into the body's braces.
    pub(crate) fn with(&self, contents: TokenStream) -> TokenStream {
        let mut braces = Group::new(Delimiter::Brace, contents);
        braces.set_span(self.0.span());
        braces.into_token_stream()
    }
}

impl ToTokens for Body {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}
