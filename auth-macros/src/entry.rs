//! The entry of each macro: the stages in order, without the functions that only a compiler can
//! call.
//!
//! tokens → `function` and `parse` → `ast` → `validate` → `plan` → `expand` → tokens

pub(crate) mod ast;
pub(crate) mod errors;
pub(crate) mod expand;
pub(crate) mod function;
pub(crate) mod keywords;
pub(crate) mod parse;
pub(crate) mod plan;
pub(crate) mod validate;

use errors::Errors;
use function::Target;
use keywords::Kind;
use plan::CratePath;
use proc_macro2::TokenStream;
use quote::quote;
use validate::Attribute;

/// Returns the generated code, and a compile error for each error that was found.
pub(crate) fn reported(generate: impl FnOnce(&mut Errors) -> TokenStream) -> TokenStream {
    let mut mistakes = Errors::default();
    let tokens = generate(&mut mistakes);
    let errors = mistakes.into_errors();
    if errors.is_empty() {
        return tokens;
    }
    let errors = errors::compile_errors(&errors);
    quote!(#errors #tokens)
}

pub(crate) fn require_tokens(
    arguments: TokenStream,
    item: TokenStream,
    mistakes: &mut Errors,
) -> TokenStream {
    let list = parse::require(arguments, mistakes);
    let target = Target::new(item.clone());
    let requirements = validate::require(&list, mistakes);
    let root = CratePath::new(validate::core_path(list.choices(), mistakes));
    let inside = validate::decides_inside(&list);
    let Some(handler) = validate::check_target(&target, Attribute::Require, inside, mistakes)
    else {
        return item;
    };
    validate::check_no_other_marker(handler, Attribute::Require, mistakes);
    if let Some(requirements) = &requirements
        && requirements.as_policy().is_none()
        && !inside
    {
        validate::check_type_can_stand_beside(
            handler,
            Attribute::Require,
            requirements.concealed,
            mistakes,
        );
    }
    validate::check_names(&list, handler, mistakes);
    let asks =
        requirements.as_ref().is_some_and(|requirements| !requirements.rule.questions().is_empty());
    if !inside && asks {
        validate::check_output_can_change(handler, mistakes);
    }
    if inside || asks {
        validate::check_not_memoized(handler, mistakes);
    }
    if inside {
        let requirements = requirements.filter(|_| mistakes.is_empty());
        return expand::asking(&plan::asking(handler, requirements, root));
    }
    let plan = match requirements {
        Some(requirements) if mistakes.is_empty() => plan::require(handler, requirements, root),
        _ => plan::refused(handler, root),
    };
    expand::guarded(&plan)
}

pub(crate) fn public_tokens(
    arguments: TokenStream,
    item: TokenStream,
    mistakes: &mut Errors,
) -> TokenStream {
    let opening = parse::public(arguments, mistakes);
    let target = Target::new(item.clone());
    let reason = opening.as_ref().and_then(|opening| validate::public(opening, mistakes));
    let choices = opening.iter().flat_map(|opening| &opening.choices);
    let root = CratePath::new(validate::core_path(choices, mistakes));
    let Some(handler) = validate::check_target(&target, Attribute::Public, false, mistakes) else {
        return item;
    };
    validate::check_no_other_marker(handler, Attribute::Public, mistakes);
    validate::check_type_can_stand_beside(handler, Attribute::Public, false, mistakes);
    let plan = match reason {
        Some(reason) if mistakes.is_empty() => plan::public(handler, reason, root),
        _ => plan::refused(handler, root),
    };
    expand::guarded(&plan)
}

pub(crate) fn policy_tokens(tokens: TokenStream, mistakes: &mut Errors) -> TokenStream {
    let mut policies = parse::policies(tokens, mistakes);
    validate::policies(&mut policies, mistakes);
    let root = CratePath::new(validate::core_path(policies.choices.iter(), mistakes));
    let types = policies.entries.into_iter().map(|entry| {
        let rule = validate::policy(&entry, mistakes);
        plan::policy(entry, rule)
    });
    let types: Vec<plan::Type> = types.collect();
    expand::policies(&root, &types)
}

pub(crate) fn derive_tokens(kind: Kind, item: TokenStream, mistakes: &mut Errors) -> TokenStream {
    let Some(enumeration) = parse::enumeration(item, kind, mistakes) else {
        return TokenStream::new();
    };
    let variants = validate::enumeration(&enumeration, mistakes);
    let root = CratePath::new(validate::core_path(enumeration.choices(), mistakes));
    if enumeration.generics.is_some() || enumeration.variants.is_empty() {
        // No code could be generated in which the compiler would find no errors.
        return TokenStream::new();
    }
    let plan = plan::values(&enumeration, variants.filter(|_| mistakes.is_empty()), root);
    expand::values(&plan)
}
