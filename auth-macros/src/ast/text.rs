//! The tree in messages: the tokens to underline, and the text to quote.

use super::{ClaimName, Comparison, Group, Keyed, Operand, Requirement, Value};
use proc_macro2::{Delimiter, Group as Delimited, Span, TokenStream};
use quote::{ToTokens, quote};
use std::fmt::{self, Display};
use syn::{Lit, Path};

/// Returns the first and the last token, which an error underlines.
impl ToTokens for Requirement {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Authenticated(word) => word.to_tokens(tokens),
            Self::Comparison(comparison) => comparison.to_tokens(tokens),
            Self::Group(group) => group.to_tokens(tokens),
            Self::Keyed(keyed) => {
                keyed.word.to_tokens(tokens);
                keyed.values.last().to_tokens(tokens);
            }
            Self::Policy(path) => path.to_tokens(tokens),
            Self::Question(question) => {
                question.word.to_tokens(tokens);
                delimiters(Delimiter::Parenthesis, question.parentheses).to_tokens(tokens);
            }
        }
    }
}

impl ToTokens for Value {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Broken => {}
            Self::Text(text) => text.to_tokens(tokens),
            Self::Variant(path) => path.to_tokens(tokens),
        }
    }
}

impl ToTokens for Comparison {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.left.to_tokens(tokens);
        self.right.to_tokens(tokens);
    }
}

impl ToTokens for Operand {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Broken(place) => place.to_tokens(tokens),
            Self::Claim { word, names } => {
                word.to_tokens(tokens);
                names.last().to_tokens(tokens);
            }
            Self::Literal(literal) => literal.to_tokens(tokens),
            Self::Path { word, name } => {
                word.to_tokens(tokens);
                name.to_tokens(tokens);
            }
            Self::Subject(word) => word.to_tokens(tokens),
        }
    }
}

impl ToTokens for ClaimName {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Plain(name) => name.to_tokens(tokens),
            Self::Quoted { brackets, .. } => {
                delimiters(Delimiter::Bracket, *brackets).to_tokens(tokens);
            }
        }
    }
}

impl ToTokens for Group {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.word.to_tokens(tokens);
        delimiters(Delimiter::Parenthesis, self.parentheses).to_tokens(tokens);
    }
}

fn delimiters(delimiter: Delimiter, place: Span) -> Delimited {
    let mut delimiters = Delimited::new(delimiter, TokenStream::new());
    delimiters.set_span(place);
    delimiters
}

/// Returns the source of an item, short enough for a message.
impl Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Authenticated(word) => word.fmt(f),
            Self::Comparison(comparison) => comparison.fmt(f),
            Self::Group(group) => write!(f, "{}(…)", group.logic),
            Self::Keyed(keyed) => keyed.fmt(f),
            Self::Policy(path) => f.write_str(&path_text(path)),
            Self::Question(_) => f.write_str("check(…)"),
        }
    }
}

impl Display for Keyed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = ", self.key.word())?;
        for (position, value) in self.values.iter().enumerate() {
            f.write_str(if position == 0 { "" } else { " | " })?;
            value.fmt(f)?;
        }
        Ok(())
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken => f.write_str("…"),
            Self::Text(text) => text.token().fmt(f),
            Self::Variant(path) => f.write_str(&path_text(path)),
        }
    }
}

impl Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.left, self.operator, self.right)
    }
}

impl Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken(_) => f.write_str("…"),
            Self::Claim { word, names } => {
                word.fmt(f)?;
                names.iter().try_for_each(|name| match name {
                    ClaimName::Plain(name) => write!(f, ".{name}"),
                    ClaimName::Quoted { text, .. } => write!(f, "[{}]", text.token()),
                })
            }
            Self::Literal(literal) => f.write_str(&literal_text(literal)),
            Self::Path { word, name } => write!(f, "{word}.{name}"),
            Self::Subject(word) => word.fmt(f),
        }
    }
}

pub(crate) fn literal_text(literal: &Lit) -> String {
    let text = literal.to_token_stream().to_string();
    match literal {
        // The sign may be a token of its own.
        Lit::Int(_) | Lit::Float(_) => text.replace(' ', ""),
        _ => text,
    }
}

/// Returns a path without the spaces between its tokens.
pub(crate) fn path_text(path: &Path) -> String {
    if path.segments.iter().any(|segment| !segment.arguments.is_none()) {
        return quote!(#path).to_string().replace(' ', "");
    }
    let mut text = String::new();
    for segment in &path.segments {
        if !text.is_empty() || path.leading_colon.is_some() {
            text.push_str("::");
        }
        text.push_str(&segment.ident.to_string());
    }
    text
}
