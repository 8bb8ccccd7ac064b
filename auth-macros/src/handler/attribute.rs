//! The other attributes of a function, kept as they came.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::Token;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser, Result};

use super::find_word;

#[derive(Clone)]
pub(crate) struct Attribute {
    tokens: Vec<TokenTree>,
    /// `cfg` of `#[cfg(…)]`, `require` of `#[auth_core::require(…)]`.
    name: Option<Ident>,
    /// The names of those that `#[cfg_attr(…)]` may turn into.
    conditional: Vec<Ident>,
}

impl Attribute {
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.as_ref().is_some_and(|own| own == name)
    }

    /// Whether the word stands anywhere in it.
    pub(crate) fn mentions(&self, word: &str) -> bool {
        find_word(&self.to_token_stream(), word).is_some()
    }

    pub(crate) fn name(&self) -> Option<&Ident> {
        self.name.as_ref()
    }

    /// Its own name, and those that it has under a condition.
    pub(crate) fn names(&self) -> impl Iterator<Item = &Ident> {
        self.name.iter().chain(&self.conditional)
    }
}

impl ToTokens for Attribute {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.tokens);
    }
}

pub(super) fn attributes(input: ParseStream<'_>) -> Result<Vec<Attribute>> {
    let mut attributes = Vec::new();
    while input.peek(Token![#]) {
        let sign: TokenTree = input.parse()?;
        let content: Group = input.parse()?;
        let name = last_segment.parse2(content.stream()).ok();
        let conditional = conditional(content.stream());
        attributes.push(Attribute { tokens: vec![sign, content.into()], name, conditional });
    }
    Ok(attributes)
}

/// `cached` of `cfg_attr(test, cached)`: the compiler hands it over undecided. Conditions in conditions are read as well.
fn conditional(attribute: TokenStream) -> Vec<Ident> {
    let mut tokens = attribute.into_iter();
    let is_condition = matches!(tokens.next(), Some(TokenTree::Ident(word)) if word == "cfg_attr");
    let (true, Some(TokenTree::Group(content))) = (is_condition, tokens.next()) else { return Vec::new() };
    let content: Vec<TokenTree> = content.stream().into_iter().collect();
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ',');
    let attributes = content.split(is_comma).skip(1).map(|tokens| tokens.iter().cloned().collect());
    let names = |attribute: TokenStream| {
        let nested = conditional(attribute.clone());
        last_segment.parse2(attribute).into_iter().chain(nested)
    };
    attributes.flat_map(names).collect()
}

fn last_segment(input: ParseStream<'_>) -> Result<Ident> {
    input.parse::<Option<Token![::]>>()?;
    let mut last = input.call(Ident::parse_any)?;
    while input.parse::<Option<Token![::]>>()?.is_some() {
        last = input.call(Ident::parse_any)?;
    }
    input.parse::<TokenStream>()?;
    Ok(last)
}
