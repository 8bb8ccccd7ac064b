//! The words of the language: which there are, which are yet to come, and which one a misspelt word meant.

use std::fmt::{self, Display};

/// What a lower-case word stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    Authenticated,
    Grant(Kind),
    Group(Logic),
    Option(Setting),
    /// Part of the language, but not of this version.
    Later,
}

/// What can be granted to a caller by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Group,
    Permission,
    Role,
    Scope,
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
    ("role", Word::Grant(Kind::Role)),
    ("scope", Word::Grant(Kind::Scope)),
    ("permission", Word::Grant(Kind::Permission)),
    ("group", Word::Grant(Kind::Group)),
    ("any", Word::Group(Logic::Any)),
    ("all", Word::Group(Logic::All)),
    ("crate", Word::Option(Setting::Crate)),
    ("conceal", Word::Option(Setting::Conceal)),
    ("from", Word::Option(Setting::From)),
    ("report_only", Word::Option(Setting::ReportOnly)),
    ("acr", Word::Later),
    ("check", Word::Later),
    ("claim", Word::Later),
    ("ip", Word::Later),
    ("issuer", Word::Later),
    ("max_age", Word::Later),
    ("path", Word::Later),
    ("subject", Word::Later),
];

/// What newcomers write instead, from other guards and from the tokens themselves.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("all_of", "all"),
    ("any_of", "any"),
    ("authority", "permission"),
    ("claims", "claim"),
    ("dry_run", "report_only"),
    ("every", "all"),
    ("hide", "conceal"),
    ("iss", "issuer"),
    ("logged_in", "authenticated"),
    ("login", "authenticated"),
    ("one_of", "any"),
    ("privilege", "permission"),
    ("some", "any"),
    ("sub", "subject"),
    ("team", "group"),
    ("user", "authenticated"),
];

/// What can be written where a requirement is expected.
pub(crate) const EXPECTED: &str = "`authenticated`, `role = \"…\"`, `scope = \"…\"`, `permission = \"…\"`, \
     `group = \"…\"`, `any(…)`, `all(…)` or a policy's name such as `CanPublish`";

pub(crate) fn find(word: &str) -> Option<Word> {
    WORDS.iter().find(|(name, _)| *name == word).map(|(_, meaning)| *meaning)
}

/// Whether the word is one that other languages negate with. Ours has none.
pub(crate) fn negates(word: &str) -> bool {
    matches!(word, "not" | "none" | "deny" | "except" | "forbid" | "unless" | "without")
}

/// The keyword that was probably meant, if one is near enough that naming it helps more than it misleads.
pub(crate) fn did_you_mean(word: &str) -> Option<&'static str> {
    let lower = word.to_lowercase();
    let lower = lower.strip_prefix("has_").unwrap_or(&lower);
    let lower = lower.strip_prefix("any_").filter(|rest| rest.len() > 3).unwrap_or(lower);
    if let Some((_, meant)) = OTHER_NAMES.iter().find(|(other, _)| *other == lower) {
        return Some(meant);
    }
    let names = WORDS.iter().map(|(name, _)| *name);
    let nearest = names.clone().map(|name| (distance(lower, name), name)).min()?;
    if nearest.0 <= (nearest.1.len() / 3).max(1) {
        return Some(nearest.1);
    }
    names.clone().find(|name| lower.len() > 2 && (name.starts_with(lower) || lower.starts_with(name)))
}

/// Levenshtein's distance, except that letters in the wrong order count once.
fn distance(left: &str, right: &str) -> usize {
    if left != right && sorted(left) == sorted(right) {
        return 1;
    }
    let mut row: Vec<usize> = (0..=right.chars().count()).collect();
    for (above, l) in left.chars().enumerate() {
        let mut diagonal = above;
        let mut before = above + 1;
        for (cell, r) in row.iter_mut().zip(std::iter::once(None).chain(right.chars().map(Some))) {
            let Some(r) = r else {
                *cell = before;
                continue;
            };
            let cost = (diagonal + usize::from(l != r)).min(*cell + 1).min(before + 1);
            diagonal = *cell;
            *cell = cost;
            before = cost;
        }
    }
    row.last().copied().unwrap_or_default()
}

fn sorted(word: &str) -> Vec<char> {
    let mut letters: Vec<char> = word.chars().collect();
    letters.sort_unstable();
    letters
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

    /// A value as it appears in real applications, for the messages that say what to write.
    pub(crate) fn example(self) -> &'static str {
        match self {
            Self::Group => "group = \"staff\"",
            Self::Permission => "permission = \"posts:edit\"",
            Self::Role => "role = \"admin\"",
            Self::Scope => "scope = \"posts:write\"",
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_recognised() {
        for (written, meant) in [
            ("rol", "role"),
            ("roles", "role"),
            ("rloe", "role"),
            ("Role", "role"),
            ("has_role", "role"),
            ("has_any_role", "role"),
            ("scopes", "scope"),
            ("perm", "permission"),
            ("permissions", "permission"),
            ("authentcated", "authenticated"),
            ("auth", "authenticated"),
            ("logged_in", "authenticated"),
            ("any_of", "any"),
            ("reportonly", "report_only"),
        ] {
            assert_eq!(did_you_mean(written), Some(meant), "{written}");
        }
    }

    #[test]
    fn far_words_are_not() {
        for written in ["banana", "x", "tenant", "zz"] {
            assert_eq!(did_you_mean(written), None, "{written}");
        }
    }

    #[test]
    fn distances_are_those_of_the_textbook() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("role", "role"), 0);
        assert_eq!(distance("flaw", "lawn"), 2);
    }
}
