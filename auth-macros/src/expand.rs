//! Writes the plan down as tokens. Cannot fail.

mod asking;
mod question;
mod rule;
mod values;

pub(crate) use self::asking::asking;
pub(crate) use self::values::values;

use crate::plan::{Argument, Guarded, Meaning, Proof, Root, Type};
use proc_macro2::TokenStream;
use quote::quote;

/// The function behind its guard, and the type that the guard is of.
pub(crate) fn guarded(plan: &Guarded<'_>) -> TokenStream {
    let Guarded { root, sibling, handler, argument, questions, allow_many_arguments } = plan;
    // Without a value: nobody needs one, and it is quicker to compile.
    let sibling = sibling.as_ref().map(|sibling| type_and_meaning(root, sibling, &quote!(enum), &quote!({})));
    let allow = allow_many_arguments.then(|| quote!(#[allow(clippy::too_many_arguments)]));
    // Items of the body may stand behind the checks.
    let items = (!questions.is_empty()).then(|| quote!(#[allow(clippy::items_after_statements)]));
    let name = &argument.name;
    let argument = self::argument(root, argument);
    let (above, own) = (&handler.arguments.markers, handler.arguments.own());
    // Behind those of the attributes above, so that what is written first decides first.
    let arguments =
        if own.is_empty() { quote!(#(#above,)* #argument) } else { quote!(#(#above,)* #argument, #own) };
    let allow = quote!(#allow #items);
    let function = match &handler.body {
        Some(body) if !questions.is_empty() => {
            let output = question::output(root, &handler.output);
            let body = question::body(root, handler, body, name, questions);
            handler.with(&arguments, &allow, &output, &body)
        }
        _ => handler.with_arguments(&arguments, &allow),
    };
    quote!(#sibling #function)
}

/// All types of `policy!`.
pub(crate) fn policies(root: &Root, types: &[Type]) -> TokenStream {
    types.iter().map(|one| type_and_meaning(root, one, &quote!(struct), &quote!(;))).collect()
}

fn type_and_meaning(root: &Root, plan: &Type, keyword: &TokenStream, end: &TokenStream) -> TokenStream {
    let Type { attributes, cfgs, visibility, name, meaning } = plan;
    let implementation = match meaning {
        Meaning::Policy { rule, concealed } => {
            let tree = rule::rule(root, rule);
            let concealed = concealed.then(|| {
                quote!(
                    const CONCEALED: ::core::primitive::bool = true;
                )
            });
            // Elsewhere, the rule is looked at where it is used.
            let check = rule
                .has_unseen_neighbours()
                .then(|| quote!(#cfgs const _: () = #root::check(&<#name as #root::Policy>::RULE);));
            quote! {
                impl #root::Policy for #name { const RULE: #root::Rule = #tree; #concealed }
                #check
            }
        }
        Meaning::Refused => quote! {
            impl #root::Policy for #name { const RULE: #root::Rule = <#root::Never as #root::Policy>::RULE; }
        },
        Meaning::Reason(reason) => quote! {
            impl #root::PublicReason for #name { const REASON: &'static ::core::primitive::str = #reason; }
        },
    };
    quote! {
        #attributes
        #visibility #keyword #name #end
        #cfgs
        #implementation
    }
}

fn argument(root: &Root, argument: &Argument) -> TokenStream {
    let Argument { name, proof } = argument;
    match proof {
        Proof::Guard(policy) => quote!(#name: #root::Guard<#policy>),
        Proof::Never => quote!(#name: #root::Guard<#root::Never>),
        Proof::Observed(policy) => quote!(#name: #root::Observed<#policy>),
        Proof::Undecided(policy) => quote!(#name: #root::Undecided<#policy>),
        Proof::Public(marker) => quote!(#name: #root::Public<#marker>),
    }
}
