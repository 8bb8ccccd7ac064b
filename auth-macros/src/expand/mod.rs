//! Writes the plan as tokens. Cannot fail.

mod checks;
mod handler_type;
mod in_body;
mod place;
mod rule;
mod values;

pub(crate) use self::in_body::asking;
pub(crate) use self::values::values;

use crate::function::{self, Handler};
use crate::plan::{Argument, CratePath, Guarded, Meaning, Proof, Type};
use proc_macro2::TokenStream;
use quote::{ToTokens, TokenStreamExt, quote};

/// Returns the guarded function and the policy type of its guard.
pub(crate) fn guarded(plan: &Guarded<'_>) -> TokenStream {
    let Guarded {
        root,
        sibling,
        handler,
        argument,
        handler_type,
        documentation,
        questions,
        allow_many_arguments,
    } = plan;
    let sibling = sibling.as_ref().map(|one| Defined { root, one, form: Form::Enum });
    let many = allow_many_arguments.then(|| quote!(#[allow(clippy::too_many_arguments)]));
    // Items of the body may stand behind the checks.
    let items = (!questions.is_empty()).then(|| quote!(#[allow(clippy::items_after_statements)]));
    // `None` for nearly every handler: an empty stream would cost a call into the compiler.
    let allow = (many.is_some() || items.is_some()).then(|| quote!(#many #items));
    let Arguments { first, arguments } = arguments(root, argument, handler);
    let claim = handler_type.as_ref().map(|one| handler_type::claim(root, handler, one, &first));
    let function = match &handler.body {
        Some(body) if !questions.is_empty() => {
            let output = checks::output(root, &handler.output);
            let body = checks::body(root, handler, body, &argument.name, questions);
            handler.with(arguments, allow, output, body)
        }
        _ => handler.with_arguments(arguments, allow),
    };
    let function = function.documented(documentation.as_deref());
    quote!(#sibling #function #claim)
}

/// Returns all types of `policy!`.
pub(crate) fn policies(root: &CratePath, types: &[Type]) -> TokenStream {
    let types = types.iter().map(|one| Defined { root, one, form: Form::Struct });
    quote!(#(#types)*)
}

/// A generated type and its implementation.
struct Defined<'a> {
    root: &'a CratePath,
    one: &'a Type,
    form: Form,
}

#[derive(Clone, Copy)]
enum Form {
    /// A type without values. It compiles faster, and no code needs a value.
    Enum,
    /// A type with one value.
    Struct,
}

impl ToTokens for Defined<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { root, one, form } = self;
        let Type { attributes, cfgs, visibility, name, meaning, doc } = one;
        let definition = match form {
            Form::Enum => quote!(enum #name {}),
            Form::Struct => quote!(struct #name;),
        };
        let (implemented, content) = content(root, meaning);
        // The attribute validates a rule that it sees in full. The compiler validates the others.
        let check = match meaning {
            Meaning::Policy { rule, .. } if rule.has_unseen_neighbours() => Some(quote! {
                #(#cfgs)* const _: () = #root::check(&<#name as #root::Policy>::RULE);
            }),
            _ => None,
        };
        let doc = doc.as_ref().map(|doc| {
            quote!(
                const DOC: &'static ::core::primitive::str = #doc;
            )
        });
        tokens.append_all(quote! {
            #(#attributes)* #visibility #definition
            #(#cfgs)* impl #root::#implemented for #name { #content #doc }
            #check
        });
    }
}

/// Returns the trait and the content of its implementation.
fn content(root: &CratePath, meaning: &Meaning) -> (TokenStream, TokenStream) {
    match meaning {
        Meaning::Policy { rule, concealed } => {
            let rule = rule::rule(root, rule);
            let concealed = concealed.then(|| {
                quote!(
                    const CONCEALED: ::core::primitive::bool = true;
                )
            });
            (quote!(Policy), quote!(const RULE: #root::Rule = #rule; #concealed))
        }
        Meaning::Refused => (
            quote!(Policy),
            quote!(const RULE: #root::Rule = <#root::Never as #root::Policy>::RULE;),
        ),
        Meaning::Reason(reason) => {
            (quote!(PublicReason), quote!(const REASON: &'static ::core::primitive::str = #reason;))
        }
    }
}

/// The arguments of a guarded function.
struct Arguments {
    /// The type of the first one.
    first: TokenStream,
    arguments: TokenStream,
}

/// Returns the arguments. The new one stands behind those of the attributes above: the first
/// attribute decides first.
fn arguments(root: &CratePath, argument: &Argument, handler: &Handler) -> Arguments {
    let own = handler.arguments.own();
    let own = (!own.is_empty()).then(|| quote!(, #own));
    let Argument { name, proof } = argument;
    // Without the feature there is no such module. The compiler's message then names the feature.
    let is_axum = handler.attributes.iter().any(|attribute| attribute.is("debug_handler"));
    let axum = is_axum.then(|| quote!(axum::));
    let guard = match proof {
        Proof::Guard(policy) => quote!(#root::#axum Guard<#policy>),
        Proof::Never => quote!(#root::#axum Guard<#root::Never>),
        Proof::ReportOnly(policy) => quote!(#root::#axum ReportOnly<#policy>),
        Proof::PendingGuard(policy) => quote!(#root::#axum PendingGuard<#policy>),
        Proof::Public(marker) => quote!(#root::#axum Public<#marker>),
    };
    let Some((first, others)) = handler.arguments.markers.split_first() else {
        return Arguments { arguments: quote!(#name: #guard #own), first: guard };
    };
    // The first guard also names the next ones: a report reads only the first argument.
    let first = match (first.meaning, proof) {
        (function::Meaning::Public, _) | (_, Proof::Public(_)) => first.argument().clone(),
        _ => first.with_policy(|policy| quote!(#root::Stacked<#policy, #guard>)),
    };
    Arguments {
        arguments: quote!(#first, #(#others,)* #name: #guard #own),
        first: first.ty.into_token_stream(),
    }
}
