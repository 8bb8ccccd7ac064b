//! The syntax tree: what was written, mistakes included, with the places where it was written.

mod enumeration;
mod rust;
mod text;

pub(crate) use self::enumeration::{Entry, Enumeration, Variant};
pub(crate) use self::rust::rust_text;
pub(crate) use self::text::{literal_text, path_text};

use crate::keywords::{Key, Logic, Operator, Setting};
use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Attribute, Expr, Lit, LitStr, Path, Visibility};

/// What stands between commas: in the parentheses of an attribute, of a group, or behind a policy's `=`.
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
    /// Could not be read; its mistake is noted already, and checks that would need it keep silent.
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
    /// Its mistake is noted already.
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
    /// Behind a dot; may be a keyword.
    Plain(Ident),
    Quoted {
        text: LitStr,
        brackets: Span,
    },
}

impl ClaimName {
    /// As it stands in the token.
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
    /// Where the parentheses stand.
    pub(crate) parentheses: Span,
    pub(crate) list: List,
}

/// `check(post.author == subject)`
pub(crate) struct Question {
    pub(crate) word: Ident,
    /// Where the parentheses stand.
    pub(crate) parentheses: Span,
    /// Nothing if its mistake is noted already.
    pub(crate) expression: Option<Expr>,
}

impl Question {
    /// What is asked, to tell one question from another.
    pub(crate) fn text(&self) -> String {
        self.expression.to_token_stream().to_string()
    }
}

/// An option of the attribute: `crate = ::auth`.
pub(crate) struct Choice {
    pub(crate) word: Ident,
    pub(crate) setting: Setting,
    pub(crate) value: ChoiceValue,
}

pub(crate) enum ChoiceValue {
    /// The word says it all.
    Flag,
    Path(Path),
    Rust(TokenStream),
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
