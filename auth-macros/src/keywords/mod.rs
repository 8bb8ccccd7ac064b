//! The keywords of the language: the valid ones, the reserved ones, and the nearest one to a
//! misspelt word.

mod elsewhere;
mod near;

pub(crate) use self::elsewhere::from_elsewhere;
pub(crate) use self::near::{did_you_mean, nearest};

use std::fmt::{self, Display};

/// The meaning of a lower-case keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    Authenticated,
    Group(Logic),
    Key(Key),
    Operand(Source),
    Option(Setting),
    /// Rust code, with the handler's arguments in scope.
    Question,
}

/// A keyword in front of `=` and values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Acr,
    Grant(Kind),
    Ip,
    Issuer,
    MaxAge,
}

/// The kinds of grants. An enum can be derived for each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Group,
    Permission,
    Role,
    Scope,
}

/// The source of an operand that is no literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Claim,
    Path,
    Subject,
}

/// The comparison operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Operator {
    Above,
    AtLeast,
    AtMost,
    Below,
    Contains,
    Equal,
}

/// The ways to join the requirements of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Logic {
    All,
    Any,
}

/// A keyword that changes the effect of an attribute. It is no requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    Conceal,
    Crate,
    From,
    ReportOnly,
}

const WORDS: &[(&str, Word)] = &[
    ("authenticated", Word::Authenticated),
    ("role", Word::Key(Key::Grant(Kind::Role))),
    ("scope", Word::Key(Key::Grant(Kind::Scope))),
    ("permission", Word::Key(Key::Grant(Kind::Permission))),
    ("group", Word::Key(Key::Grant(Kind::Group))),
    ("issuer", Word::Key(Key::Issuer)),
    ("ip", Word::Key(Key::Ip)),
    ("acr", Word::Key(Key::Acr)),
    ("max_age", Word::Key(Key::MaxAge)),
    ("claim", Word::Operand(Source::Claim)),
    ("path", Word::Operand(Source::Path)),
    ("subject", Word::Operand(Source::Subject)),
    ("any", Word::Group(Logic::Any)),
    ("all", Word::Group(Logic::All)),
    ("crate", Word::Option(Setting::Crate)),
    ("conceal", Word::Option(Setting::Conceal)),
    ("from", Word::Option(Setting::From)),
    ("report_only", Word::Option(Setting::ReportOnly)),
    ("check", Word::Question),
];

/// The keywords that are valid in the place of a requirement.
pub(crate) const EXPECTED: &str = "`authenticated`, `role = \"…\"`, `scope = \"…\"`, `permission \
= \"…\"`, \
     `group = \"…\"`, `issuer = \"…\"`, `ip = \"…\"`, `acr = \"…\"`, `max_age = \"…\"`, a \
     comparison such as \
     `claim.department == \"finance\"`, `any(…)`, `all(…)`, `check(…)` or a policy's name such as \
     `CanPublish`";

pub(crate) fn find(word: &str) -> Option<Word> {
    WORDS.iter().find(|(name, _)| *name == word).map(|(_, meaning)| *meaning)
}

/// Returns whether the word negates in other languages. This language has no negation.
pub(crate) fn negates(word: &str) -> bool {
    matches!(word, "not" | "none" | "deny" | "except" | "forbid" | "unless" | "without")
}

impl Key {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Acr => "acr",
            Self::Grant(kind) => kind.word(),
            Self::Ip => "ip",
            Self::Issuer => "issuer",
            Self::MaxAge => "max_age",
        }
    }

    /// Returns a realistic value, for messages that advise what to write.
    pub(crate) fn example(self) -> &'static str {
        match self {
            Self::Acr => "acr = \"urn:example:mfa\"",
            Self::Grant(Kind::Group) => "group = \"staff\"",
            Self::Grant(Kind::Permission) => "permission = \"posts:edit\"",
            Self::Grant(Kind::Role) => "role = \"admin\"",
            Self::Grant(Kind::Scope) => "scope = \"posts:write\"",
            Self::Ip => "ip = \"10.0.0.0/8\"",
            Self::Issuer => "issuer = \"https://issuer.example\"",
            Self::MaxAge => "max_age = \"15m\"",
        }
    }
}

impl Kind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Permission => "permission",
            Self::Role => "role",
            Self::Scope => "scope",
        }
    }

    /// Returns the name of the derive macro.
    pub(crate) fn derive(self) -> &'static str {
        match self {
            Self::Group => "Group",
            Self::Permission => "Permission",
            Self::Role => "Role",
            Self::Scope => "Scope",
        }
    }
}

impl Operator {
    /// Returns whether the operator needs an order. Only numbers have one.
    pub(crate) fn is_ordering(self) -> bool {
        !matches!(self, Self::Contains | Self::Equal)
    }
}

impl Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Above => ">",
            Self::AtLeast => ">=",
            Self::AtMost => "<=",
            Self::Below => "<",
            Self::Contains => "contains",
            Self::Equal => "==",
        })
    }
}

impl Display for Logic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::All => "all",
            Self::Any => "any",
        })
    }
}
