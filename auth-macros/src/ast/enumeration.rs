//! The enum that `#[derive(Role)]` stands on.

use super::Choice;
use crate::keywords::Kind;
use proc_macro2::{Ident, Span};
use syn::{LitStr, Visibility};

pub(crate) struct Enumeration {
    pub(crate) kind: Kind,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    /// Where `<…>` stands.
    pub(crate) generics: Option<Span>,
    /// What the `#[role(…)]`s above the enum say.
    pub(crate) entries: Vec<Entry>,
    pub(crate) variants: Vec<Variant>,
}

pub(crate) struct Variant {
    pub(crate) name: Ident,
    /// Where its fields stand.
    pub(crate) fields: Option<Span>,
    pub(crate) entries: Vec<Entry>,
}

/// What stands between the commas of one `#[role(…)]`.
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
