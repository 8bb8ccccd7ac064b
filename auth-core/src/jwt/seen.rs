//! A JSON value, as far as claims of a known type go.

use std::borrow::Cow;

use serde_json::Number;

use crate::grants::Texts;

/// A value, as far as claims of a known type go.
#[derive(Debug)]
pub(super) enum Seen<'t> {
    Number(Number),
    /// An object, looked through and dropped.
    Object,
    /// Anything else, looked through and dropped.
    Other,
    Text(Cow<'t, str>),
    /// A list of nothing but texts.
    Texts(Texts),
}
