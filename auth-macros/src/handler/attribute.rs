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
        attributes.push(Attribute { tokens: vec![sign, content.into()], name });
    }
    Ok(attributes)
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
