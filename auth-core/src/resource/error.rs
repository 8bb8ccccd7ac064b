//! The error of a URL in a protected resource.

use std::fmt;

use crate::secure_url::UrlError;

/// The reason why a URL is rejected.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Reason {
    Path,
    Query,
    Url(UrlError),
}

/// The error of a URL in a [`ProtectedResource`](crate::resource::ProtectedResource).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ResourceError {
    pub(super) url: Box<str>,
    pub(super) reason: Reason,
}

impl fmt::Display for ResourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the URL `{}` is rejected: ", self.url.escape_debug())?;
        match self.reason {
            Reason::Path => f.write_str(
                "its path has a segment `.` or `..`, or a character that routers read in \
                 different ways: use letters, digits and `-._~/`",
            ),
            Reason::Query => {
                f.write_str("an issuer has no query: remove `?` and the text after it")
            }
            Reason::Url(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ResourceError {}
