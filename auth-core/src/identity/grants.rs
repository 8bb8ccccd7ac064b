//! The grants of a caller: lists of strings, each list in two allocations.

use std::fmt;

/// The kind of a grant.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum GrantKind {
    Group,
    Permission,
    Role,
    Scope,
}

impl GrantKind {
    pub(crate) const fn keyword(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Permission => "permission",
            Self::Role => "role",
            Self::Scope => "scope",
        }
    }
}

/// The grants of a caller.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grants {
    pub(crate) groups: StringList,
    pub(crate) permissions: StringList,
    pub(crate) roles: StringList,
    pub(crate) scopes: StringList,
}

impl Grants {
    pub(crate) const fn of(&self, kind: GrantKind) -> &StringList {
        match kind {
            GrantKind::Group => &self.groups,
            GrantKind::Permission => &self.permissions,
            GrantKind::Role => &self.roles,
            GrantKind::Scope => &self.scopes,
        }
    }

    /// Adds all grants of another list.
    pub(crate) fn extend(&mut self, more: &Self) {
        self.groups.extend(&more.groups);
        self.permissions.extend(&more.permissions);
        self.roles.extend(&more.roles);
        self.scopes.extend(&more.scopes);
    }
}

/// A list of strings in the order of insertion, joined in one allocation.
///
/// SECURITY: with an allocation for each string, a list costs many times the bytes that a client
/// sends for it (S41).
#[derive(Clone, Default)]
pub(crate) struct StringList {
    joined: String,
    /// The end of each string.
    ends: Vec<u32>,
}

impl StringList {
    /// Creates a list with room for this number of strings and of bytes in all.
    #[cfg(any(feature = "jwt", feature = "jwt-rust-crypto"))]
    pub(crate) fn with_capacity(texts: usize, bytes: usize) -> Self {
        Self { joined: String::with_capacity(bytes), ends: Vec::with_capacity(texts) }
    }

    pub(crate) fn push(&mut self, text: &str) {
        // A string beyond 4 GiB is dropped: a grant less, never another one.
        if let Some(end) =
            self.joined.len().checked_add(text.len()).and_then(|end| u32::try_from(end).ok())
        {
            self.joined.push_str(text);
            self.ends.push(end);
        }
    }

    /// Adds all strings of another list but the empty ones.
    pub(crate) fn extend(&mut self, more: &Self) {
        self.joined.reserve_exact(more.joined.len());
        self.ends.reserve_exact(more.ends.len());
        more.iter().filter(|text| !text.is_empty()).for_each(|text| self.push(text));
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().filter_map(move |end| {
            let range = start..*end as usize;
            start = range.end;
            self.joined.get(range)
        })
    }

    #[cfg(any(feature = "jwt", feature = "jwt-rust-crypto"))]
    pub(crate) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

impl fmt::Debug for StringList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(any(feature = "jwt", feature = "jwt-rust-crypto"))]
    #[test]
    fn strings_come_back_as_they_were_added() {
        let mut texts = StringList::default();
        let added = ["admin", "", "größe", "", "a b", "\u{1f600}"];
        for text in added {
            texts.push(text);
        }
        assert_eq!(texts.iter().collect::<Vec<_>>(), added);
        assert_eq!(format!("{texts:?}"), format!("{added:?}"));
        let mut more = StringList::default();
        more.push("first");
        more.extend(&texts);
        assert_eq!(
            more.iter().collect::<Vec<_>>(),
            ["first", "admin", "größe", "a b", "\u{1f600}"]
        );
    }
}
