//! Writes the plan down as tokens. Cannot fail.

mod checks;
mod in_body;
mod rule;
mod text;
mod values;

pub(crate) use self::in_body::asking;
pub(crate) use self::values::values;

use self::rule::Tree;
use self::text::Text;
use crate::function::Handler;
use crate::plan::{Argument, CratePath, Guarded, Meaning, Proof, Type};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt, quote};

/// The function behind its guard, and the type that the guard is of.
pub(crate) fn guarded(plan: &Guarded<'_>) -> TokenStream {
    let Guarded { root, sibling, handler, argument, questions, allow_many_arguments } = plan;
    // Without a value: nobody needs one, and it is quicker to compile.
    let sibling = sibling.as_ref().map(|one| Defined { root, one, form: Form::Enum });
    let many = allow_many_arguments.then(|| quote!(#[allow(clippy::too_many_arguments)]));
    // Items of the body may stand behind the checks.
    let items = (!questions.is_empty()).then(|| quote!(#[allow(clippy::items_after_statements)]));
    // Nothing, rather than a stream of nothing, at nearly every handler.
    let allow = (many.is_some() || items.is_some()).then(|| quote!(#many #items));
    let arguments = arguments(root, argument, handler);
    let function = match &handler.body {
        Some(body) if !questions.is_empty() => {
            let output = checks::output(root, &handler.output);
            let body = checks::body(root, handler, body, &argument.name, questions);
            handler.with(arguments, allow, output, body)
        }
        _ => handler.with_arguments(arguments, allow),
    };
    quote!(#sibling #function)
}

/// All types of `policy!`.
pub(crate) fn policies(root: &CratePath, types: &[Type]) -> TokenStream {
    let types = types.iter().map(|one| Defined { root, one, form: Form::Struct });
    quote!(#(#types)*)
}

/// A type, and what it means.
struct Defined<'a> {
    root: &'a CratePath,
    one: &'a Type,
    form: Form,
}

#[derive(Clone, Copy)]
enum Form {
    /// Without a value.
    Enum,
    /// With a single one.
    Struct,
}

impl ToTokens for Defined<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { root, one: Type { attributes, cfgs, visibility, name, meaning }, form } = self;
        tokens.append_all(attributes);
        visibility.to_tokens(tokens);
        let word =
            |tokens: &mut TokenStream, word| tokens.append(Ident::new(word, Span::call_site()));
        match form {
            Form::Enum => {
                word(tokens, "enum");
                name.to_tokens(tokens);
                tokens.append(Group::new(Delimiter::Brace, TokenStream::new()));
            }
            Form::Struct => quote!(struct #name;).to_tokens(tokens),
        }
        let (implemented, content) = content(root, meaning);
        tokens.append_all(cfgs);
        word(tokens, "impl");
        root.append(tokens, &[implemented]);
        word(tokens, "for");
        name.to_tokens(tokens);
        tokens.append(Group::new(Delimiter::Brace, content));
        // Elsewhere, the rule is looked at where it is used.
        if let Meaning::Policy { rule, .. } = meaning
            && rule.has_unseen_neighbours()
        {
            tokens.append_all(cfgs);
            quote!(const _: () = #root::check(&<#name as #root::Policy>::RULE);).to_tokens(tokens);
        }
    }
}

/// The trait, and what stands in its `impl`.
fn content(root: &CratePath, meaning: &Meaning) -> (&'static str, TokenStream) {
    let (implemented, mut content, concealed) = match meaning {
        Meaning::Policy { rule, concealed } => {
            if let Some(text) = Text::of(rule) {
                let literal = text.literal();
                let mut content = quote!(const TEXT: &'static ::core::primitive::str = #literal;);
                text.append_variants(root, &mut content);
                ("Written", content, *concealed)
            } else {
                let rule = Tree(root, rule);
                ("Policy", quote!(const RULE: #root::Rule = #rule;), *concealed)
            }
        }
        Meaning::Refused => {
            let never = quote!(const RULE: #root::Rule = <#root::Never as #root::Policy>::RULE;);
            ("Policy", never, false)
        }
        Meaning::Reason(reason) => {
            let reason = quote!(const REASON: &'static ::core::primitive::str = #reason;);
            ("PublicReason", reason, false)
        }
    };
    if concealed {
        quote!(
            const CONCEALED: ::core::primitive::bool = true;
        )
        .to_tokens(&mut content);
    }
    (implemented, content)
}

/// Ours stands behind those of the attributes above, so that what is written first decides first.
fn arguments(root: &CratePath, argument: &Argument, handler: &Handler) -> TokenStream {
    let (above, own) = (&handler.arguments.markers, handler.arguments.own());
    let own = (!own.is_empty()).then(|| quote!(, #own));
    let Argument { name, proof } = argument;
    // Without the feature there is no such module, and the compiler's message names the feature.
    let is_axum = handler.attributes.iter().any(|attribute| attribute.is("debug_handler"));
    let axum = is_axum.then(|| quote!(axum::));
    match proof {
        Proof::Guard(policy) => quote!(#(#above,)* #name: #root::#axum Guard<#policy> #own),
        Proof::Never => quote!(#(#above,)* #name: #root::#axum Guard<#root::Never> #own),
        Proof::ReportOnly(policy) => {
            quote!(#(#above,)* #name: #root::#axum ReportOnly<#policy> #own)
        }
        Proof::PendingGuard(policy) => {
            quote!(#(#above,)* #name: #root::#axum PendingGuard<#policy> #own)
        }
        Proof::Public(marker) => quote!(#(#above,)* #name: #root::#axum Public<#marker> #own),
    }
}
