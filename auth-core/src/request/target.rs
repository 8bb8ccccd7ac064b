//! The method and the route of a request.

/// What a request asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'a> {
    pub(crate) method: &'a str,
    /// The pattern of the matched route, or the path; never the query, which may hold secrets.
    pub(crate) route: &'a str,
}

impl Target<'_> {
    pub(crate) fn to_owned(self) -> OwnedTarget {
        OwnedTarget {
            text: [self.method, self.route].concat().into_boxed_str(),
            method_len: self.method.len(),
        }
    }
}

/// The same, kept for later.
#[derive(Clone, Debug)]
pub(crate) struct OwnedTarget {
    /// The method and the route, in one text.
    text: Box<str>,
    method_len: usize,
}

impl OwnedTarget {
    pub(crate) fn as_target(&self) -> Target<'_> {
        let (method, route) = self.text.split_at_checked(self.method_len).unwrap_or_default();
        Target { method, route }
    }
}
