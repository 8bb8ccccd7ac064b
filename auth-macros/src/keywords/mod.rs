//! The words of the language: which there are, which are yet to come, and which one a misspelt word meant.

mod elsewhere;
mod near;

pub(crate) use self::elsewhere::from_elsewhere;
pub(crate) use self::near::{did_you_mean, nearest};

use std::fmt::{self, Display};

/// What a lower-case word stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    Authenticated,
    Group(Logic),
    Key(Key),
    Operand(Source),
    Option(Setting),
    /// Rust, with the handler's arguments in scope.
    Question,
}

/// What stands before a `=` and values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Acr,
    Grant(Kind),
    Ip,
    Issuer,
    MaxAge,
}

/// What can be granted to a caller by name, and what an enum can be derived for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Group,
    Permission,
    Role,
    Scope,
}

/// Where an operand that is not written out comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Claim,
    Path,
    Subject,
}

/// How two operands are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Operator {
    Above,
    AtLeast,
    AtMost,
    Below,
    Contains,
    Equal,
}

/// How the requirements of a group are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Logic {
    All,
    Any,
}

/// What changes how an attribute works rather than what it demands.
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

/// What can be written where a requirement is expected.
pub(crate) const EXPECTED: &str = "`authenticated`, `role = \"…\"`, `scope = \"…\"`, `permission = \"…\"`, \
     `group = \"…\"`, `issuer = \"…\"`, `ip = \"…\"`, `acr = \"…\"`, `max_age = \"…\"`, a comparison such as \
     `claim.department == \"finance\"`, `any(…)`, `all(…)`, `check(…)` or a policy's name such as `CanPublish`";

pub(crate) fn find(word: &str) -> Option<Word> {
    WORDS.iter().find(|(name, _)| *name == word).map(|(_, meaning)| *meaning)
}

/// Whether the word is one that other languages negate with. Ours has none.
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

    /// A value as it appears in real applications, for the messages that say what to write.
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

    /// The name of the derive macro.
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
    /// What asks for an order, which only numbers have.
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
