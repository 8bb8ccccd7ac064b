//! The tokens of a function's header, one after the other, with few calls into the compiler.

use proc_macro2::{Delimiter, Group, Ident, TokenTree};

/// The remaining tokens, in reverse. A group without delimiters from `macro_rules!` is opened.
pub(super) struct Header {
    /// The last element is the next token.
    rest: Vec<TokenTree>,
}

impl Header {
    pub(super) fn new(tokens: impl IntoIterator<Item = TokenTree>) -> Self {
        let mut rest: Vec<TokenTree> = tokens.into_iter().collect();
        rest.reverse();
        Self { rest }
    }

    pub(super) fn word(&mut self) -> Option<Ident> {
        self.word_if(|_| true)
    }

    pub(super) fn word_if(&mut self, is_wanted: impl FnOnce(&Ident) -> bool) -> Option<Ident> {
        match self.peek() {
            Some(TokenTree::Ident(word)) if is_wanted(word) => {
                let word = word.clone();
                self.rest.pop();
                Some(word)
            }
            _ => None,
        }
    }

    pub(super) fn group(&mut self, delimiter: Delimiter) -> Option<Group> {
        match self.peek() {
            Some(TokenTree::Group(group)) if group.delimiter() == delimiter => {
                let group = group.clone();
                self.rest.pop();
                Some(group)
            }
            _ => None,
        }
    }

    pub(super) fn literal(&mut self) -> Option<TokenTree> {
        if matches!(self.peek(), Some(TokenTree::Literal(_))) { self.rest.pop() } else { None }
    }

    pub(super) fn sign(&mut self, wanted: char) -> Option<TokenTree> {
        if self.is_sign(wanted) { self.rest.pop() } else { None }
    }

    pub(super) fn is_sign(&mut self, wanted: char) -> bool {
        matches!(self.peek(), Some(TokenTree::Punct(sign)) if sign.as_char() == wanted)
    }

    /// Takes the next token.
    pub(super) fn token(&mut self) -> Option<TokenTree> {
        self.rest.pop()
    }

    /// Returns the remaining tokens.
    pub(super) fn into_rest(mut self) -> Vec<TokenTree> {
        self.rest.reverse();
        self.rest
    }

    fn peek(&mut self) -> Option<&TokenTree> {
        let is_unseen = |token: &mut TokenTree| match token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::None,
            _ => false,
        };
        while let Some(TokenTree::Group(unseen)) = self.rest.pop_if(is_unseen) {
            let content: Vec<TokenTree> = unseen.stream().into_iter().collect();
            self.rest.extend(content.into_iter().rev());
        }
        self.rest.last()
    }
}
