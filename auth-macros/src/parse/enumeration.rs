//! Parses the enum under `#[derive(Role)]`, and its `#[role(…)]` attributes.

use super::whole::whole;
use super::{cursor, option};
use crate::ast::{Entry, Enumeration, Variant};
use crate::errors::Errors;
use crate::keywords::{Kind, Setting, nearest};
use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser, Result};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{
    Attribute, Error, Fields, Ident, ItemEnum, Lit, LitStr, Meta, Token, Visibility, bracketed,
    token,
};

pub(super) fn enumeration(
    tokens: TokenStream,
    kind: Kind,
    mistakes: &mut Errors,
) -> Option<Enumeration> {
    let item = match syn::parse2::<ItemEnum>(tokens.clone()) {
        Ok(item) => item,
        Err(mistake) => {
            mistakes.push(not_an_enum(tokens, kind).unwrap_or(mistake));
            return None;
        }
    };
    let entries = entries(&item.attrs, kind, mistakes);
    let variants = item.variants.into_iter().map(|variant| Variant {
        entries: self::entries(&variant.attrs, kind, mistakes),
        fields: fields(&variant.fields),
        name: variant.ident,
    });
    let variants = variants.collect();
    let generics = (!item.generics.params.is_empty()).then(|| item.generics.span());
    Some(Enumeration { kind, visibility: item.vis, name: item.ident, generics, entries, variants })
}

/// Returns a message if the item is a struct or a union.
fn not_an_enum(tokens: TokenStream, kind: Kind) -> Option<Error> {
    let word = |input: ParseStream<'_>| {
        input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        let word = input.call(Ident::parse_any)?;
        input.parse::<TokenStream>()?;
        Ok(word)
    };
    let word = word.parse2(tokens).ok().filter(|word| word != "enum")?;
    let (derive, name) = (kind.derive(), kind.word());
    Some(Error::new_spanned(
        word,
        format!(
            "`#[derive({derive})]` stands on an enum with a variant for each {name}, write `enum \
             {derive} {{ … }}`"
        ),
    ))
}

fn fields(fields: &Fields) -> Option<Span> {
    match fields {
        Fields::Named(fields) => Some(fields.brace_token.span.join()),
        Fields::Unnamed(fields) => Some(fields.paren_token.span.join()),
        Fields::Unit => None,
    }
}

fn entries(attributes: &[Attribute], kind: Kind, mistakes: &mut Errors) -> Vec<Entry> {
    let mut found = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(kind.word())) {
        let name = kind.word();
        match &attribute.meta {
            Meta::List(list) if !list.tokens.is_empty() => {
                let read = |input: ParseStream<'_>, mistakes: &mut Errors| {
                    entry_list(input, kind, mistakes)
                };
                found.extend(whole(list.tokens.clone(), mistakes, read).into_iter().flatten());
            }
            Meta::NameValue(pair) => {
                mistakes.at(
                    pair,
                    format!(
                        "`{name}` takes its options in parentheses: write \
                `#[{name}(\"…\")]`"
                    ),
                );
            }
            Meta::List(_) | Meta::Path(_) => mistakes.at(
                &attribute.meta,
                format!(
                    "`#[{name}]` has no effect: write `#[{name}(\"…\")]` or `#[{name}(implies \
                = [Other])]`, or remove it"
                ),
            ),
        }
    }
    found
}

fn entry_list(input: ParseStream<'_>, kind: Kind, mistakes: &mut Errors) -> Vec<Entry> {
    let mut entries = Vec::new();
    while !input.is_empty() {
        match entry(input, kind, mistakes) {
            Ok(entry) => entries.push(entry),
            Err(mistake) => {
                mistakes.push(mistake);
                cursor::skip_to_comma(input);
            }
        }
        if input.peek(Token![,]) {
            cursor::skip_one(input);
        } else if !input.is_empty() {
            let text = cursor::text(input);
            mistakes.push(cursor::wrong(
                input,
                format!("unexpected `{text}`, expected a comma or the end"),
            ));
            cursor::skip_to_comma(input);
        }
    }
    entries
}

fn entry(input: ParseStream<'_>, kind: Kind, mistakes: &mut Errors) -> Result<Entry> {
    let name = kind.word();
    if input.peek(Lit) {
        return match input.parse()? {
            Lit::Str(text) if text.suffix().is_empty() => Ok(Entry::Name(text)),
            other => Err(Error::new_spanned(
                other,
                format!("a name is a string: write `#[{name}(\"…\")]`"),
            )),
        };
    }
    let Some(word) = cursor::word(input) else {
        let text = cursor::text(input);
        return Err(cursor::wrong(input, format!("unexpected `{text}`: write `#[{name}(\"…\")]`")));
    };
    match word.to_string().as_str() {
        "crate" => option::choice(input, Setting::Crate, mistakes).map(Entry::Choice),
        "implies" => implies(input, name),
        "rename_all" => rename_all(input, name),
        _ => Err(unknown(&word, name)),
    }
}

fn unknown(word: &Ident, name: &str) -> Error {
    let text = word.to_string();
    let message = match text.as_str() {
        "name" | "rename" | "as" | "value" => {
            format!("unknown option `{text}`, a name stands alone: write `#[{name}(\"…\")]`")
        }
        "extends" | "includes" | "inherits" | "grants" | "parent" | "parents" => {
            format!("unknown option `{text}`, write `#[{name}(implies = [Other])]`")
        }
        _ => match nearest(&text, ["crate", "implies", "rename_all"].into_iter()) {
            Some(meant) => format!("unknown option `{text}`, did you mean `{meant}`?"),
            None => format!(
                "unknown option `{text}`, expected a name in quotes, `implies`, `rename_all` or \
                 `crate`"
            ),
        },
    };
    Error::new_spanned(word, message)
}

/// `implies = [Editor, Viewer]`
fn implies(input: ParseStream<'_>, name: &str) -> Result<Entry> {
    let word = input.call(Ident::parse_any)?;
    let write = format!("write `#[{name}(implies = [Other])]`");
    if input.parse::<Token![=]>().is_err() || !input.peek(token::Bracket) {
        let place = if input.is_empty() { word.span() } else { input.span() };
        return Err(Error::new(place, format!("`implies` takes a list of variants: {write}")));
    }
    let content;
    let brackets = bracketed!(content in input).span.join();
    let variants =
        Punctuated::<Ident, Token![,]>::parse_terminated_with(&content, Ident::parse_any);
    let variants = variants.map_err(|mistake| {
        let message = match content.fork().parse::<LitStr>() {
            Ok(_) => format!("a variant is named without quotes: {write}"),
            Err(_) if content.peek(Token![::]) => {
                "a variant of the same enum is named alone, without a path".to_owned()
            }
            Err(_) => format!("expected the name of a variant: {write}"),
        };
        while !content.is_empty() {
            cursor::skip_one(&content);
        }
        Error::new(mistake.span(), message)
    })?;
    Ok(Entry::Implies { word, brackets, variants: variants.into_iter().collect() })
}

/// `rename_all = "kebab-case"`
fn rename_all(input: ParseStream<'_>, name: &str) -> Result<Entry> {
    let word = input.call(Ident::parse_any)?;
    let write = format!("write `#[{name}(rename_all = \"kebab-case\")]`");
    let place = if input.is_empty() { word.span() } else { input.span() };
    let message = format!("`rename_all` takes a style in quotes: {write}");
    input.parse::<Token![=]>().map_err(|_| Error::new(place, &message))?;
    let place = if input.is_empty() { word.span() } else { input.span() };
    let style = input.parse().map_err(|_| Error::new(place, &message))?;
    Ok(Entry::RenameAll { word, style })
}
