//! Generates the names of a derived enum.

use crate::keywords::Kind;
use crate::plan::Values;
use crate::validate::Named;
use proc_macro2::TokenStream;
use quote::quote;

pub(crate) fn values(plan: &Values<'_>) -> TokenStream {
    let Values { root, kind, visibility, name, variants, refused } = plan;
    let (kind_name, marker) = match kind {
        Kind::Group => (quote!(Group), quote!(IsGroup)),
        Kind::Permission => (quote!(Permission), quote!(IsPermission)),
        Kind::Role => (quote!(Role), quote!(IsRole)),
        Kind::Scope => (quote!(Scope), quote!(IsScope)),
    };
    // A variant of an enum with a mistake may have fields.
    let fields = refused.then(|| quote!({ .. }));
    let texts = variants
        .iter()
        .map(|Named { variant, name: text, .. }| quote!(Self::#variant #fields => #text));
    let full = variants.iter().map(|Named { variant, name: text, satisfied_by }| {
        quote!(Self::#variant #fields => #root::GrantValue::new(#text, &[#(#satisfied_by),*]))
    });
    // Rules name few of the variants. Without this use, the compiler would report the others as
    // dead.
    let all = || {
        variants.iter().map(|Named { variant, .. }| quote!(#name::#variant)).filter(|_| !refused)
    };
    let (used, values) = (all(), all());
    let docs = format!("The {}'s name, as it stands in tokens.", kind.word());
    quote! {
        impl #name {
            #[doc = #docs]
            #[must_use]
            #visibility const fn as_str(&self) -> &'static ::core::primitive::str {
                match self { #(#texts,)* }
            }
            #[doc(hidden)]
            #[must_use]
            #visibility const fn __auth_value(&self) -> #root::GrantValue {
                match self { #(#full,)* }
            }
        }
        impl #root::IsValue for #name {
            fn value(&self) -> #root::GrantValue { self.__auth_value() }
        }
        impl #root::#marker for #name {}
        impl #root::Hierarchy for #name {
            const KIND: #root::GrantKind = #root::GrantKind::#kind_name;
            const VALUES: &'static [#root::GrantValue] = &[#(#values.__auth_value()),*];
        }
        const _: () = {
            let _: &[&::core::primitive::str] = &[#(#used.as_str()),*];
        };
    }
}
