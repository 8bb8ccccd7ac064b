//! The header fields of a request, whichever version of `http` its framework speaks.

use std::borrow::Cow;

use http::{HeaderMap, HeaderName, HeaderValue};

/// The header fields of a request: an adapter implements it for those of its framework.
pub(crate) trait HeaderSource {
    /// Whether the adapter sees every line that came.
    ///
    /// SECURITY: `false` where the framework drops lines before. Of the lines that are left, none is known to be the last one: the
    /// line that a trusted proxy wrote may be missing.
    const COMPLETE: bool = true;

    /// All values of one field, in the order in which they came.
    fn values(&self, name: &HeaderName) -> impl Iterator<Item = Cow<'_, HeaderValue>>;
}

impl HeaderSource for HeaderMap {
    fn values(&self, name: &HeaderName) -> impl Iterator<Item = Cow<'_, HeaderValue>> {
        self.get_all(name).iter().map(Cow::Borrowed)
    }
}

/// A value as another type than `http`'s holds it.
#[cfg_attr(
    not(any(feature = "actix-web", feature = "rocket")),
    allow(dead_code, reason = "each adapter uses its part")
)]
pub(crate) fn value(bytes: &[u8]) -> HeaderValue {
    // SECURITY: a value that cannot be carried over must not vanish: two credentials would become one, and a proxy's line none.
    // This text stands for two credentials, and for no address and no token.
    HeaderValue::from_bytes(bytes).unwrap_or(HeaderValue::from_static("not, carried over"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::credentials::{Credentials, CredentialsError};
    use crate::request::scheme::Scheme;

    #[test]
    fn a_value_that_cannot_be_carried_over_is_refused_not_lost() {
        assert_eq!(value(b"Bearer abc"), "Bearer abc");
        let broken = value(b"Bearer a\nb");
        let error = Credentials::from_authorization(&broken, &[Scheme::BEARER]).unwrap_err();
        assert_eq!(error, CredentialsError::Several);
        assert!(Credentials::from_field(&broken, Scheme::BEARER).is_err());
    }
}
