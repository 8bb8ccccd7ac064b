//! Parses `policy! { … }`: entries that end with `;`.

use super::whole::whole;
use super::{cursor, option, requirement};
use crate::ast::{Choice, Item, List, Policies, PolicyEntry};
use crate::errors::Errors;
use crate::keywords::Setting;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote;
use syn::parse::{ParseStream, Result};
use syn::{Attribute, Error, Ident, Token, Visibility};

const WRITE: &str = "write `pub CanPublish = role = \"editor\", scope = \"posts:write\";`";

enum Entry {
    Choice(Choice),
    Policy(PolicyEntry),
}

pub(super) fn policies(tokens: TokenStream, mistakes: &mut Errors) -> Policies {
    let mut policies = Policies { choices: Vec::new(), entries: Vec::new() };
    for (tokens, end) in split(tokens) {
        if tokens.is_empty() {
            mistakes.at_span(
                end.unwrap_or_else(Span::call_site),
                "unexpected `;`, expected a policy before it",
            );
            continue;
        }
        if end.is_none() {
            let last = tokens.clone().into_iter().last();
            mistakes.at(quote!(#last), "missing `;` after this: it ends a policy");
        }
        match whole(tokens, mistakes, entry) {
            Some(Ok(Entry::Choice(choice))) => policies.choices.push(choice),
            Some(Ok(Entry::Policy(entry))) => policies.entries.push(entry),
            Some(Err(mistake)) => mistakes.push(mistake),
            None => {}
        }
    }
    policies
}

/// Returns the tokens of each entry, and the place of its `;`. A `;` inside of brackets ends no
/// entry.
fn split(tokens: TokenStream) -> Vec<(TokenStream, Option<Span>)> {
    let mut entries = Vec::new();
    let mut entry = TokenStream::new();
    let mut has_rule = false;
    for token in tokens {
        let sign = match &token {
            TokenTree::Punct(sign) => Some(sign.as_char()),
            _ => None,
        };
        let starts_next =
            sign == Some('#') || matches!(&token, TokenTree::Ident(word) if word == "pub");
        if sign == Some(';') {
            entries.push((std::mem::take(&mut entry), Some(token.span())));
            has_rule = false;
            continue;
        }
        if has_rule && starts_next {
            // The `;` is missing. The next policy is parsed all the same.
            entries.push((std::mem::take(&mut entry), None));
            has_rule = false;
        }
        has_rule |= sign == Some('=');
        entry.extend([token]);
    }
    if !entry.is_empty() {
        entries.push((entry, None));
    }
    entries
}

fn entry(input: ParseStream<'_>, mistakes: &mut Errors) -> Result<Entry> {
    let entry = if input.peek(Token![crate]) {
        option::choice(input, Setting::Crate, mistakes).map(Entry::Choice)
    } else {
        policy(input, mistakes).map(Entry::Policy)
    };
    if entry.is_ok() && !input.is_empty() {
        let message = format!("unexpected `{}`, expected `;`", cursor::text(input));
        mistakes.push(cursor::wrong(input, message));
    }
    while !input.is_empty() {
        cursor::skip_one(input);
    }
    entry
}

fn policy(input: ParseStream<'_>, mistakes: &mut Errors) -> Result<PolicyEntry> {
    let attributes = input.call(Attribute::parse_outer)?;
    let visibility = input.parse::<Visibility>()?;
    let place = input.span();
    for (found, word) in [
        (input.peek(Token![struct]), "struct"),
        (input.peek(Token![type]), "type"),
        (input.peek(Token![const]), "const"),
    ] {
        if found {
            return Err(Error::new(place, format!("a policy is named without `{word}`: {WRITE}")));
        }
    }
    let name: Ident = input
        .parse()
        .map_err(|_| Error::new(place, format!("expected the name of a policy: {WRITE}")))?;
    let before = mistakes.count();
    let list = match rule(input, &name, mistakes) {
        // SECURITY: the rule was parsed, but differs from its source. Such a policy refuses every
        // caller.
        Ok(mut list) if mistakes.count() > before => {
            list.items.push(Item::Broken);
            list
        }
        Ok(list) => list,
        // The name is known, so that the uses of the policy get no error of their own.
        Err(mistake) => {
            mistakes.push(mistake);
            while !input.is_empty() {
                cursor::skip_one(input);
            }
            List { items: vec![Item::Broken] }
        }
    };
    Ok(PolicyEntry { attributes, visibility, name, list })
}

fn rule(input: ParseStream<'_>, name: &Ident, mistakes: &mut Errors) -> Result<List> {
    if input.is_empty() {
        return Err(Error::new_spanned(name, format!("the policy `{name}` has no rule: {WRITE}")));
    }
    if input.peek(Token![==]) || input.parse::<Token![=]>().is_err() {
        let text = cursor::text(input);
        return Err(cursor::wrong(
            input,
            format!("unexpected `{text}`, expected `=` after the name of a policy: {WRITE}"),
        ));
    }
    Ok(requirement::list(input, mistakes))
}
