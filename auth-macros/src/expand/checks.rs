//! A handler that is asked: its checks, the decision, and only then its body.

use crate::function::{Body, Handler, Output, find_name};
use crate::plan::CratePath;
use crate::validate::Question;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

/// What the handler returns now.
pub(super) fn output(root: &CratePath, output: &Output) -> TokenStream {
    let written = output.written().unwrap_or_else(|| quote!(()));
    let clause = output.clause();
    quote!(-> #root::CheckedResponse<#written> #clause)
}

/// The checks and the body, of a function whose argument `undecided` it is.
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
    // SECURITY: the body stands behind the decision, so that what was not decided, be it for an error, a panic or a future that
    // nobody polls any more, never runs it. In a function of its own, its `return` and `?` are its own.
    let result = if is_async {
        quote!(async move { #never #contents }.await)
    } else {
        quote!(#root::run(move || { #never #contents }))
    };
    // By its whole path: a trait of the user's may have a `from` as well, and a crate may be without the prelude.
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

/// Writes one check, made only if the decision hangs on it.
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
    // As an expression of its own, so that its `?` ends the check and not the handler.
    let expected = quote_spanned!(expression.span()=> ::core::primitive::bool);
    let check = quote!({ let #holds: #expected = #expression; #root::Answer::Ok(#holds) });
    let check = if is_async { quote!(async #check.await) } else { quote!(#root::run(|| #check)) };
    // SECURITY: without a user there is no `subject`, and what names it does not hold. A name that is not found here is not bound, and
    // does not compile.
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

/// Returns the name by which the check knows the caller, with the hygiene of that very word. An argument of the function that has
/// this name is meant itself.
fn named(expression: &TokenStream, name: &str, handler: &Handler) -> Option<Ident> {
    // Arguments are read only here: it takes the compiler's time.
    find_name(expression, name).filter(|_| !handler.arguments.bind(name))
}

/// Tells the compiler what the body returns, where it could not infer it from a `?`.
fn never_taken(root: &CratePath, output: &Output) -> Option<TokenStream> {
    let inferred = output.inferred()?;
    Some(quote!(if false { return #root::never::<#inferred>(); }))
}

/// A name that the handler cannot see.
pub(super) fn private(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}
