//! The attributes of `auth-core`: `#[require(…)]`, `#[public("…")]` and `policy! { … }`.
//!
//! Documented where `auth_core` re-exports them; do not depend on this crate directly.
//!
//! tokens → `handler` and `parse` → `syntax` → `check` → `plan` → `expand` → tokens

mod check;
mod error;
mod expand;
mod handler;
mod parse;
mod plan;
mod syntax;
#[cfg(test)]
mod tests;
mod words;

use check::Attribute;
use error::Mistakes;
use handler::Target;
use plan::Root;
use proc_macro2::TokenStream;
use quote::quote;

/// Guards a handler: see `auth_core::require`.
#[proc_macro_attribute]
pub fn require(arguments: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    reported(|mistakes| require_tokens(arguments.into(), item.into(), mistakes)).into()
}

/// Leaves a handler open on purpose: see `auth_core::public`.
#[proc_macro_attribute]
pub fn public(arguments: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    reported(|mistakes| public_tokens(arguments.into(), item.into(), mistakes)).into()
}

/// Names rules: see `auth_core::policy`.
#[proc_macro]
pub fn policy(policies: proc_macro::TokenStream) -> proc_macro::TokenStream {
    reported(|mistakes| policy_tokens(policies.into(), mistakes)).into()
}

/// What was generated, and a compile error for each mistake.
fn reported(generate: impl FnOnce(&mut Mistakes) -> TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let tokens = generate(&mut mistakes);
    let errors = error::compile_errors(&mistakes.into_errors());
    quote!(#errors #tokens)
}

fn require_tokens(arguments: TokenStream, item: TokenStream, mistakes: &mut Mistakes) -> TokenStream {
    let list = parse::require(arguments, mistakes);
    let target = Target::new(item.clone());
    let requirements = check::require(&list, mistakes);
    let root = Root::new(check::core_path(list.choices(), mistakes));
    let Some(handler) = check::check_target(&target, Attribute::Require, mistakes) else {
        return item;
    };
    check::check_no_other_marker(handler, Attribute::Require, mistakes);
    if requirements.as_ref().is_some_and(check::Requirements::need_type) {
        check::check_type_can_stand_beside(handler, Attribute::Require, mistakes);
    }
    let plan = match requirements {
        Some(requirements) if mistakes.is_empty() => plan::require(handler, requirements, root),
        _ => plan::refused(handler, root),
    };
    expand::guarded(&plan)
}

fn public_tokens(arguments: TokenStream, item: TokenStream, mistakes: &mut Mistakes) -> TokenStream {
    let opening = parse::public(arguments, mistakes);
    let target = Target::new(item.clone());
    let reason = opening.as_ref().and_then(|opening| check::public(opening, mistakes));
    let choices = opening.iter().flat_map(|opening| &opening.choices);
    let root = Root::new(check::core_path(choices, mistakes));
    let Some(handler) = check::check_target(&target, Attribute::Public, mistakes) else {
        return item;
    };
    check::check_no_other_marker(handler, Attribute::Public, mistakes);
    check::check_type_can_stand_beside(handler, Attribute::Public, mistakes);
    let plan = match reason {
        Some(reason) if mistakes.is_empty() => plan::public(handler, reason, root),
        _ => plan::refused(handler, root),
    };
    expand::guarded(&plan)
}

fn policy_tokens(tokens: TokenStream, mistakes: &mut Mistakes) -> TokenStream {
    let mut policies = parse::policies(tokens, mistakes);
    check::policies(&mut policies, mistakes);
    let root = Root::new(check::core_path(policies.choices.iter(), mistakes));
    let types = policies.entries.into_iter().map(|entry| {
        let rule = check::policy(&entry, mistakes);
        plan::policy(entry, rule)
    });
    let types: Vec<plan::Type> = types.collect();
    expand::policies(&root, &types)
}
