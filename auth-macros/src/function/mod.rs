//! The function under an attribute: its parsed header, and all else as the tokens that were
//! written.

mod arguments;
mod attribute;
mod body;
mod find;
mod header;
mod output;

pub(crate) use self::arguments::{Arguments, Meaning};
pub(crate) use self::attribute::Attribute;
pub(crate) use self::body::Body;
pub(crate) use self::find::find_name;
pub(crate) use self::output::Output;

use self::find::find_word_in;

use self::header::Header;
use proc_macro2::{Delimiter, Group, Ident, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, quote};
use syn::Visibility;

/// The item under an attribute.
pub(crate) enum Target {
    Function(Box<Handler>),
    Other(OtherItem),
}

/// An item that cannot be guarded.
pub(crate) struct OtherItem {
    /// The first word behind attributes and visibility: `struct`, `impl`, `mod`.
    pub(crate) word: Option<Ident>,
}

pub(crate) struct Handler {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) modifiers: Modifiers,
    fn_word: Ident,
    pub(crate) name: Ident,
    generics: Vec<TokenTree>,
    pub(crate) arguments: Arguments,
    pub(crate) output: Output,
    pub(crate) body: Option<Body>,
}

/// The modifiers in front of `fn`.
#[derive(Debug, Default)]
pub(crate) struct Modifiers {
    tokens: Vec<TokenTree>,
    pub(crate) constness: Option<Span>,
    pub(crate) external: Option<Span>,
    pub(crate) is_async: bool,
}

impl Target {
    pub(crate) fn new(tokens: TokenStream) -> Self {
        let mut header: Vec<TokenTree> = tokens.clone().into_iter().collect();
        // The body is by far the longest part, and need not be parsed.
        let body = header.pop_if(is_braces).and_then(Body::new);
        match handler(header, body) {
            Some(handler) => Self::Function(Box::new(handler)),
            None => Self::Other(OtherItem { word: first_word(tokens) }),
        }
    }
}

impl Handler {
    /// Returns the place of `Self` in the header. It proves that the function belongs to an `impl`
    /// or a `trait`.
    pub(crate) fn mentions_self_type(&self) -> Option<Ident> {
        let found = find_word_in(self.generics.iter().cloned(), "Self");
        let found = found.or_else(|| self.arguments.find_word("Self"));
        found.or_else(|| self.output.find_word("Self"))
    }

    /// Returns the names of the type parameters.
    pub(crate) fn type_parameters(&self) -> Vec<Ident> {
        let generics: TokenStream = self.generics.iter().cloned().collect();
        let generics = syn::parse2::<syn::Generics>(generics).unwrap_or_default();
        generics.type_params().map(|parameter| parameter.ident.clone()).collect()
    }

    /// Returns whether `#[async_trait]` has rewritten an `async fn` to a function that returns a
    /// boxed future.
    pub(crate) fn is_rewritten_async(&self) -> bool {
        let lifetime = find_word_in(self.generics.iter().cloned(), "async_trait");
        lifetime.is_some() && self.output.future().is_some()
    }

    /// Returns the function with other arguments and more attributes.
    pub(crate) fn with_arguments(
        &self,
        arguments: TokenStream,
        attribute: Option<TokenStream>,
    ) -> Changed<'_> {
        self.with(arguments, attribute, &self.output, End(self.body.as_ref()))
    }

    /// Returns the function with other arguments, another return type and another body.
    pub(crate) fn with<'a>(
        &'a self,
        arguments: TokenStream,
        attribute: Option<TokenStream>,
        output: impl ToTokens + 'a,
        end: impl ToTokens + 'a,
    ) -> Changed<'a> {
        let mut parentheses = Group::new(Delimiter::Parenthesis, arguments);
        parentheses.set_span(self.arguments.span);
        Changed {
            handler: self,
            attribute,
            documentation: None,
            parentheses,
            output: Box::new(output),
            end: Box::new(end),
        }
    }
}

/// A function with a replacement for some of its parts.
///
/// Each part is written on its own, because a stream inside of a stream costs a call into the
/// compiler.
pub(crate) struct Changed<'a> {
    handler: &'a Handler,
    attribute: Option<TokenStream>,
    documentation: Option<&'a str>,
    parentheses: Group,
    output: Box<dyn ToTokens + 'a>,
    end: Box<dyn ToTokens + 'a>,
}

impl<'a> Changed<'a> {
    /// Adds a paragraph to the documentation of the function.
    pub(crate) fn documented(self, documentation: Option<&'a str>) -> Self {
        Self { documentation, ..self }
    }
}

impl ToTokens for Changed<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Handler { attributes, visibility, modifiers, fn_word, name, generics, .. } =
            self.handler;
        // In front, because rmcp's `#[tool]` drops the doc comments before another attribute.
        self.attribute.to_tokens(tokens);
        tokens.append_all(attributes);
        if let Some(documentation) = self.documentation {
            // A blank line starts a new paragraph.
            let paragraph = format!("\n{documentation}");
            tokens.append_all(quote!(#[doc = #paragraph]));
        }
        visibility.to_tokens(tokens);
        tokens.append_all(&modifiers.tokens);
        fn_word.to_tokens(tokens);
        name.to_tokens(tokens);
        tokens.append_all(generics);
        self.parentheses.to_tokens(tokens);
        self.output.to_tokens(tokens);
        self.end.to_tokens(tokens);
    }
}

/// A body, or the `;` of a function without one.
struct End<'a>(Option<&'a Body>);

impl ToTokens for End<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self.0 {
            Some(body) => body.to_tokens(tokens),
            None => <syn::Token![;]>::default().to_tokens(tokens),
        }
    }
}

fn handler(header: Vec<TokenTree>, body: Option<Body>) -> Option<Handler> {
    let mut header = Header::new(header);
    let attributes = attribute::attributes(&mut header)?;
    let visibility = visibility(&mut header)?;
    let (modifiers, fn_word) = modifiers(&mut header)?;
    let name = header.word()?;
    let generics = generics(&mut header);
    let arguments = Arguments::new(&header.group(Delimiter::Parenthesis)?)?;
    let mut output = header.into_rest();
    // Without a body, this is the `;`.
    let body = body.or_else(|| output.pop().and_then(Body::new));
    let output = Output::new(output);
    Some(Handler {
        attributes,
        visibility,
        modifiers,
        fn_word,
        name,
        generics,
        arguments,
        output,
        body,
    })
}

fn is_braces(token: &mut TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// Parses a function. `None` if it cannot be parsed.
fn visibility(header: &mut Header) -> Option<Visibility> {
    let Some(word) = header.word_if(|word| word == "pub") else {
        return Some(Visibility::Inherited);
    };
    let restriction = header.group(Delimiter::Parenthesis).map(TokenTree::Group);
    let tokens: TokenStream = std::iter::once(TokenTree::Ident(word)).chain(restriction).collect();
    syn::parse2(tokens).ok()
}

/// Parses the modifiers and `fn`. `None` for an item that is no function.
fn modifiers(header: &mut Header) -> Option<(Modifiers, Ident)> {
    let mut modifiers = Modifiers::default();
    loop {
        let word = header.word()?;
        match word.to_string().as_str() {
            "fn" => return Some((modifiers, word)),
            "const" => modifiers.constness = Some(word.span()),
            "extern" => modifiers.external = Some(word.span()),
            "async" => modifiers.is_async = true,
            "default" | "gen" | "safe" | "unsafe" => {}
            _ => return None,
        }
        modifiers.tokens.push(word.into());
        // `extern "C"`
        modifiers.tokens.extend(header.literal());
    }
}

/// Skips from `<` to its `>`.
fn generics(header: &mut Header) -> Vec<TokenTree> {
    let mut tokens = Vec::new();
    let mut depth = 0_usize;
    let mut arrow = false;
    if !header.is_sign('<') {
        return tokens;
    }
    while let Some(token) = header.token() {
        let sign = match &token {
            TokenTree::Punct(sign) => Some((sign.as_char(), sign.spacing())),
            _ => None,
        };
        match sign {
            Some(('<', _)) => depth += 1,
            // The `>` of `->` closes no bracket.
            Some(('>', _)) if !arrow => depth = depth.saturating_sub(1),
            _ => {}
        }
        arrow = sign == Some(('-', Spacing::Joint));
        tokens.push(token);
        if depth == 0 {
            break;
        }
    }
    tokens
}

fn first_word(tokens: TokenStream) -> Option<Ident> {
    let mut header = Header::new(tokens);
    attribute::attributes(&mut header)?;
    visibility(&mut header)?;
    header.word()
}
