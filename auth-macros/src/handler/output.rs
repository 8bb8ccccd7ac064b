//! What a function returns, and its `where` clause.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{GenericArgument, PathArguments, Type};

use super::find_word;

pub(crate) struct Output {
    /// Behind the arrow; nothing if there is none.
    written: TokenStream,
    arrow: TokenStream,
    clause: TokenStream,
}

impl Output {
    /// Of everything between the arguments and the body.
    pub(super) fn new(tokens: Vec<TokenTree>) -> Self {
        let is_where = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if word == "where");
        let middle = tokens.iter().position(is_where).unwrap_or(tokens.len());
        let mut tokens = tokens.into_iter();
        let mut before = tokens.by_ref().take(middle);
        // `-` and `>`
        let arrow = before.by_ref().take(2).collect();
        let written = before.collect();
        Self { written, arrow, clause: tokens.collect() }
    }

    /// The type behind the arrow, if there is one.
    pub(crate) fn written(&self) -> Option<&TokenStream> {
        (!self.written.is_empty()).then_some(&self.written)
    }

    /// The `where` clause, or nothing.
    pub(crate) fn clause(&self) -> &TokenStream {
        &self.clause
    }

    /// `_` in the place of what only the body knows: for a variable of that type. Nothing for a type that cannot be read.
    pub(crate) fn inferred(&self) -> Option<Type> {
        let mut inferred = syn::parse2(self.written.clone()).ok()?;
        infer(&mut inferred);
        Some(inferred)
    }

    /// Where it says that a future is returned: by a function that is no `async fn`.
    pub(crate) fn future(&self) -> Option<Ident> {
        find_word(&self.written, "Future")
    }
}

impl ToTokens for Output {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.arrow.to_tokens(tokens);
        self.written.to_tokens(tokens);
        self.clause.to_tokens(tokens);
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
                let PathArguments::AngleBracketed(arguments) = &mut segment.arguments else { continue };
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
