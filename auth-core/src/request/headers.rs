//! The headers of a request, independent of the version of `http` that the framework uses.

use std::borrow::Cow;

use http::{HeaderMap, HeaderName, HeaderValue};

/// The headers of a request. An adapter implements it for the header map of its framework.
pub(crate) trait HeaderSource {
    /// `false` if the framework may have dropped lines.
    ///
    /// SECURITY: the line of a trusted proxy may be one of those that are missing, so that the last
    /// line which is left is a client's.
    const COMPLETE: bool = true;

    /// Returns all values of one header in the order of arrival.
    fn values(
        &self,
        name: &HeaderName,
    ) -> impl Iterator<Item = Result<Cow<'_, HeaderValue>, InvalidHeader>>;
}

/// A header value that `http` 1 cannot represent.
///
/// SECURITY: such a value must not vanish. Two credentials would become one, and the line of a
/// proxy none. So each reader decides on it: credentials are rejected, and the client's address is
/// unknown.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct InvalidHeader;

impl HeaderSource for HeaderMap {
    fn values(
        &self,
        name: &HeaderName,
    ) -> impl Iterator<Item = Result<Cow<'_, HeaderValue>, InvalidHeader>> {
        self.get_all(name).iter().map(|value| Ok(Cow::Borrowed(value)))
    }
}

/// Converts the value of another header type.
pub(crate) fn convert(bytes: &[u8]) -> Result<Cow<'static, HeaderValue>, InvalidHeader> {
    HeaderValue::from_bytes(bytes).map(Cow::Owned).map_err(|_| InvalidHeader)
}

/// Returns the start of a value, and the value without the white space around it (RFC 9110 §5.5).
pub(crate) fn trim(value: &[u8]) -> (usize, &[u8]) {
    let start = value.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let (_, value) = value.split_at(start);
    let trailing = value.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    (start, value.split_at(value.len().saturating_sub(trailing)).0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn convert_with_a_line_feed_returns_an_error() {
        assert_eq!(*convert(b"Bearer abc").unwrap(), "Bearer abc");
        assert_eq!(convert(b"Bearer a\nb"), Err(InvalidHeader));
    }
}
