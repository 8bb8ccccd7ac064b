//! A JSON value, as far as claims of a known type go.

use std::borrow::Cow;

use serde_json::Number;

use crate::identity::grants::StringList;

/// A value, as far as claims of a known type go.
#[derive(Debug)]
pub(crate) enum ClaimValue<'t> {
    Number(Number),
    /// An object, looked through and dropped.
    Object,
    /// Anything else, looked through and dropped.
    Other,
    Text(Cow<'t, str>),
    /// A list of nothing but texts.
    StringList(StringList),
}
