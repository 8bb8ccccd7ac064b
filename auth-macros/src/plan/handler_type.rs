//! Handlers that an attribute of a framework turns into a type.

use crate::function::{Attribute, Handler};
use proc_macro2::{Ident, TokenTree};

/// Attributes of actix-web, poem and salvo that write a type with the name of the function. rocket
/// uses some of the names, writes a type, and keeps the function.
const FRAMEWORK: [&str; 13] = [
    "connect", "delete", "endpoint", "get", "handler", "head", "options", "patch", "post", "put",
    "route", "routes", "trace",
];

/// A type that has the name of the handler, and calls the handler.
pub(crate) struct HandlerType {
    /// Conditions of the handler.
    pub(crate) cfgs: Vec<TokenTree>,
    /// Type parameters of the handler. The type of poem has the same.
    pub(crate) parameters: Vec<Ident>,
}

/// Returns the type, if an attribute below turns the handler into one.
// SECURITY: a framework's attribute that is not seen here (renamed, above) leaves a type that
// claims no guard, and the gate rejects it. The claim is written at the last of several guards,
// which knows the others. It has the conditions of the handler: the same name may stand for an open
// handler under another condition.
pub(super) fn handler_type(handler: &Handler) -> Option<HandlerType> {
    let below = |names: &[&str]| {
        handler.attributes.iter().any(|attribute| names.iter().any(|name| attribute.is(name)))
    };
    if !below(&FRAMEWORK) || below(&["public", "require"]) {
        return None;
    }
    let cfgs = handler.attributes.iter().filter(|attribute| attribute.is("cfg"));
    let cfgs = cfgs.flat_map(Attribute::tokens).cloned().collect();
    Some(HandlerType { cfgs, parameters: handler.type_parameters() })
}
