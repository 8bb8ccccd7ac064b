//! Where in the claims roles, permissions or groups stand: the name of a claim, or a JSON pointer.

/// A way into claims: the name of one claim, or a JSON pointer (RFC 6901), which starts with `/`.
/// It leads through objects only: a place in a list is no name.
#[derive(Clone, Debug)]
pub(crate) struct Pointer {
    names: Box<[Box<str>]>,
    text: Box<str>,
}

/// The way from the claims to a value: the names that lead there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct JsonPath<'w> {
    name: &'w str,
    before: Option<&'w JsonPath<'w>>,
    /// How many names stand before this one.
    depth: usize,
}

/// Where a pointer leads, seen from a way.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Match {
    Elsewhere,
    /// Through the value at the end of the way, to something inside of it.
    Further,
    Here,
}

impl<'w> JsonPath<'w> {
    pub(crate) fn to(name: &'w str) -> Self {
        Self { name, before: None, depth: 0 }
    }

    /// The way to a member of what stands at the end of this one.
    pub(crate) fn then(&'w self, name: &'w str) -> Self {
        Self { name, before: Some(self), depth: self.depth.saturating_add(1) }
    }
}

impl Pointer {
    /// Returns `None` if `text` is no place: [`advice`] says what to write instead.
    pub(crate) fn new(text: &str) -> Option<Self> {
        if is_no_place(text) {
            return None;
        }
        let names = match text.strip_prefix('/') {
            Some(names) => names.split('/').map(unescape).collect::<Option<_>>()?,
            None => [Box::from(text)].into(),
        };
        Some(Self { names, text: text.into() })
    }

    /// Returns the text that it was made of.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn leads(&self, way: &JsonPath<'_>) -> Match {
        let mut steps = std::iter::successors(Some(way), |way| way.before);
        if !steps.all(|step| self.names.get(step.depth).is_some_and(|name| **name == *step.name)) {
            Match::Elsewhere
        } else if self.names.len() > way.depth.saturating_add(1) {
            Match::Further
        } else {
            Match::Here
        }
    }
}

/// Returns whether `text` is written in another language for places, or is the name of a claim after
/// a slash: `/https://acme.example/roles` would start at a claim called `https:`.
fn is_no_place(text: &str) -> bool {
    text.is_empty()
        || ["#", "$.", "$[", "."].iter().any(|start| text.starts_with(start))
        || (text.starts_with('/') && text.contains("://"))
}

/// Returns the place that `text` most likely means, if it means another one than it says.
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

/// RFC 6901 §3 and §4: `~1` is `/` and `~0` is `~`.
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
    fn pointers_are_those_of_rfc_6901() {
        let leads =
            |pointer: &str, name: &str| Pointer::new(pointer).unwrap().leads(&JsonPath::to(name));
        assert_eq!(leads("/https:~1~1x.example~1roles", "https://x.example/roles"), Match::Here);
        assert_eq!(leads("/t~0", "t~"), Match::Here);
        assert_eq!(leads("/~01", "~1"), Match::Here);
        assert_eq!(leads("/", ""), Match::Here);
        assert_eq!(leads("/a", "b"), Match::Elsewhere);
        for broken in ["", "#/a", "/~", "/~2", "/a/~", "/a~é"] {
            assert!(Pointer::new(broken).is_none(), "{broken}");
        }
    }

    #[test]
    fn new_without_a_slash_in_front_is_the_name_of_one_claim() {
        for name in
            ["roles", "https://acme.example/roles", "urn:acme:roles", "a/b", "a.b", "t~", "ro les"]
        {
            let pointer = Pointer::new(name).unwrap();
            assert_eq!(pointer.leads(&JsonPath::to(name)), Match::Here, "{name}");
            assert_eq!(pointer.leads(&JsonPath::to("a").then("b")), Match::Elsewhere, "{name}");
        }
    }

    #[test]
    fn advice_for_what_is_no_place_is_one() {
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
        // Names of claims that look like ways through objects.
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
    fn pointers_lead_through_all_of_their_names() {
        let pointer = Pointer::new("/a/b/c").unwrap();
        let a = JsonPath::to("a");
        let b = a.then("b");
        assert_eq!(pointer.leads(&a), Match::Further);
        assert_eq!(pointer.leads(&b), Match::Further);
        assert_eq!(pointer.leads(&b.then("c")), Match::Here);
        assert_eq!(pointer.leads(&b.then("c").then("d")), Match::Elsewhere);
        assert_eq!(pointer.leads(&a.then("c")), Match::Elsewhere);
        assert_eq!(pointer.leads(&JsonPath::to("b").then("b")), Match::Elsewhere);
        assert_eq!(pointer.leads(&JsonPath::to("x").then("b").then("c")), Match::Elsewhere);
    }
}
