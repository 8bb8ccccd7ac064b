//! The options of an attribute.

use crate::keywords::Setting;
use proc_macro2::{Ident, TokenStream};
use syn::Path;

/// An option of the attribute: `crate = ::auth`.
pub(crate) struct Choice {
    pub(crate) word: Ident,
    pub(crate) setting: Setting,
    pub(crate) value: ChoiceValue,
}

pub(crate) enum ChoiceValue {
    /// An option without a value.
    Flag,
    Path(Path),
    Rust(TokenStream),
}
