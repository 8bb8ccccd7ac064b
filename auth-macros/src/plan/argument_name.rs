//! The name of the argument that an attribute adds.

use crate::function::{Arguments, Handler};
use proc_macro2::{Ident, Span};
use quote::format_ident;

/// A name and a number that no argument has yet. The type's name has the number, too.
pub(super) struct ArgumentName {
    prefix: &'static str,
    pub(super) number: usize,
}

impl ArgumentName {
    pub(super) fn free(arguments: &Arguments, prefix: &'static str) -> Self {
        let free = (1..=usize::MAX)
            .find(|number| !arguments.mention(&Self { prefix, number: *number }.text()));
        Self { prefix, number: free.unwrap_or_default() }
    }

    fn text(&self) -> String {
        if self.number == 1 {
            self.prefix.to_owned()
        } else {
            format!("{}{}", self.prefix, self.number)
        }
    }

    /// Returns the name of the argument. The function's body cannot name it, because of its
    /// hygiene.
    ///
    /// salvo's `#[endpoint]` writes the name again with the hygiene of the user's code. Under it,
    /// the argument has that hygiene.
    pub(super) fn argument(&self, handler: &Handler) -> Ident {
        let is_respelt = handler.attributes.iter().any(|attribute| attribute.is("endpoint"));
        let span = if is_respelt { Span::call_site() } else { Span::mixed_site() };
        format_ident!("{}", self.text(), span = span)
    }
}
