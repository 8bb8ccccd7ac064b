//! A rule as the text that it becomes, in the language of the attribute: one literal, which costs the compiler nearly nothing.

use crate::ast::path_text;
use crate::keywords::{Kind, Operator};
use crate::plan::CratePath;
use crate::validate::{Granted, Number, Rule, Scalar, Shape, Term};
use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt};
use std::fmt::{self, Write as _};
use syn::Path;

/// What the core reads at most. Larger rules become trees.
const MOST_PARTS: usize = 16;
const MOST_TEXTS: usize = 16;
const MOST_LEVELS: usize = 4;
const MOST_ON_A_LEVEL: usize = 8;

/// The text, and the typed values in it in its order.
#[derive(Default)]
pub(super) struct Text<'a> {
    written: String,
    variants: Vec<(Kind, &'a Path)>,
    values: usize,
    parts: [usize; MOST_LEVELS],
}

impl<'a> Text<'a> {
    /// Nothing for what has no place in a text: addresses, named policies, checks, fractions, typed values beside others, texts with
    /// quotes and escapes, and rules that are too large.
    pub(super) fn of(rule: &'a Rule) -> Option<Self> {
        let mut text = Self::default();
        text.requirement(rule, 0).ok()?;
        let fits = text.values <= MOST_TEXTS && text.parts.iter().sum::<usize>() <= MOST_PARTS;
        (fits && text.parts.iter().all(|parts| *parts <= MOST_ON_A_LEVEL)).then_some(text)
    }

    /// As one writes it by hand: without escapes.
    pub(super) fn literal(&self) -> Literal {
        let text = &self.written;
        let raw = text.contains('"').then(|| format!("r#\"{text}\"#").parse().ok()).flatten();
        raw.unwrap_or_else(|| Literal::string(text))
    }

    /// Writes the function that names the typed values. The compiler is quicker with it than with constants.
    pub(super) fn append_variants(&self, root: &CratePath, tokens: &mut TokenStream) {
        if self.variants.is_empty() {
            return;
        }
        let of = Ident::new("__of", Span::mixed_site());
        let mut names = of.to_token_stream();
        for (kind, path) in &self.variants {
            // Where the path starts, so that what is no value of this kind is said where it was written.
            let start = start(path);
            names.append(Punct::new('.', Spacing::Alone));
            names.append(Ident::new(kind.word(), Span::call_site().located_at(start)));
            let mut variant = Group::new(Delimiter::Parenthesis, path.to_token_stream());
            variant.set_span(start);
            names.append(variant);
        }
        let mut argument = of.into_token_stream();
        argument.append(Punct::new(':', Spacing::Alone));
        root.append(&mut argument, &["Variants"]);
        // Token by token: a stream in a stream costs a call into the compiler.
        tokens.append(Ident::new("fn", Span::call_site()));
        tokens.append(Ident::new("variants", Span::call_site()));
        tokens.append(Group::new(Delimiter::Parenthesis, argument));
        tokens.append(Punct::new('-', Spacing::Joint));
        tokens.append(Punct::new('>', Spacing::Alone));
        root.append(tokens, &["Variants"]);
        tokens.append(Group::new(Delimiter::Brace, names));
    }

    fn requirement(&mut self, rule: &'a Rule, level: usize) -> fmt::Result {
        *self.parts.get_mut(level).ok_or(fmt::Error)? += 1;
        match rule.shape() {
            Shape::Acr(values) => self.alternatives("acr", values.iter().map(syn::LitStr::value)),
            Shape::Authenticated => self.written.write_str("authenticated"),
            Shape::Comparison(left, operator, right) => self.comparison(left, *operator, right),
            Shape::Grant(kind, values) => match values.as_slice() {
                [Granted::Variant(path)] => {
                    let text = path_text(path);
                    // What `macro_rules!` calls `$crate` is no path that one can read.
                    if !text
                        .chars()
                        .all(|char| char.is_alphanumeric() || matches!(char, '_' | ':' | '#'))
                    {
                        return Err(fmt::Error);
                    }
                    self.variants.push((*kind, path));
                    write!(self.written, "{} = {text}", kind.word())
                }
                values => {
                    let texts = values.iter().map(|value| match value {
                        Granted::Text(text) => Ok(text.value()),
                        Granted::Variant(_) => Err(fmt::Error),
                    });
                    let texts: Vec<String> = texts.collect::<Result<_, _>>()?;
                    self.alternatives(kind.word(), texts.into_iter())
                }
            },
            Shape::Group(logic, rules) => {
                write!(self.written, "{logic}(")?;
                for (index, rule) in rules.iter().enumerate() {
                    self.written.write_str(if index > 0 { ", " } else { "" })?;
                    self.requirement(rule, level + 1)?;
                }
                self.written.write_char(')')
            }
            Shape::Issuer(values) => {
                self.alternatives("issuer", values.iter().map(syn::LitStr::value))
            }
            Shape::MaxAge(seconds) => {
                let units = [(86_400, 'd'), (3_600, 'h'), (60, 'm')];
                let unit = units.into_iter().find(|(size, _)| seconds.is_multiple_of(*size));
                let (size, unit) = unit.unwrap_or((1, 's'));
                write!(self.written, "max_age = \"{}{unit}\"", seconds / size)
            }
            Shape::Ip(_) | Shape::Policy(_) | Shape::Question(_) => Err(fmt::Error),
        }
    }

    fn alternatives(&mut self, word: &str, values: impl Iterator<Item = String>) -> fmt::Result {
        write!(self.written, "{word} = ")?;
        for (index, value) in values.enumerate() {
            self.written.write_str(if index > 0 { " | " } else { "" })?;
            self.quoted(&value)?;
            self.values += 1;
        }
        Ok(())
    }

    fn comparison(&mut self, left: &Term, operator: Operator, right: &Term) -> fmt::Result {
        self.term(left)?;
        write!(self.written, " {operator} ")?;
        self.term(right)
    }

    fn term(&mut self, term: &Term) -> fmt::Result {
        match term {
            Term::Claim(names) => {
                self.written.write_str("claim")?;
                for name in names {
                    self.values += 1;
                    if is_plain(name) {
                        write!(self.written, ".{name}")?;
                    } else {
                        self.written.write_char('[')?;
                        self.quoted(name)?;
                        self.written.write_char(']')?;
                    }
                }
                Ok(())
            }
            Term::Path(name) if is_plain(name) => write!(self.written, "path.{name}"),
            Term::Subject => self.written.write_str("subject"),
            Term::Scalar(Scalar::Boolean(value)) => write!(self.written, "{value}"),
            Term::Scalar(Scalar::Number(Number::Integer(value))) => write!(self.written, "{value}"),
            Term::Scalar(Scalar::Text(value)) => self.quoted(value),
            Term::Path(_) | Term::Scalar(Scalar::Number(Number::Float(_))) => Err(fmt::Error),
        }
    }

    // SECURITY: a quote in a value would end it, and the rest of the value would be read as the rule.
    fn quoted(&mut self, value: &str) -> fmt::Result {
        let quoted = format!("{value:?}");
        // An escape takes more room than what it stands for.
        if quoted.len() != value.len() + 2 {
            return Err(fmt::Error);
        }
        self.written.write_str(&quoted)
    }
}

/// Its first token.
fn start(path: &Path) -> Span {
    let colon = path.leading_colon.and_then(|colon| colon.spans.first().copied());
    let first = path.segments.first().map(|segment| segment.ident.span());
    colon.or(first).unwrap_or_else(Span::call_site)
}

/// What the core reads as a word.
fn is_plain(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
        && name != "_"
}
