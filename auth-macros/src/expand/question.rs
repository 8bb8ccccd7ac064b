//! A handler that is asked: its checks, the decision, and only then its body.

use crate::check::Question;
use crate::handler::{Body, Handler, Output, find_variable};
use crate::plan::Root;
use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

/// What the handler returns now.
pub(super) fn output(root: &Root, output: &Output) -> TokenStream {
    let written = output.written().unwrap_or_else(|| quote!(()));
    let clause = output.clause();
    quote!(-> #root::Checked<#written> #clause)
}

/// The checks and the body, of a function whose argument `undecided` it is.
pub(super) fn body(
    root: &Root,
    handler: &Handler,
    body: &Body,
    argument: &Ident,
    questions: &[Question],
) -> TokenStream {
    let is_async = handler.modifiers.is_async;
    let (attributes, contents) = body.contents();
    let [undecided, rejection] = ["undecided", "rejection"].map(private);
    let questions = questions.iter().map(|question| ask(root, question, is_async, &undecided));
    let never = never_taken(root, &handler.output);
    // SECURITY: the body stands behind the decision, so that what was not decided, be it for an error, a panic or a future that
    // nobody polls any more, never runs it. In a function of its own, its `return` and `?` are its own.
    let result = if is_async {
        quote!(async move { #never #contents }.await)
    } else {
        quote!(#root::run(move || { #never #contents }))
    };
    // By its whole path: a trait of the user's may have a `from` as well, and a crate may be without the prelude.
    let checked = quote!(<#root::Checked<_> as ::core::convert::From<_>>::from);
    body.with(quote! {
        #attributes
        let mut #undecided = #argument;
        #(#questions)*
        if let ::core::result::Result::Err(#rejection) = #undecided.settle() {
            return #checked(::core::result::Result::Err(#rejection));
        }
        #checked(::core::result::Result::Ok(#result))
    })
}

/// One check, made only if the decision hangs on it.
pub(super) fn ask(root: &Root, question: &Question, is_async: bool, undecided: &Ident) -> TokenStream {
    let Question { index, expression } = question;
    let index = Literal::usize_unsuffixed(*index);
    let [answer, holds] = ["answer", "holds"].map(private);
    // As an expression of its own, so that its `?` ends the check and not the handler.
    let expected = quote_spanned!(expression.span()=> ::core::primitive::bool);
    let check = quote!({ let #holds: #expected = #expression; #root::Answer::Ok(#holds) });
    let check = if is_async { quote!(async #check.await) } else { quote!(#root::run(|| #check)) };
    let asks = quote!(#undecided.asks(#index));
    let condition = identity(expression).map_or_else(
        || quote!(#asks.is_some()),
        |identity| quote!(let ::core::option::Option::Some(#identity) = #asks),
    );
    quote! {
        if #condition {
            let #answer = #check;
            #undecided.answer(#index, #answer);
        }
    }
}

/// The caller, by the name that the check has for them: with the hygiene of that very word.
fn identity(expression: &TokenStream) -> Option<Ident> {
    let named = find_variable(expression, "identity");
    named.or_else(|| in_a_string(expression).then(|| Ident::new("identity", Span::call_site())))
}

/// Whether some text takes it in: `"{identity:?}"`.
fn in_a_string(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Literal(literal) => literal.to_string().contains("{identity"),
        TokenTree::Group(group) => in_a_string(&group.stream()),
        _ => false,
    })
}

/// Tells the compiler what the body returns, where it could not infer it from a `?`.
fn never_taken(root: &Root, output: &Output) -> Option<TokenStream> {
    let inferred = output.inferred()?;
    Some(quote!(if false { return #root::never::<#inferred>(); }))
}

/// A name that the handler cannot see.
pub(super) fn private(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}
