//! The other attributes of a function, kept as they are.

use super::header::Header;
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::{Expr, ExprLit, Lit, MetaNameValue};

use super::find::find_word;

#[derive(Clone)]
pub(crate) struct Attribute {
    tokens: Vec<TokenTree>,
    /// The name: `cfg` of `#[cfg(…)]`, `require` of `#[auth_core::require(…)]`.
    name: Option<Ident>,
    /// The names of the attributes that `#[cfg_attr(…)]` may expand to.
    conditional: Vec<Ident>,
}

impl Attribute {
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.as_ref().is_some_and(|own| own == name)
    }

    /// Returns whether the word occurs anywhere in the attribute.
    pub(crate) fn mentions(&self, word: &str) -> bool {
        find_word(&self.to_token_stream(), word).is_some()
    }

    pub(crate) fn tokens(&self) -> &[TokenTree] {
        &self.tokens
    }

    pub(crate) fn name(&self) -> Option<&Ident> {
        self.name.as_ref()
    }

    /// Returns the first line with text of a doc comment, or of `#[doc = "…"]`.
    pub(crate) fn doc_line(&self) -> Option<String> {
        let Some(TokenTree::Group(content)) = self.tokens.last().filter(|_| self.is("doc")) else {
            return None;
        };
        let text = syn::parse2::<MetaNameValue>(content.stream()).ok()?.value;
        let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = text else { return None };
        let text = text.value();
        // The lines of `/** … */` may start with a star.
        let is_block = text.contains('\n');
        let mut lines = text.lines().map(str::trim);
        let line = lines.find(|line| !(line.is_empty() || is_block && *line == "*"))?;
        let line = if is_block { line.strip_prefix("* ").unwrap_or(line) } else { line };
        Some(line.to_owned())
    }

    /// Returns the attribute's own name, and those that it has under a condition.
    pub(crate) fn names(&self) -> impl Iterator<Item = &Ident> {
        self.name.iter().chain(&self.conditional)
    }
}

impl ToTokens for Attribute {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.tokens);
    }
}

/// Parses an attribute. `None` for a `#` that starts no attribute.
pub(super) fn attributes(header: &mut Header) -> Option<Vec<Attribute>> {
    let mut attributes = Vec::new();
    while let Some(sign) = header.sign('#') {
        let content = header.group(Delimiter::Bracket)?;
        let name = last_segment(&mut Header::new(content.stream()));
        let conditional = conditional(content.stream());
        attributes.push(Attribute { tokens: vec![sign, content.into()], name, conditional });
    }
    Some(attributes)
}

/// Returns `cached` of `cfg_attr(test, cached)`, which the compiler passes on undecided. Nested
/// conditions are parsed too.
fn conditional(attribute: impl IntoIterator<Item = TokenTree>) -> Vec<Ident> {
    let mut attribute = Header::new(attribute);
    let is_condition = attribute.word_if(|word| word == "cfg_attr").is_some();
    let (true, Some(content)) = (is_condition, attribute.group(Delimiter::Parenthesis)) else {
        return Vec::new();
    };
    let content: Vec<TokenTree> = content.stream().into_iter().collect();
    let is_comma =
        |token: &TokenTree| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ',');
    let names = |attribute: &[TokenTree]| {
        let name = last_segment(&mut Header::new(attribute.iter().cloned()));
        name.into_iter().chain(conditional(attribute.iter().cloned()))
    };
    content.split(is_comma).skip(1).flat_map(names).collect()
}

/// Returns `require` of `auth_core::require(…)`.
fn last_segment(attribute: &mut Header) -> Option<Ident> {
    let mut last = None;
    loop {
        while attribute.sign(':').is_some() {}
        let Some(word) = attribute.word() else { return last };
        last = Some(word);
        if !attribute.is_sign(':') {
            return last;
        }
    }
}
