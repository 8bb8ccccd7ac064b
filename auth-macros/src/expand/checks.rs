//! Generates a handler with checks: its checks, the decision, and only then its body.

use crate::function::{Body, Handler, Output, find_name};
use crate::plan::CratePath;
use crate::validate::Question;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

/// Returns the new return type of the handler.
pub(super) fn output(root: &CratePath, output: &Output) -> TokenStream {
    let written = output.written().unwrap_or_else(|| quote!(()));
    let clause = output.clause();
    quote!(-> #root::CheckedResponse<#written> #clause)
}

/// Returns the checks and the body of a function with the pending guard `argument`.
pub(super) fn body(
    root: &CratePath,
    handler: &Handler,
    body: &Body,
    argument: &Ident,
    questions: &[Question],
) -> TokenStream {
    let is_async = handler.modifiers.is_async;
    let (attributes, contents) = body.contents();
    let [pending, rejection] = ["pending", "rejection"].map(private);
    let questions =
        questions.iter().map(|question| ask(root, question, handler, is_async, &pending));
    let never = never_taken(root, &handler.output);
    // SECURITY: the body stands behind the decision. An error, a panic or a dropped future before
    // the decision never runs it. In a function of its own, its `return` and `?` do not leave the
    // handler.
    let result = if is_async {
        quote!(async move { #never #contents }.await)
    } else {
        quote!(#root::run(move || { #never #contents }))
    };
    // With the full path: a trait of the user may have a `from`, and a crate may have no prelude.
    let checked = quote!(<#root::CheckedResponse<_> as ::core::convert::From<_>>::from);
    body.with(quote! {
        #attributes
        let mut #pending = #argument;
        #(#questions)*
        if let ::core::result::Result::Err(#rejection) = #pending.settle() {
            return #checked(::core::result::Result::Err(#rejection));
        }
        #checked(::core::result::Result::Ok(#result))
    })
}

/// Returns one check. It is evaluated only if the decision depends on it.
pub(super) fn ask(
    root: &CratePath,
    question: &Question,
    handler: &Handler,
    is_async: bool,
    pending: &Ident,
) -> TokenStream {
    let Question { index, expression } = question;
    let index = Literal::usize_unsuffixed(*index);
    let [answer, holds] = ["answer", "holds"].map(private);
    // In an expression of its own, so that its `?` ends the check and not the handler.
    let expected = quote_spanned!(expression.span()=> ::core::primitive::bool);
    let check = quote!({ let #holds: #expected = #expression; #root::Answer::Ok(#holds) });
    let check = if is_async { quote!(async #check.await) } else { quote!(#root::run(|| #check)) };
    // SECURITY: without a user there is no `subject`, and a check that names it does not hold. A
    // name that is not found here is not bound, and does not compile.
    let check = named(expression, "subject", handler).map_or_else(
        || check.clone(),
        |subject| {
            quote!(match #pending.subject() {
                ::core::option::Option::Some(#subject) => #check,
                ::core::option::Option::None => #root::Answer::Ok(false),
            })
        },
    );
    let asks = quote!(#pending.asks(#index));
    let condition = named(expression, "identity", handler).map_or_else(
        || quote!(#asks.is_some()),
        |identity| quote!(let ::core::option::Option::Some(#identity) = #asks),
    );
    quote! {
        if #condition {
            let #answer = #check;
            #pending.answer(#index, #answer);
        }
    }
}

/// Returns the name of the caller in a check, with the hygiene of that word. `None` if the function
/// has an argument of this name.
fn named(expression: &TokenStream, name: &str, handler: &Handler) -> Option<Ident> {
    // Arguments are parsed only here, to save compile time.
    find_name(expression, name).filter(|_| !handler.arguments.bind(name))
}

/// Tells the compiler the return type of the body, which it could not infer from a `?`.
fn never_taken(root: &CratePath, output: &Output) -> Option<TokenStream> {
    let inferred = output.inferred()?;
    Some(quote!(if false { return #root::never::<#inferred>(); }))
}

/// Returns a name that the handler cannot see.
pub(super) fn private(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}
