//! Values of claims, in as much detail as claims of a known type need.

use std::borrow::Cow;

use serde_json::Number;

use crate::identity::grants::StringList;

/// A JSON value of a claim.
#[derive(Debug)]
pub(crate) enum ClaimValue<'t> {
    Bool(bool),
    Null,
    Number(Number),
    /// An object without its members.
    Object,
    /// A value of any other type.
    Other,
    String(Cow<'t, str>),
    /// A list that contains only strings.
    StringList(StringList),
}
