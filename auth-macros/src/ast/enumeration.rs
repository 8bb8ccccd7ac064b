//! The enum under `#[derive(Role)]`.

use super::option::Choice;
use crate::keywords::Kind;
use proc_macro2::{Ident, Span};
use syn::{LitStr, Visibility};

pub(crate) struct Enumeration {
    pub(crate) kind: Kind,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    /// The place of its generics `<…>`.
    pub(crate) generics: Option<Span>,
    /// The entries of the `#[role(…)]` attributes above the enum.
    pub(crate) entries: Vec<Entry>,
    pub(crate) variants: Vec<Variant>,
}

pub(crate) struct Variant {
    pub(crate) name: Ident,
    /// The place of its fields.
    pub(crate) fields: Option<Span>,
    pub(crate) entries: Vec<Entry>,
}

/// One entry of a `#[role(…)]`.
pub(crate) enum Entry {
    /// `crate = ::auth`
    Choice(Choice),
    /// `implies = [Editor, Viewer]`
    Implies { word: Ident, brackets: Span, variants: Vec<Ident> },
    /// `"content-editor"`
    Name(LitStr),
    /// `rename_all = "kebab-case"`
    RenameAll { word: Ident, style: LitStr },
}
