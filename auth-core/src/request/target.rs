//! The method and the route of a request, for the log.

/// The method and the route of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'a> {
    pub(crate) method: &'a str,
    /// The pattern of the matched route, or the path. Never the query, which may hold secrets.
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

/// A [`Target`] that outlives its request.
#[derive(Clone, Debug)]
pub(crate) struct OwnedTarget {
    /// The method, then the route: one allocation for both.
    text: Box<str>,
    method_len: usize,
}

impl OwnedTarget {
    pub(crate) fn as_target(&self) -> Target<'_> {
        let (method, route) = self.text.split_at_checked(self.method_len).unwrap_or_default();
        Target { method, route }
    }
}
