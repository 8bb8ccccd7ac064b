//! Where in the claims roles, permissions or groups stand: JSON pointers.

/// A JSON pointer into claims (RFC 6901). It leads through objects only: a place in a list is nobody's name.
#[derive(Clone, Debug)]
pub(super) struct Pointer(Box<[Box<str>]>);

/// The way from the claims to a value: the names that lead there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way<'w> {
    name: &'w str,
    before: Option<&'w Way<'w>>,
    /// How many names stand before this one.
    depth: usize,
}

/// Where a pointer leads, seen from a way.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Leads {
    Elsewhere,
    /// Through the value at the end of the way, to something inside of it.
    Further,
    Here,
}

impl<'w> Way<'w> {
    pub(super) fn to(name: &'w str) -> Self {
        Self { name, before: None, depth: 0 }
    }

    /// The way to a member of what stands at the end of this one.
    pub(super) fn then(&'w self, name: &'w str) -> Self {
        Self { name, before: Some(self), depth: self.depth.saturating_add(1) }
    }
}

impl Pointer {
    /// `None` unless `text` starts with `/` and each of its `~` is part of `~0` or `~1`.
    pub(super) fn new(text: &str) -> Option<Self> {
        text.strip_prefix('/')?.split('/').map(unescape).collect::<Option<_>>().map(Self)
    }

    pub(super) fn leads(&self, way: &Way<'_>) -> Leads {
        let mut steps = std::iter::successors(Some(way), |way| way.before);
        if !steps.all(|step| self.0.get(step.depth).is_some_and(|name| **name == *step.name)) {
            Leads::Elsewhere
        } else if self.0.len() > way.depth.saturating_add(1) {
            Leads::Further
        } else {
            Leads::Here
        }
    }
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
        let leads = |pointer: &str, name: &str| Pointer::new(pointer).unwrap().leads(&Way::to(name));
        assert_eq!(leads("/https:~1~1x.example~1roles", "https://x.example/roles"), Leads::Here);
        assert_eq!(leads("/t~0", "t~"), Leads::Here);
        assert_eq!(leads("/~01", "~1"), Leads::Here);
        assert_eq!(leads("/", ""), Leads::Here);
        assert_eq!(leads("/a", "b"), Leads::Elsewhere);
        for broken in ["", "a", "#/a", "/~", "/~2", "/a/~", "/a~é"] {
            assert!(Pointer::new(broken).is_none(), "{broken}");
        }
    }

    #[test]
    fn pointers_lead_through_all_of_their_names() {
        let pointer = Pointer::new("/a/b/c").unwrap();
        let a = Way::to("a");
        let b = a.then("b");
        assert_eq!(pointer.leads(&a), Leads::Further);
        assert_eq!(pointer.leads(&b), Leads::Further);
        assert_eq!(pointer.leads(&b.then("c")), Leads::Here);
        assert_eq!(pointer.leads(&b.then("c").then("d")), Leads::Elsewhere);
        assert_eq!(pointer.leads(&a.then("c")), Leads::Elsewhere);
        assert_eq!(pointer.leads(&Way::to("b").then("b")), Leads::Elsewhere);
        assert_eq!(pointer.leads(&Way::to("x").then("b").then("c")), Leads::Elsewhere);
    }
}
