//! Generates a function that decides its rule in its body: `#[require(…, from = …)]`.

use super::checks::{ask, private};
use super::place::at;
use super::{Defined, Form};
use crate::function::{Body, Handler};
use crate::plan::{Asking, CratePath, Inquiry};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

pub(crate) fn asking(plan: &Asking<'_>) -> TokenStream {
    let Asking { root, handler, documentation, inquiry } = plan;
    let Some(body) = &handler.body else { return TokenStream::new() };
    let (attributes, contents) = body.contents();
    let output = handler.output.written().unwrap_or_else(|| quote!(()));
    let rewritten = handler.is_rewritten_async();
    let is_async = handler.modifiers.is_async || rewritten;
    // SECURITY: if a macro drops the `compile_error!`, the function still allows no request.
    let refused = || {
        let mark = Body::decision_mark();
        quote!({
            #mark
            if true {
                ::core::panic!("the attribute of this function has a mistake");
            }
        })
    };
    let decision = inquiry
        .as_ref()
        .map_or_else(refused, |inquiry| decision(root, handler, inquiry, is_async, &output));
    let contents = if rewritten {
        let future = private("future");
        quote!(::std::boxed::Box::pin(async move {
            #decision
            let #future: #output = { #contents };
            #future.await
        }))
    } else {
        // Behind those of the attributes above: the first attribute decides first.
        let (above, own) = Body::decisions(contents);
        // SECURITY: an item is visible in its whole block. In a block that the decision shares, the
        // body could change the meaning of names in the attribute. Located, so that a message about
        // a type points to the body.
        let own = body.braces(own);
        quote!(#above #decision #own)
    };
    let body = body.with(quote!(#attributes #contents));
    let (above, own) = (&handler.arguments.markers, handler.arguments.own());
    let arguments = quote!(#(#above,)* #own);
    let function = handler.with(arguments, None, &handler.output, body);
    function.documented(documentation.as_deref()).into_token_stream()
}

/// Returns a block that starts with the item that marks it for another attribute of this crate. The
/// body stands in another block, so that neither sees the names of the other.
fn decision(
    root: &CratePath,
    handler: &Handler,
    inquiry: &Inquiry,
    is_async: bool,
    output: &TokenStream,
) -> TokenStream {
    let Inquiry { local, policy, caller, names_request, only_reported, questions } = inquiry;
    let local = local.as_ref().map(|one| Defined { root, one, form: Form::Enum });
    let [who, rejection, pending] = ["caller", "rejection", "pending"].map(private);
    // Spanned, so that a message about a wrong source or return type points to it.
    let located = names_request.then(|| {
        let located = at(caller.span(), quote!(#root::located(#who)));
        quote!(let #who = #located;)
    });
    let asked = if is_async { quote!(inquire) } else { quote!(inquire_now) };
    let asked = quote_spanned!(caller.span()=> #root::#asked::<#policy, _>(#who));
    let wait = is_async.then(|| quote!(.await));
    let refuse = at(output.span(), quote!(return #root::refuse(#rejection)));
    let failed = quote!(let ::core::result::Result::Err(#rejection));
    let decision = match () {
        // Rejected only without an `Auth` around the request.
        () if *only_reported && is_async => {
            quote!(if #failed = #asked.observe::<#policy>() #wait { #refuse; })
        }
        () if *only_reported => quote!(let _ = #asked.observe::<#policy>();),
        () if questions.is_empty() => {
            quote!(if #failed = #asked.check::<#policy>() #wait { #refuse; })
        }
        () => {
            let questions =
                questions.iter().map(|question| ask(root, question, handler, is_async, &pending));
            quote! {
                let mut #pending = match #asked.pending::<#policy>() #wait {
                    ::core::result::Result::Ok(#pending) => #pending,
                    ::core::result::Result::Err(#rejection) => #refuse,
                };
                #(#questions)*
                if #failed = #pending.settle() { #refuse; }
            }
        }
    };
    let mark = Body::decision_mark();
    quote!({ #mark #local let #who = &#caller; #located #decision })
}
