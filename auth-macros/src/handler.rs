//! The function that an attribute stands on: its header taken apart, everything else as the tokens that were written.

mod arguments;
mod attribute;
mod body;
mod output;

pub(crate) use self::arguments::{Arguments, Meaning};
pub(crate) use self::attribute::Attribute;
pub(crate) use self::body::Body;
pub(crate) use self::output::Output;

use proc_macro2::{Delimiter, Group, Ident, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser, Result};
use syn::{LitStr, Token, Visibility};

/// What an attribute stands on.
pub(crate) enum Target {
    Function(Box<Handler>),
    Other(OtherItem),
}

/// Something that cannot be guarded.
pub(crate) struct OtherItem {
    /// The first word behind attributes and visibility: `struct`, `impl`, `mod`.
    pub(crate) word: Option<Ident>,
}

pub(crate) struct Handler {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) modifiers: Modifiers,
    pub(crate) fn_token: Token![fn],
    pub(crate) name: Ident,
    pub(crate) generics: TokenStream,
    pub(crate) arguments: Arguments,
    pub(crate) output: Output,
    pub(crate) body: Option<Body>,
}

/// What stands before `fn`.
#[derive(Debug, Default)]
pub(crate) struct Modifiers {
    pub(crate) tokens: TokenStream,
    pub(crate) constness: Option<Span>,
    pub(crate) external: Option<Span>,
    pub(crate) is_async: bool,
}

impl Target {
    pub(crate) fn new(tokens: TokenStream) -> Self {
        let mut header: Vec<TokenTree> = tokens.clone().into_iter().collect();
        // The body, which is by far the longest part, need not be read.
        let body = header.pop_if(is_braces).and_then(Body::new);
        let read = |input: ParseStream<'_>| handler(input, body);
        match read.parse2(header.into_iter().collect()) {
            Ok(handler) => Self::Function(Box::new(handler)),
            Err(_) => Self::Other(OtherItem { word: first_word.parse2(tokens).ok().flatten() }),
        }
    }
}

impl Handler {
    /// Where the header says `Self`: proof that the function stands in an `impl` or a `trait`.
    pub(crate) fn mentions_self_type(&self) -> Option<Ident> {
        let header = [&self.generics, self.arguments.own()];
        let found = header.into_iter().find_map(|tokens| find_word(tokens, "Self"));
        found.or_else(|| self.output.find_word("Self"))
    }

    /// Whether `#[async_trait]` has made a function that returns a boxed future of what was an `async fn`.
    pub(crate) fn is_rewritten_async(&self) -> bool {
        find_word(&self.generics, "async_trait").is_some() && self.output.future().is_some()
    }

    /// The function with other arguments and more attributes, and all else as it came.
    pub(crate) fn with_arguments(&self, arguments: &TokenStream, attribute: &TokenStream) -> TokenStream {
        let end = self.body.as_ref().map_or_else(|| quote!(;), ToTokens::to_token_stream);
        self.with(arguments, attribute, &self.output.to_token_stream(), &end)
    }

    /// The same with another return type and another body.
    pub(crate) fn with(
        &self,
        arguments: &TokenStream,
        attribute: &TokenStream,
        output: &TokenStream,
        end: &TokenStream,
    ) -> TokenStream {
        let Self { attributes, visibility, modifiers, fn_token, name, generics, .. } = self;
        let modifiers = &modifiers.tokens;
        let mut parentheses = Group::new(Delimiter::Parenthesis, arguments.clone());
        parentheses.set_span(self.arguments.span);
        // In front: rmcp's `#[tool]` forgets the doc comments that it has read when another attribute follows.
        quote! {
            #attribute #(#attributes)*
            #visibility #modifiers #fn_token #name #generics #parentheses #output #end
        }
    }
}

fn handler(input: ParseStream<'_>, body: Option<Body>) -> Result<Handler> {
    let attributes = attribute::attributes(input)?;
    let visibility = input.parse()?;
    let modifiers = modifiers(input)?;
    let fn_token = input.parse()?;
    let name = input.call(Ident::parse_any)?;
    let generics = generics(input);
    let arguments = input.parse()?;
    let mut output: Vec<TokenTree> = input.parse::<TokenStream>()?.into_iter().collect();
    // Without one, it is the `;` that was taken away.
    let body = body.or_else(|| output.pop().and_then(Body::new));
    let output = Output::new(output);
    Ok(Handler { attributes, visibility, modifiers, fn_token, name, generics, arguments, output, body })
}

fn is_braces(token: &mut TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

fn modifiers(input: ParseStream<'_>) -> Result<Modifiers> {
    let mut modifiers = Modifiers::default();
    while !input.peek(Token![fn]) {
        let word = input.call(Ident::parse_any)?;
        match word.to_string().as_str() {
            "const" => modifiers.constness = Some(word.span()),
            "extern" => modifiers.external = Some(word.span()),
            "async" => modifiers.is_async = true,
            "default" | "gen" | "safe" | "unsafe" => {}
            _ => return Err(input.error("not a function")),
        }
        word.to_tokens(&mut modifiers.tokens);
        if let Some(abi) = input.parse::<Option<LitStr>>()? {
            abi.to_tokens(&mut modifiers.tokens);
        }
    }
    Ok(modifiers)
}

/// From `<` to its `>`, without looking at what stands between.
fn generics(input: ParseStream<'_>) -> TokenStream {
    let mut tokens = TokenStream::new();
    let mut depth = 0_usize;
    let mut arrow = false;
    if !input.peek(Token![<]) {
        return tokens;
    }
    while let Ok(token) = input.parse::<TokenTree>() {
        let sign = match &token {
            TokenTree::Punct(sign) => Some((sign.as_char(), sign.spacing())),
            _ => None,
        };
        match sign {
            Some(('<', _)) => depth += 1,
            // The `>` of `->` closes nothing.
            Some(('>', _)) if !arrow => depth = depth.saturating_sub(1),
            _ => {}
        }
        arrow = sign == Some(('-', Spacing::Joint));
        tokens.extend([token]);
        if depth == 0 {
            break;
        }
    }
    tokens
}

fn first_word(input: ParseStream<'_>) -> Result<Option<Ident>> {
    attribute::attributes(input)?;
    input.parse::<Visibility>()?;
    let word = input.call(Ident::parse_any).ok();
    input.parse::<TokenStream>()?;
    Ok(word)
}

pub(crate) fn find_word(tokens: &TokenStream, wanted: &str) -> Option<Ident> {
    find_word_in(tokens.clone().into_iter(), wanted)
}

fn find_word_in(mut tokens: impl Iterator<Item = TokenTree>, wanted: &str) -> Option<Ident> {
    tokens.find_map(|token| match token {
        TokenTree::Ident(word) if word == wanted => Some(word),
        TokenTree::Group(group) => find_word(&group.stream(), wanted),
        _ => None,
    })
}

/// The first place where the word is a variable: neither a field (`post.identity`) nor a part of a path (`a::identity`).
pub(crate) fn find_variable(tokens: &TokenStream, wanted: &str) -> Option<Ident> {
    let mut before = String::new();
    for token in tokens.clone() {
        let found = match &token {
            TokenTree::Ident(word) if word == wanted => {
                let is_part = (before.ends_with('.') && !before.ends_with("..")) || before.ends_with("::");
                (!is_part).then(|| word.clone())
            }
            TokenTree::Group(group) => find_variable(&group.stream(), wanted),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
        match &token {
            TokenTree::Punct(sign) => before.push(sign.as_char()),
            _ => before.clear(),
        }
    }
    None
}
