//! The names that grants of a derived enum have outside of the program.

use crate::ast::{Entry, Enumeration, Variant};
use crate::errors::Errors;
use crate::keywords::{Kind, nearest};
use crate::validate::values::foreign_letter;
use proc_macro2::Ident;
use std::collections::BTreeMap;
use syn::LitStr;
use syn::ext::IdentExt;

/// The styles of names, as in serde, except that a run of capitals is one word.
#[derive(Clone, Copy)]
pub(crate) enum Style {
    Camel,
    Kebab,
    Lower,
    Pascal,
    ScreamingSnake,
    Snake,
    Upper,
}

const STYLES: &[(&str, Style)] = &[
    ("snake_case", Style::Snake),
    ("kebab-case", Style::Kebab),
    ("camelCase", Style::Camel),
    ("PascalCase", Style::Pascal),
    ("SCREAMING_SNAKE_CASE", Style::ScreamingSnake),
    ("lowercase", Style::Lower),
    ("UPPERCASE", Style::Upper),
];

/// Returns the style of the enum. Default: `snake_case`.
pub(crate) fn check_style(enumeration: &Enumeration, mistakes: &mut Errors) -> Style {
    let style = enumeration.entries.iter().find_map(|entry| match entry {
        Entry::RenameAll { style, .. } => Some(style),
        _ => None,
    });
    let Some(text) = style else { return Style::Snake };
    let value = text.value();
    if let Some((_, style)) = STYLES.iter().find(|(name, _)| *name == value) {
        return *style;
    }
    let name = enumeration.kind.word();
    let message = match nearest(&value, STYLES.iter().map(|(name, _)| *name)) {
        Some(meant) => format!("unknown style `{value}`, did you mean `{meant}`?"),
        None => format!(
            "unknown style `{value}`, write `#[{name}(rename_all = \"…\")]` with one of {}",
            STYLES.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        ),
    };
    mistakes.at(text, message);
    Style::Snake
}

/// Returns the name of each variant, in source order.
pub(crate) fn check_names(
    enumeration: &Enumeration,
    style: Style,
    mistakes: &mut Errors,
) -> Vec<LitStr> {
    let mut seen: BTreeMap<String, &Ident> = BTreeMap::new();
    let names = enumeration.variants.iter().map(|variant| {
        let own = explicit(variant);
        let name = own.cloned().unwrap_or_else(|| {
            LitStr::new(&style.apply(&variant.name.unraw().to_string()), variant.name.span())
        });
        let before = mistakes.count();
        check_name(&name, enumeration.kind, mistakes);
        if let Some(first) = seen.get(&name.value())
            && mistakes.count() == before
        {
            let (text, word) = (name.token(), enumeration.kind.word());
            let message = format!(
                "`{}` is called `{text}` as `{first}` is, write another name: `#[{word}(\"…\")]`",
                variant.name
            );
            mistakes.at(&name, message);
        }
        seen.entry(name.value()).or_insert(&variant.name);
        name
    });
    names.collect()
}

/// Checks the name as a value of `role = "…"`.
fn check_name(name: &LitStr, kind: Kind, mistakes: &mut Errors) {
    let (value, word) = (name.value(), kind.word());
    let trimmed = value.trim();
    if trimmed.is_empty() {
        mistakes.at(name, "empty name, write it between the quotes or remove them");
    } else if let (Kind::Scope, Some(letter)) = (kind, foreign_letter(&value)) {
        let message = format!(
            "a scope cannot hold `{letter}`: only visible ASCII but `\"` and `\\` (RFC 6749, \
             section 3.3), \
             write another name: `#[{word}(\"…\")]`"
        );
        mistakes.at(name, message);
    } else if trimmed != value {
        let message = format!(
            "white space around the name would be part of it, write `#[{word}({trimmed:?})]`"
        );
        mistakes.at(name, message);
    } else if kind == Kind::Scope && value.contains(char::is_whitespace) {
        mistakes.at(name, "a space separates scopes, write a variant for each of them");
    }
}

fn explicit(variant: &Variant) -> Option<&LitStr> {
    variant.entries.iter().find_map(|entry| match entry {
        Entry::Name(name) => Some(name),
        _ => None,
    })
}

impl Style {
    fn apply(self, variant: &str) -> String {
        match self {
            Self::Camel => {
                let (first, rest) = words(variant)
                    .split_first()
                    .map(|(first, rest)| (first.clone(), capitalized(rest)))
                    .unwrap_or_default();
                first + &rest
            }
            Self::Kebab => words(variant).join("-"),
            Self::Lower => variant.to_ascii_lowercase(),
            Self::Pascal => capitalized(&words(variant)),
            Self::ScreamingSnake => words(variant).join("_").to_ascii_uppercase(),
            Self::Snake => words(variant).join("_"),
            Self::Upper => variant.to_ascii_uppercase(),
        }
    }
}

/// Returns the words of a variant in lower case: `http` and `admin` of `HTTPAdmin`.
fn words(variant: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut letters = variant.chars().peekable();
    let mut before = None;
    while let Some(letter) = letters.next() {
        let follows_small = before.is_some_and(|before: char| !before.is_uppercase());
        let precedes_small = letters.peek().is_some_and(|next| next.is_lowercase());
        if letter == '_' || (letter.is_uppercase() && (follows_small || precedes_small)) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| letter != '_') {
            word.push(letter.to_ascii_lowercase());
        }
        before = Some(letter);
    }
    words.retain(|word| !word.is_empty());
    words
}

fn capitalized(words: &[String]) -> String {
    let mut text = String::new();
    for word in words {
        let mut letters = word.chars();
        text.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        text.extend(letters);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apply(style: &str, variant: &str) -> String {
        STYLES.iter().find(|(name, _)| *name == style).unwrap().1.apply(variant)
    }

    #[test]
    fn variant_in_camel_case_is_called_as_serde_calls_it() {
        for (style, admin, editor) in [
            ("snake_case", "admin", "content_editor2"),
            ("kebab-case", "admin", "content-editor2"),
            ("camelCase", "admin", "contentEditor2"),
            ("PascalCase", "Admin", "ContentEditor2"),
            ("SCREAMING_SNAKE_CASE", "ADMIN", "CONTENT_EDITOR2"),
            ("lowercase", "admin", "contenteditor2"),
            ("UPPERCASE", "ADMIN", "CONTENTEDITOR2"),
        ] {
            assert_eq!(apply(style, "Admin"), admin);
            assert_eq!(apply(style, "ContentEditor2"), editor);
        }
    }

    #[test]
    fn run_of_capitals_is_one_word() {
        for (variant, snake, kebab, camel, pascal, screaming) in [
            ("ADMIN", "admin", "admin", "admin", "Admin", "ADMIN"),
            ("HTTPAdmin", "http_admin", "http-admin", "httpAdmin", "HttpAdmin", "HTTP_ADMIN"),
            ("AdminOfIT", "admin_of_it", "admin-of-it", "adminOfIt", "AdminOfIt", "ADMIN_OF_IT"),
            ("SUPER_USER", "super_user", "super-user", "superUser", "SuperUser", "SUPER_USER"),
            (
                "Level2Admin",
                "level2_admin",
                "level2-admin",
                "level2Admin",
                "Level2Admin",
                "LEVEL2_ADMIN",
            ),
            ("SuperUser", "super_user", "super-user", "superUser", "SuperUser", "SUPER_USER"),
            ("X", "x", "x", "x", "X", "X"),
        ] {
            let names =
                ["snake_case", "kebab-case", "camelCase", "PascalCase", "SCREAMING_SNAKE_CASE"]
                    .map(|style| apply(style, variant));
            assert_eq!(names, [snake, kebab, camel, pascal, screaming], "{variant}");
        }
        assert_eq!(
            [apply("lowercase", "HTTPAdmin"), apply("UPPERCASE", "HTTPAdmin")],
            ["httpadmin", "HTTPADMIN"]
        );
    }
}
