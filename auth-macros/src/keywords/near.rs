//! The keyword that a misspelt word meant.

/// Words that newcomers write, from other guards and from the claims of tokens.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("address", "ip"),
    ("all_of", "all"),
    ("any_of", "any"),
    ("authority", "permission"),
    ("cidr", "ip"),
    ("claims", "claim"),
    ("dry_run", "report_only"),
    ("every", "all"),
    ("hide", "conceal"),
    ("ip_address", "ip"),
    ("iss", "issuer"),
    ("logged_in", "authenticated"),
    ("login", "authenticated"),
    ("network", "ip"),
    ("one_of", "any"),
    ("param", "path"),
    ("params", "path"),
    ("privilege", "permission"),
    ("some", "any"),
    ("sub", "subject"),
    ("team", "group"),
    ("user", "authenticated"),
];

/// Returns the keyword that was probably meant.
pub(crate) fn did_you_mean(word: &str) -> Option<&'static str> {
    let lower = word.to_lowercase();
    let lower = lower.strip_prefix("has_").unwrap_or(&lower);
    let lower = lower.strip_prefix("any_").filter(|rest| rest.len() > 3).unwrap_or(lower);
    if let Some((_, meant)) = OTHER_NAMES.iter().find(|(other, _)| *other == lower) {
        return Some(meant);
    }
    nearest(lower, super::WORDS.iter().map(|(name, _)| *name))
}

/// Returns the nearest of the words, if it is near enough to be the probable meaning.
pub(crate) fn nearest<'a>(
    word: &str,
    mut words: impl Iterator<Item = &'a str> + Clone,
) -> Option<&'a str> {
    let (far, name) = words.clone().map(|name| (distance(word, name), name)).min()?;
    if far <= (name.len() / 3).max(1) {
        return Some(name);
    }
    words.find(|name| word.len() > 2 && (name.starts_with(word) || word.starts_with(name)))
}

/// Returns Levenshtein's distance, except that two swapped letters count once.
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
            ("maxage", "max_age"),
            ("claims", "claim"),
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

    #[test]
    fn of_no_words_none_is_near() {
        assert_eq!(nearest("role", std::iter::empty()), None);
    }
}
