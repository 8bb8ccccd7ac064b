//! Writes the plan down as tokens. Cannot fail.

use crate::check::{Rule, Shape};
use crate::plan::{Argument, Guarded, Meaning, Proof, Root, Type};
use crate::words::{Kind, Logic};
use proc_macro2::TokenStream;
use quote::quote;

/// The function behind its guard, and the type that the guard is of.
pub(crate) fn guarded(plan: &Guarded<'_>) -> TokenStream {
    let Guarded { root, sibling, handler, argument, allow_many_arguments } = plan;
    let sibling = sibling.as_ref().map(|sibling| type_and_meaning(root, sibling));
    let allow = allow_many_arguments.then(|| quote!(#[allow(clippy::too_many_arguments)]));
    let argument = self::argument(root, argument);
    let (above, own) = (&handler.arguments.markers, handler.arguments.own());
    // Behind those of the attributes above, so that what is written first decides first.
    let arguments =
        if own.is_empty() { quote!(#(#above,)* #argument) } else { quote!(#(#above,)* #argument, #own) };
    let function = handler.with_arguments(&arguments, &quote!(#allow));
    quote!(#sibling #function)
}

/// All types of `policy!`.
pub(crate) fn policies(root: &Root, types: &[Type]) -> TokenStream {
    types.iter().map(|one| type_and_meaning(root, one)).collect()
}

fn type_and_meaning(root: &Root, plan: &Type) -> TokenStream {
    let Type { attributes, cfgs, visibility, name, meaning } = plan;
    let implementation = match meaning {
        Meaning::Policy(rule) => {
            let rule = self::rule(root, rule);
            quote!(impl #root::Policy for #name { const RULE: #root::Rule = #rule; })
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
        #visibility struct #name;
        #cfgs
        #implementation
    }
}

fn argument(root: &Root, argument: &Argument) -> TokenStream {
    let Argument { name, proof } = argument;
    match proof {
        Proof::Guard(policy) => quote!(#name: #root::Guard<#policy>),
        Proof::Never => quote!(#name: #root::Guard<#root::Never>),
        Proof::Public(marker) => quote!(#name: #root::Public<#marker>),
    }
}

fn rule(root: &Root, rule: &Rule) -> TokenStream {
    match rule.shape() {
        Shape::Authenticated => quote!(#root::Rule::authenticated()),
        Shape::Policy(path) => quote!(#root::Rule::policy::<#path>()),
        Shape::Grant(kind, values) => {
            let constructor = match kind {
                Kind::Group => quote!(group),
                Kind::Permission => quote!(permission),
                Kind::Role => quote!(role),
                Kind::Scope => quote!(scope),
            };
            quote!(#root::Rule::#constructor(&[#(#values),*]))
        }
        Shape::Group(logic, rules) => {
            let constructor = match logic {
                Logic::All => quote!(all),
                Logic::Any => quote!(any),
            };
            let rules = rules.iter().map(|one| self::rule(root, one));
            quote!(#root::Rule::#constructor(&[#(#rules),*]))
        }
    }
}
