//! Requirements: the leaves of a rule.

use std::fmt;

use crate::identity::grants::GrantKind;
use crate::policy::comparison::Comparison;
use crate::policy::grant_value::{GrantValue, Variants, is_same};
use crate::request::network::Network;

/// One leaf of a rule. Prints itself in the language of the attribute.
///
/// ```
/// use auth_core::policy::{Decision, Facts, Rule};
///
/// let Decision::Denied(denial) = Rule::role(&["admin"]).decide(&Facts::anonymous()) else { unreachable!() };
/// assert_eq!(denial.unmet()[0].to_string(), r#"role = "admin""#);
/// ```
#[derive(Clone, Copy)]
pub struct Requirement(pub(crate) Leaf);

/// The kinds of leaves. Private to the crate, so that new ones break nobody.
#[derive(Clone, Copy)]
pub(crate) enum Leaf {
    Acr(&'static [&'static str]),
    Authenticated,
    Check(Check),
    Comparison(Comparison),
    Grant(GrantKind, Values),
    Ip(&'static [Network]),
    Issuer(&'static [&'static str]),
    MaxAge(u64),
    /// An empty group, by its keyword: holds for nobody.
    Empty(&'static str),
    /// Holds for nobody.
    Never,
}

/// Rust in a rule, which the handler answers: `check(post.author == subject)`.
#[derive(Clone, Copy)]
pub(crate) struct Check {
    /// Which one of the rule's checks, counted from 0 in the order of the rule.
    pub(crate) index: usize,
    /// The expression, as it was written.
    pub(crate) text: &'static str,
}

/// The alternatives of a grant.
#[derive(Clone, Copy)]
pub(crate) enum Values {
    One(&'static str),
    Texts(&'static [&'static str]),
    Typed(&'static [GrantValue]),
    /// The one at a place among those that are named.
    Variant(usize, fn(Variants) -> Variants),
}

/// What can bring an unmet requirement to hold.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Remedy {
    /// Nothing that the caller can do: no new token of this user would change it.
    None,
    /// Logging in again, in another way or just now.
    StepUp,
    /// A token with more scopes.
    Scopes,
}

impl Leaf {
    pub(crate) const fn remedy(&self) -> Remedy {
        match self {
            Self::Acr(_) | Self::MaxAge(_) => Remedy::StepUp,
            Self::Grant(GrantKind::Scope, _) => Remedy::Scopes,
            Self::Authenticated
            | Self::Check(_)
            | Self::Comparison(_)
            | Self::Empty(_)
            | Self::Grant(..)
            | Self::Ip(_)
            | Self::Issuer(_)
            | Self::Never => Remedy::None,
        }
    }

    /// What is wrong with it: what an attribute would have refused, for rules that are written by hand.
    pub(crate) const fn mistake(&self) -> Option<&'static str> {
        match self {
            Self::Acr(texts) => match texts_mistake(texts, false) {
                None if has_space(texts) => {
                    Some("an `acr` with a space is two of them: challenges list them so")
                }
                mistake => mistake,
            },
            Self::Issuer(texts) => texts_mistake(texts, false),
            Self::Comparison(comparison) => comparison.mistake(),
            Self::Grant(kind, values) => {
                let is_scope = matches!(kind, GrantKind::Scope);
                match values {
                    Values::One(text) => text_mistake(text, is_scope),
                    Values::Texts(texts) => texts_mistake(texts, is_scope),
                    Values::Typed(values) => values_mistake(values, is_scope),
                    // Its name was checked when the enum was derived.
                    Values::Variant(..) => None,
                }
            }
            Self::Ip(networks) => networks_mistake(networks),
            Self::MaxAge(0) => {
                Some("a `max_age` of nothing never holds: write a duration such as \"15m\"")
            }
            Self::Authenticated
            | Self::Check(_)
            | Self::Empty(_)
            | Self::MaxAge(_)
            | Self::Never => None,
        }
    }
}

const NO_VALUE: &str = "a requirement without a value lets nobody in: name at least one value";

const fn texts_mistake(texts: &[&str], is_scope: bool) -> Option<&'static str> {
    if texts.is_empty() {
        return Some(NO_VALUE);
    }
    let mut rest = texts;
    while let [text, tail @ ..] = rest {
        if let Some(mistake) = text_mistake(text, is_scope) {
            return Some(mistake);
        }
        let mut others = tail;
        while let [other, tail @ ..] = others {
            if is_same(text, other) {
                return Some(
                    "a value stands twice among the alternatives of one requirement: leave one out",
                );
            }
            others = tail;
        }
        rest = tail;
    }
    None
}

const fn has_space(texts: &[&str]) -> bool {
    let mut rest = texts;
    while let [text, tail @ ..] = rest {
        let mut bytes = text.as_bytes();
        while let [byte, others @ ..] = bytes {
            if *byte == b' ' {
                return true;
            }
            bytes = others;
        }
        rest = tail;
    }
    false
}

const fn values_mistake(values: &[GrantValue], is_scope: bool) -> Option<&'static str> {
    if values.is_empty() {
        return Some(NO_VALUE);
    }
    let mut rest = values;
    while let [value, tail @ ..] = rest {
        if let Some(mistake) = text_mistake(value.name(), is_scope) {
            return Some(mistake);
        }
        let mut others = tail;
        while let [other, tail @ ..] = others {
            if value.is_satisfied_by(other.name()) || other.is_satisfied_by(value.name()) {
                return Some(
                    "one alternative of a requirement implies another: leave out the one that implies",
                );
            }
            others = tail;
        }
        rest = tail;
    }
    None
}

const fn networks_mistake(networks: &[Network]) -> Option<&'static str> {
    if networks.is_empty() {
        return Some(NO_VALUE);
    }
    let mut rest = networks;
    while let [network, tail @ ..] = rest {
        if network.is_impossible() {
            return Some("a network's prefix is longer than its address");
        }
        rest = tail;
    }
    None
}

const fn text_mistake(text: &str, is_scope: bool) -> Option<&'static str> {
    if text.is_empty() {
        return Some("an empty value lets nobody in: write what the caller must have");
    }
    if is_scope && !is_scope_token(text) {
        return Some(
            "a scope is one word of visible ASCII without `\"` and `\\` (RFC 6749, section 3.3)",
        );
    }
    None
}

/// `scope-token`: `%x21 / %x23-5B / %x5D-7E` ([RFC 6749 §3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3)).
pub(crate) const fn is_scope_token(text: &str) -> bool {
    let mut rest = text.as_bytes();
    if rest.is_empty() {
        return false;
    }
    while let [byte, tail @ ..] = rest {
        if !matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E) {
            return false;
        }
        rest = tail;
    }
    true
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Requirement({self})")
    }
}

impl fmt::Display for Leaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Acr(texts) => {
                write_alternatives(f, "acr", texts.iter().map(|text| format_args_of(text)))
            }
            Self::Authenticated => f.write_str("authenticated"),
            Self::Check(check) => write!(f, "check({})", check.text),
            Self::Comparison(comparison) => comparison.fmt(f),
            Self::Grant(kind, Values::One(text)) => write!(f, "{} = {text:?}", kind.keyword()),
            Self::Grant(kind, Values::Texts(texts)) => {
                write_alternatives(f, kind.keyword(), texts.iter().map(|text| format_args_of(text)))
            }
            Self::Grant(kind, Values::Typed(values)) => {
                write_alternatives(f, kind.keyword(), values.iter())
            }
            Self::Grant(kind, Values::Variant(place, variants)) => {
                match Variants::find(*kind, *place, *variants) {
                    Some(value) => write_alternatives(f, kind.keyword(), std::iter::once(value)),
                    None => f.write_str("never"),
                }
            }
            Self::Ip(networks) => {
                write_alternatives(f, "ip", networks.iter().map(|network| format!("\"{network}\"")))
            }
            Self::Issuer(texts) => {
                write_alternatives(f, "issuer", texts.iter().map(|text| format_args_of(text)))
            }
            Self::MaxAge(seconds) => write!(f, "max_age = \"{}\"", Duration(*seconds)),
            Self::Empty(keyword) => write!(f, "{keyword}()"),
            Self::Never => f.write_str("never"),
        }
    }
}

fn format_args_of(text: &str) -> String {
    format!("{text:?}")
}

fn write_alternatives(
    f: &mut fmt::Formatter<'_>,
    keyword: &str,
    alternatives: impl Iterator<Item = impl fmt::Display>,
) -> fmt::Result {
    write!(f, "{keyword} =")?;
    for (index, alternative) in alternatives.enumerate() {
        let bar = if index > 0 { " |" } else { "" };
        write!(f, "{bar} {alternative}")?;
    }
    Ok(())
}

/// Seconds, in the largest unit that says them whole.
struct Duration(u64);

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];
        let (size, unit) =
            units.into_iter().find(|(size, _)| self.0.is_multiple_of(*size)).unwrap_or((1, "s"));
        write!(f, "{}{unit}", self.0 / size)
    }
}
