//! The return type of a function, and its `where` clause.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{GenericArgument, PathArguments, Type};

use super::find::find_word_in;

/// A list, because a stream costs a call into the compiler, and most outputs are only passed on.
pub(crate) struct Output {
    tokens: Vec<TokenTree>,
    /// The position of the `where` clause.
    middle: usize,
}

impl Output {
    /// Parses the tokens between the arguments and the body.
    pub(super) fn new(tokens: Vec<TokenTree>) -> Self {
        let is_where =
            |token: &TokenTree| matches!(token, TokenTree::Ident(word) if word == "where");
        let middle = tokens.iter().position(is_where).unwrap_or(tokens.len());
        Self { tokens, middle }
    }

    /// The tokens behind `-` and `>`.
    fn type_tokens(&self) -> impl Iterator<Item = &TokenTree> {
        self.tokens.iter().take(self.middle).skip(2)
    }

    /// Returns the type behind the arrow.
    pub(crate) fn written(&self) -> Option<TokenStream> {
        (self.middle > 2).then(|| self.type_tokens().cloned().collect())
    }

    /// Returns the `where` clause.
    pub(crate) fn clause(&self) -> TokenStream {
        self.tokens.iter().skip(self.middle).cloned().collect()
    }

    /// Returns the type with `_` for each `impl …`, which only the body knows. `None` if it cannot
    /// be parsed.
    pub(crate) fn inferred(&self) -> Option<Type> {
        let mut inferred = syn::parse2(self.written().unwrap_or_default()).ok()?;
        infer(&mut inferred);
        Some(inferred)
    }

    /// Returns the place where a function that is no `async fn` returns a future.
    pub(crate) fn future(&self) -> Option<Ident> {
        find_word_in(self.type_tokens().cloned(), "Future")
    }

    /// Returns the place of the word in the return type.
    pub(super) fn find_word(&self, wanted: &str) -> Option<Ident> {
        find_word_in(self.tokens.iter().cloned(), wanted)
    }
}

impl ToTokens for Output {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.tokens.iter().cloned());
    }
}

/// Replaces each `impl …`.
fn infer(written: &mut Type) {
    match written {
        Type::ImplTrait(_) => *written = Type::Verbatim(quote!(_)),
        Type::Array(array) => infer(&mut array.elem),
        Type::Group(group) => infer(&mut group.elem),
        Type::Paren(paren) => infer(&mut paren.elem),
        Type::Path(path) => {
            for segment in &mut path.path.segments {
                let PathArguments::AngleBracketed(arguments) = &mut segment.arguments else {
                    continue;
                };
                for argument in &mut arguments.args {
                    if let GenericArgument::Type(argument) = argument {
                        infer(argument);
                    }
                }
            }
        }
        Type::Reference(reference) => infer(&mut reference.elem),
        Type::Tuple(tuple) => tuple.elems.iter_mut().for_each(infer),
        _ => {}
    }
}
