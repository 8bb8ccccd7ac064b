//! What a function returns, and its `where` clause.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{GenericArgument, PathArguments, Type};

use super::find_word_in;

/// Kept as a list: a stream costs a call to the compiler, and most of these are only passed on.
pub(crate) struct Output {
    tokens: Vec<TokenTree>,
    /// Where the `where` clause starts.
    middle: usize,
}

impl Output {
    /// Of everything between the arguments and the body.
    pub(super) fn new(tokens: Vec<TokenTree>) -> Self {
        let is_where =
            |token: &TokenTree| matches!(token, TokenTree::Ident(word) if word == "where");
        let middle = tokens.iter().position(is_where).unwrap_or(tokens.len());
        Self { tokens, middle }
    }

    /// Behind `-` and `>`.
    fn type_tokens(&self) -> impl Iterator<Item = &TokenTree> {
        self.tokens.iter().take(self.middle).skip(2)
    }

    /// The type behind the arrow, if there is one.
    pub(crate) fn written(&self) -> Option<TokenStream> {
        (self.middle > 2).then(|| self.type_tokens().cloned().collect())
    }

    /// The `where` clause, or nothing.
    pub(crate) fn clause(&self) -> TokenStream {
        self.tokens.iter().skip(self.middle).cloned().collect()
    }

    /// `_` in the place of what only the body knows: for a variable of that type. Nothing for a type that cannot be read.
    pub(crate) fn inferred(&self) -> Option<Type> {
        let mut inferred = syn::parse2(self.written().unwrap_or_default()).ok()?;
        infer(&mut inferred);
        Some(inferred)
    }

    /// Where it says that a future is returned: by a function that is no `async fn`.
    pub(crate) fn future(&self) -> Option<Ident> {
        find_word_in(self.type_tokens().cloned(), "Future")
    }

    /// Where it says that word.
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
