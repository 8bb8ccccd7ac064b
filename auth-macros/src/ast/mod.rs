//! The syntax tree of an attribute, errors included, with the place of each part.

mod enumeration;
mod option;
mod rust;
mod text;

pub(crate) use self::enumeration::{Entry, Enumeration, Variant};
pub(crate) use self::option::{Choice, ChoiceValue};
pub(crate) use self::rust::rust_text;
pub(crate) use self::text::{literal_text, path_text};

use crate::keywords::{Key, Logic, Operator};
use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Attribute, Expr, Lit, LitStr, Path, Visibility};

/// A list with commas: the arguments of an attribute, of a group, or the rule of a policy.
pub(crate) struct List {
    pub(crate) items: Vec<Item>,
}

impl List {
    pub(crate) fn choices(&self) -> impl Iterator<Item = &Choice> + Clone {
        self.items.iter().filter_map(|item| match item {
            Item::Choice(choice) => Some(choice),
            Item::Requirement(_) | Item::Broken => None,
        })
    }
}

pub(crate) enum Item {
    Requirement(Requirement),
    Choice(Choice),
    /// An item that could not be parsed. Its error is reported already, so later checks skip it.
    Broken,
}

pub(crate) enum Requirement {
    Authenticated(Ident),
    Comparison(Comparison),
    Group(Group),
    Keyed(Keyed),
    Policy(Path),
    Question(Question),
}

/// `role = "admin" | "editor"`
pub(crate) struct Keyed {
    pub(crate) word: Ident,
    pub(crate) key: Key,
    pub(crate) values: Vec<Value>,
}

pub(crate) enum Value {
    Broken,
    Text(LitStr),
    /// `Role::Admin`
    Variant(Path),
}

/// `claim.level >= 3`
pub(crate) struct Comparison {
    pub(crate) left: Operand,
    pub(crate) operator: Operator,
    pub(crate) right: Operand,
}

pub(crate) enum Operand {
    /// An operand with a reported error.
    Broken(TokenStream),
    /// `claim.address["postal code"]`
    Claim {
        word: Ident,
        names: Vec<ClaimName>,
    },
    Literal(Lit),
    /// `path.user_id`
    Path {
        word: Ident,
        name: Ident,
    },
    Subject(Ident),
}

pub(crate) enum ClaimName {
    /// The name behind a dot. It may be a keyword of Rust.
    Plain(Ident),
    Quoted {
        text: LitStr,
        brackets: Span,
    },
}

impl ClaimName {
    /// The number as the token has it.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Plain(name) => name.unraw().to_string(),
            Self::Quoted { text, .. } => text.value(),
        }
    }
}

/// `any(…)`
pub(crate) struct Group {
    pub(crate) word: Ident,
    pub(crate) logic: Logic,
    /// The place of the parentheses.
    pub(crate) parentheses: Span,
    pub(crate) list: List,
}

/// `check(post.author == subject)`
pub(crate) struct Question {
    pub(crate) word: Ident,
    /// The place of the parentheses.
    pub(crate) parentheses: Span,
    /// `None` if its error is reported already.
    pub(crate) expression: Option<Expr>,
}

impl Question {
    /// The text of the expression. It tells one `check(…)` from another.
    pub(crate) fn text(&self) -> String {
        self.expression.to_token_stream().to_string()
    }
}

/// The arguments of `#[public(…)]`.
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

/// All entries of `policy! { … }`.
pub(crate) struct Policies {
    pub(crate) choices: Vec<Choice>,
    pub(crate) entries: Vec<PolicyEntry>,
}
