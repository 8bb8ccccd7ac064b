//! The attributes of `auth-core`: `#[require(…)]`, `#[public("…")]`, `policy! { … }` and
//! `#[derive(Role)]`.
//!
//! `auth_core` re-exports and documents them. Do not depend on this crate directly.

// The module includes all others, so that `fuzz` can include it with these two lines.
#[path = "entry.rs"]
mod entry;
#[cfg(test)]
mod tests;

use entry::{ast, errors, function, keywords, plan, validate};
use entry::{derive_tokens, policy_tokens, public_tokens, reported, require_tokens};
use keywords::Kind;

/// Guards a handler: see `auth_core::require`.
#[proc_macro_attribute]
pub fn require(
    arguments: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    reported(|mistakes| require_tokens(arguments.into(), item.into(), mistakes)).into()
}

/// Leaves a handler open on purpose: see `auth_core::public`.
#[proc_macro_attribute]
pub fn public(
    arguments: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    reported(|mistakes| public_tokens(arguments.into(), item.into(), mistakes)).into()
}

/// Names rules: see `auth_core::policy`.
#[proc_macro]
pub fn policy(policies: proc_macro::TokenStream) -> proc_macro::TokenStream {
    reported(|mistakes| policy_tokens(policies.into(), mistakes)).into()
}

/// Makes the variants of an enum groups: see `auth_core::Group`.
#[proc_macro_derive(Group, attributes(group))]
pub fn derive_group(item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    reported(|mistakes| derive_tokens(Kind::Group, item.into(), mistakes)).into()
}

/// Makes the variants of an enum permissions: see `auth_core::Permission`.
#[proc_macro_derive(Permission, attributes(permission))]
pub fn derive_permission(item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    reported(|mistakes| derive_tokens(Kind::Permission, item.into(), mistakes)).into()
}

/// Makes the variants of an enum roles: see `auth_core::Role`.
#[proc_macro_derive(Role, attributes(role))]
pub fn derive_role(item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    reported(|mistakes| derive_tokens(Kind::Role, item.into(), mistakes)).into()
}

/// Makes the variants of an enum scopes: see `auth_core::Scope`.
#[proc_macro_derive(Scope, attributes(scope))]
pub fn derive_scope(item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    reported(|mistakes| derive_tokens(Kind::Scope, item.into(), mistakes)).into()
}
