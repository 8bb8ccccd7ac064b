//! A place in the claims: the name of a claim, or a JSON pointer.

/// The name of one claim, or a JSON pointer (RFC 6901), which starts with `/`.
///
/// Array indices are not supported.
#[derive(Clone, Debug)]
pub(crate) struct Pointer {
    names: Box<[Box<str>]>,
    text: Box<str>,
}

/// The path from the claims to a value: the names of the members on it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct JsonPath<'p> {
    name: &'p str,
    parent: Option<&'p JsonPath<'p>>,
    /// The number of names before this one.
    depth: usize,
}

/// The position of a place relative to a path.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Match {
    /// The place is inside the value at the path.
    Below,
    Exact,
    None,
}

impl<'p> JsonPath<'p> {
    /// Creates the path to a claim.
    pub(crate) fn to(name: &'p str) -> Self {
        Self { name, parent: None, depth: 0 }
    }

    /// Returns the path to a member of the value at this path.
    pub(crate) fn then(&'p self, name: &'p str) -> Self {
        Self { name, parent: Some(self), depth: self.depth.saturating_add(1) }
    }
}

impl Pointer {
    /// Returns `None` if `text` is no place: [`advice`] says what to write instead.
    pub(crate) fn new(text: &str) -> Option<Self> {
        if is_other_notation(text) {
            return None;
        }
        let names = match text.strip_prefix('/') {
            Some(names) => names.split('/').map(unescape).collect::<Option<_>>()?,
            None => [Box::from(text)].into(),
        };
        Some(Self { names, text: text.into() })
    }

    /// Returns the text of the pointer.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the names of the members on the way, the claim first.
    pub(crate) fn names(&self) -> &[Box<str>] {
        &self.names
    }

    /// Returns the position of this place relative to `path`.
    pub(crate) fn compare(&self, path: &JsonPath<'_>) -> Match {
        let mut steps = std::iter::successors(Some(path), |path| path.parent);
        if !steps.all(|step| self.names.get(step.depth).is_some_and(|name| **name == *step.name)) {
            Match::None
        } else if self.names.len() > path.depth.saturating_add(1) {
            Match::Below
        } else {
            Match::Exact
        }
    }
}

/// Returns `true` for another notation of paths, and for the name of a claim after a slash.
///
/// `/https://acme.example/roles` would start at a claim with the name `https:`.
fn is_other_notation(text: &str) -> bool {
    text.is_empty()
        || ["#", "$.", "$[", "."].iter().any(|start| text.starts_with(start))
        || (text.starts_with('/') && text.contains("://"))
}

/// Returns the place that `text` most likely means, if that is not the place it names.
pub(crate) fn advice(text: &str) -> Option<String> {
    let pointer =
        |names: &str| format!("/{}", names.replace(['.', '['], "/").replace(['\'', '"', ']'], ""));
    let meant = if let Some(text) = text.strip_prefix('#') {
        // The fragment of a URI (RFC 6901 §6).
        text.to_owned()
    } else if let Some(names) = text.strip_prefix("$.").or_else(|| text.strip_prefix("$[")) {
        pointer(names)
    } else if let Some(name) = text.strip_prefix('/').filter(|name| name.contains("://")) {
        name.to_owned()
    } else if text.starts_with('/') {
        let steps = text.split('~').enumerate();
        let escaped = steps.map(|(index, part)| match index {
            0 => part.to_owned(),
            _ if part.starts_with(['0', '1']) => format!("~{part}"),
            _ => format!("~0{part}"),
        });
        escaped.collect()
    } else if text.contains(['.', '/', '[']) && !text.contains("://") {
        pointer(text.trim_start_matches('.'))
    } else {
        return None;
    };
    Some(meant).filter(|meant| meant != text && Pointer::new(meant).is_some())
}

/// Replaces `~1` by `/` and `~0` by `~` (RFC 6901 §3, §4). Returns `None` for another escape.
fn unescape(name: &str) -> Option<Box<str>> {
    let mut parts = name.split('~');
    let mut unescaped = parts.next()?.to_owned();
    for part in parts {
        let (escaped, rest) = part.split_at_checked(1)?;
        unescaped.push(match escaped {
            "0" => '~',
            "1" => '/',
            _ => return None,
        });
        unescaped.push_str(rest);
    }
    Some(unescaped.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointer_follows_rfc_6901() {
        let compare =
            |pointer: &str, name: &str| Pointer::new(pointer).unwrap().compare(&JsonPath::to(name));
        assert_eq!(compare("/https:~1~1x.example~1roles", "https://x.example/roles"), Match::Exact);
        assert_eq!(compare("/t~0", "t~"), Match::Exact);
        assert_eq!(compare("/~01", "~1"), Match::Exact);
        assert_eq!(compare("/", ""), Match::Exact);
        assert_eq!(compare("/a", "b"), Match::None);
        for broken in ["", "#/a", "/~", "/~2", "/a/~", "/a~é"] {
            assert!(Pointer::new(broken).is_none(), "{broken}");
        }
    }

    #[test]
    fn name_without_slash_is_one_claim() {
        for name in
            ["roles", "https://acme.example/roles", "urn:acme:roles", "a/b", "a.b", "t~", "ro les"]
        {
            let pointer = Pointer::new(name).unwrap();
            assert_eq!(pointer.compare(&JsonPath::to(name)), Match::Exact, "{name}");
            assert_eq!(pointer.compare(&JsonPath::to("a").then("b")), Match::None, "{name}");
        }
    }

    #[test]
    fn advice_for_other_notation_is_a_place() {
        let spellings = [
            ("/https://acme.example/roles", "https://acme.example/roles"),
            ("#/realm_access/roles", "/realm_access/roles"),
            ("$.realm_access.roles", "/realm_access/roles"),
            ("$['realm_access'][\"roles\"]", "/realm_access/roles"),
            (".realm_access.roles", "/realm_access/roles"),
            ("/a~b", "/a~0b"),
            ("/a~0b~2~1~", "/a~0b~02~1~0"),
        ];
        for (text, meant) in spellings {
            assert!(Pointer::new(text).is_none(), "{text}");
            assert_eq!(advice(text).as_deref(), Some(meant), "{text}");
            assert!(Pointer::new(meant).is_some(), "{meant}");
        }
        // Names of claims that look like paths.
        for text in ["realm_access.roles", "realm_access/roles", "realm_access['roles']"] {
            assert_eq!(advice(text).as_deref(), Some("/realm_access/roles"), "{text}");
        }
        for text in [
            "",
            "#",
            "roles",
            "/roles",
            "/",
            "/a/b~1c",
            "https://acme.example/roles",
            "urn:acme:roles",
        ] {
            assert_eq!(advice(text), None, "{text}");
        }
    }

    #[test]
    fn pointer_compares_all_names() {
        let pointer = Pointer::new("/a/b/c").unwrap();
        let a = JsonPath::to("a");
        let b = a.then("b");
        assert_eq!(pointer.compare(&a), Match::Below);
        assert_eq!(pointer.compare(&b), Match::Below);
        assert_eq!(pointer.compare(&b.then("c")), Match::Exact);
        assert_eq!(pointer.compare(&b.then("c").then("d")), Match::None);
        assert_eq!(pointer.compare(&a.then("c")), Match::None);
        assert_eq!(pointer.compare(&JsonPath::to("b").then("b")), Match::None);
        assert_eq!(pointer.compare(&JsonPath::to("x").then("b").then("c")), Match::None);
    }
}
