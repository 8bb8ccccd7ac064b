//! The path in front of all generated names.

use proc_macro2::{Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::Path;

/// Path of all generated names: `macro_support` of `::auth_core`, or of the path in `crate = …`.
///
/// A list of tokens: a stream inside a stream costs a call into the compiler.
pub(crate) struct CratePath(Vec<TokenTree>);

impl CratePath {
    pub(crate) fn new(path: Option<Path>) -> Self {
        let mut root = Self(path.map_or_else(Vec::new, |path| listed(path.into_token_stream())));
        if root.0.is_empty() {
            root.push("auth_core");
        }
        root.push("macro_support");
        root
    }

    fn push(&mut self, name: &str) {
        let sign = [Spacing::Joint, Spacing::Alone].map(|spacing| Punct::new(':', spacing).into());
        self.0.extend(sign);
        self.0.push(Ident::new(name, Span::call_site()).into());
    }
}

impl ToTokens for CratePath {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.0);
    }
}

/// Returns a list of tokens: a stream inside a stream costs a call into the compiler.
pub(super) fn listed(tokens: TokenStream) -> Vec<TokenTree> {
    tokens.into_iter().collect()
}
