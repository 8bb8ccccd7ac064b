//! The method and the route of a request, for the log.

/// The method and the route of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'a> {
    pub(crate) method: &'a str,
    /// The pattern of the matched route, or the path. Never the query, which may hold secrets.
    pub(crate) route: &'a str,
    /// `true` if `route` is a pattern, of which a program has few. Clients choose paths.
    pub(crate) is_pattern: bool,
}

impl<'a> Target<'a> {
    /// Returns the target of a request: the pattern of its route, or else its path.
    pub(crate) fn new(method: &'a str, pattern: Option<&'a str>, path: &'a str) -> Self {
        Self { method, route: pattern.unwrap_or(path), is_pattern: pattern.is_some() }
    }

    pub(crate) fn to_owned(self) -> OwnedTarget {
        OwnedTarget {
            text: [self.method, self.route].concat().into_boxed_str(),
            method_len: self.method.len(),
            is_pattern: self.is_pattern,
        }
    }
}

/// A [`Target`] that outlives its request.
#[derive(Clone, Debug)]
pub(crate) struct OwnedTarget {
    /// The method, then the route: one allocation for both.
    text: Box<str>,
    method_len: usize,
    is_pattern: bool,
}

impl OwnedTarget {
    pub(crate) fn as_target(&self) -> Target<'_> {
        let (method, route) = self.text.split_at_checked(self.method_len).unwrap_or_default();
        Target { method, route, is_pattern: self.is_pattern }
    }
}
