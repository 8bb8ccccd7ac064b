//! The syntax tree: what was written, mistakes included, with the places where it was written.

use crate::words::{Kind, Logic, Setting};
use proc_macro2::{Delimiter, Group as Delimited, Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use std::fmt::{self, Display};
use syn::{Attribute, LitStr, Path, Visibility};

/// What stands between commas: in the parentheses of an attribute, of a group, or behind a policy's `=`.
pub(crate) struct List {
    pub(crate) items: Vec<Item>,
}

impl List {
    pub(crate) fn choices(&self) -> impl Iterator<Item = &Choice> {
        self.items.iter().filter_map(|item| match item {
            Item::Choice(choice) => Some(choice),
            Item::Requirement(_) | Item::Broken => None,
        })
    }
}

pub(crate) enum Item {
    Requirement(Requirement),
    Choice(Choice),
    /// Could not be read; its mistake is noted already, and checks that would need it keep silent.
    Broken,
}

pub(crate) enum Requirement {
    Authenticated(Ident),
    Grant(Grant),
    Group(Group),
    Policy(Path),
}

/// `role = "admin" | "editor"`
pub(crate) struct Grant {
    pub(crate) word: Ident,
    pub(crate) kind: Kind,
    pub(crate) values: Vec<Value>,
}

pub(crate) enum Value {
    Text(LitStr),
    Broken,
}

/// `any(…)`
pub(crate) struct Group {
    pub(crate) word: Ident,
    pub(crate) logic: Logic,
    /// Where the parentheses stand.
    pub(crate) parentheses: Span,
    pub(crate) list: List,
}

/// An option of the attribute: `crate = ::auth`.
pub(crate) struct Choice {
    pub(crate) word: Ident,
    pub(crate) setting: Setting,
    pub(crate) value: ChoiceValue,
}

pub(crate) enum ChoiceValue {
    Path(Path),
    /// Unreadable, or of an option that this version does not have.
    None,
}

/// What stands in the parentheses of `#[public(…)]`.
pub(crate) struct Opening {
    pub(crate) reason: Reason,
    pub(crate) choices: Vec<Choice>,
}

pub(crate) enum Reason {
    Text(LitStr),
    Missing,
    Broken,
}

/// One entry of `policy! { … }`.
pub(crate) struct PolicyEntry {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    pub(crate) list: List,
}

/// Everything in `policy! { … }`.
pub(crate) struct Policies {
    pub(crate) choices: Vec<Choice>,
    pub(crate) entries: Vec<PolicyEntry>,
}

/// The first and the last token, which is what an error underlines.
impl ToTokens for Requirement {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Authenticated(word) => word.to_tokens(tokens),
            Self::Policy(path) => path.to_tokens(tokens),
            Self::Group(group) => group.to_tokens(tokens),
            Self::Grant(grant) => {
                grant.word.to_tokens(tokens);
                if let Some(Value::Text(last)) = grant.values.last() {
                    last.to_tokens(tokens);
                }
            }
        }
    }
}

impl ToTokens for Group {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let mut parentheses = Delimited::new(Delimiter::Parenthesis, TokenStream::new());
        parentheses.set_span(self.parentheses);
        self.word.to_tokens(tokens);
        parentheses.to_tokens(tokens);
    }
}

/// What was written, short enough for a message.
impl Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Authenticated(word) => word.fmt(f),
            Self::Grant(grant) => grant.fmt(f),
            Self::Group(group) => write!(f, "{}(…)", group.logic),
            Self::Policy(path) => f.write_str(&path_text(path)),
        }
    }
}

impl Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = ", self.kind.word())?;
        for (position, value) in self.values.iter().enumerate() {
            f.write_str(if position == 0 { "" } else { " | " })?;
            match value {
                Value::Text(text) => text.token().fmt(f)?,
                Value::Broken => f.write_str("…")?,
            }
        }
        Ok(())
    }
}

/// A path as one writes it, without the spaces between its tokens.
pub(crate) fn path_text(path: &Path) -> String {
    quote!(#path).to_string().replace(' ', "")
}
