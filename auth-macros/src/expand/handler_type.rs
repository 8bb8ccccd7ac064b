//! Generates the claim of a handler's type: the type has the guard of its function.

use crate::function::Handler;
use crate::plan::{CratePath, HandlerType};
use proc_macro2::TokenStream;
use quote::quote;

/// Returns the implementation for the type of the handler. `guard` is the type of the first
/// argument.
pub(super) fn claim(
    root: &CratePath,
    handler: &Handler,
    handler_type: &HandlerType,
    guard: &TokenStream,
) -> TokenStream {
    let HandlerType { cfgs, parameters } = handler_type;
    let name = &handler.name;
    let arguments = (!parameters.is_empty()).then(|| quote!(<#(#parameters),*>));
    // Through a macro of the core, which is empty without a framework that makes types: elsewhere
    // `#[get]` may leave a function, for which there is no implementation.
    quote! {
        #root::handler_type! { #(#cfgs)* [#(#parameters),*] #name #arguments, #guard }
    }
}
