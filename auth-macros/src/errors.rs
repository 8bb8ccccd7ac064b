//! The errors of one macro call, collected so that one compile reports all of them.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use std::fmt::Display;

/// The errors found so far. All stages share it. [`Errors::into_errors`] must be called at the end.
#[derive(Debug, Default)]
pub(crate) struct Errors {
    found: Vec<syn::Error>,
    read: bool,
}

impl Errors {
    /// Adds an error at these tokens, from the first to the last of them.
    pub(crate) fn at(&mut self, place: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(place, message));
    }

    /// Adds an error at this span.
    pub(crate) fn at_span(&mut self, place: Span, message: impl Display) {
        self.push(syn::Error::new(place, message));
    }

    pub(crate) fn push(&mut self, mistake: syn::Error) {
        self.found.push(mistake);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(crate) fn count(&self) -> usize {
        self.found.len()
    }

    pub(crate) fn into_errors(mut self) -> Vec<syn::Error> {
        self.read = true;
        std::mem::take(&mut self.found)
    }
}

// SECURITY: an error that is not reported would leave an attribute with a different meaning.
impl Drop for Errors {
    fn drop(&mut self) {
        let lost = !self.read && !std::thread::panicking();
        assert!(
            !lost,
            "auth-macros: the mistakes of a macro call were dropped without being reported"
        );
    }
}

/// Returns one `compile_error!` for each error.
pub(crate) fn compile_errors(errors: &[syn::Error]) -> TokenStream {
    errors.iter().map(syn::Error::to_compile_error).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "dropped without being reported")]
    fn unread_mistakes_do_not_get_lost() {
        drop(Errors::default());
    }

    #[test]
    fn every_mistake_is_reported() {
        let mut mistakes = Errors::default();
        mistakes.at_span(Span::call_site(), "one");
        mistakes.at(quote::quote!(x y), "two");
        let text = compile_errors(&mistakes.into_errors()).to_string();
        assert_eq!(text.matches("compile_error").count(), 2, "{text}");
    }
}
