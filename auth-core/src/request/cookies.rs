//! The value of one cookie, in the `Cookie` headers of a request.

use std::ops::Range;

use http::HeaderValue;
use http::header::COOKIE;

use crate::request::headers::{HeaderSource, InvalidHeader, trim};

/// The maximum length of a value, in bytes. Browsers limit name and value together to it.
const MAX_LEN: usize = 4 * 1024;

/// The value of a cookie: a part of its header.
pub(crate) struct CookieValue {
    pub(crate) header: HeaderValue,
    pub(crate) value: Range<usize>,
}

/// The error of a cookie that stands for no caller.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum CookieError {
    /// The value is empty, too long, or has a character that no value of a cookie has.
    Malformed,
    /// The name has several values, or a header cannot be read.
    Several,
}

/// Returns the value of the cookie with this name, or `None` if the request has none.
///
/// Names are compared exactly. Quotes belong to the value. Several cookies of one name are one if
/// their values are equal.
///
/// # Errors
///
/// [`CookieError`] if the value is not that of one cookie (RFC 6265 §4.1.1).
pub(crate) fn sole_value(
    headers: &impl HeaderSource,
    name: &str,
) -> Result<Option<CookieValue>, CookieError> {
    let mut found: Option<CookieValue> = None;
    // A request over HTTP/2 may have a line for each cookie (RFC 9113 §8.2.3).
    for header in headers.values(&COOKIE) {
        // SECURITY: a line that `http` cannot represent may hold a second session. Rejected.
        let header = header.map_err(|InvalidHeader| CookieError::Several)?;
        for value in values(header.as_bytes(), name) {
            match &found {
                None => found = Some(CookieValue { header: header.clone().into_owned(), value }),
                // SECURITY: a page of a sibling domain can add a cookie of this name, with the
                // session of another caller. Readers differ in the one that counts. Rejected.
                Some(first) if Some(first.as_bytes()) != header.as_bytes().get(value) => {
                    return Err(CookieError::Several);
                }
                Some(_) => {}
            }
        }
    }
    match found {
        Some(found) if !is_value(found.as_bytes()) => Err(CookieError::Malformed),
        found => Ok(found),
    }
}

impl CookieValue {
    fn as_bytes(&self) -> &[u8] {
        self.header.as_bytes().get(self.value.clone()).unwrap_or_default()
    }
}

/// Returns the places of all values with this name in one line.
//
// SECURITY: a sibling domain cannot set `__Host-id`, but the same name after another kind of space.
// A reader that trims more than spaces and tabs takes one for the other. A reader that lets quotes
// hold semicolons hides a cookie in the value of another one.
fn values<'l>(line: &'l [u8], name: &'l str) -> impl Iterator<Item = Range<usize>> + 'l {
    let mut next = 0_usize;
    line.split(|byte| *byte == b';').filter_map(move |pair| {
        let start = next;
        next = start.saturating_add(pair.len()).saturating_add(1);
        let length = pair.iter().position(|byte| *byte == b'=')?;
        let (own_name, rest) = pair.split_at_checked(length)?;
        if trim(own_name).1 != name.as_bytes() {
            return None;
        }
        let (_, rest) = rest.split_first()?;
        let (spaces, value) = trim(rest);
        let start = start.saturating_add(length).saturating_add(1).saturating_add(spaces);
        Some(start..start.saturating_add(value.len()))
    })
}

/// Returns whether a value has `cookie-octet`s only, with or without a pair of quotes.
fn is_value(value: &[u8]) -> bool {
    let inner = value.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""));
    let inner = inner.unwrap_or(value);
    // A loop without an early exit is vectorized.
    let are_octets = inner.iter().fold(true, |so_far, byte| so_far & is_octet(*byte));
    !inner.is_empty() && value.len() <= MAX_LEN && are_octets
}

#[expect(
    clippy::needless_bitwise_bool,
    reason = "lazy operators are branches and prevent vectorization"
)]
const fn is_octet(byte: u8) -> bool {
    let is_visible = byte.wrapping_sub(b'!') <= b'~' - b'!';
    is_visible & (byte != b'"') & (byte != b',') & (byte != b';') & (byte != b'\\')
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use http::{HeaderMap, HeaderName};

    use super::*;

    const NAME: &str = "__Host-id";

    fn headers(lines: &[&[u8]]) -> HeaderMap {
        let line = |line: &&[u8]| (COOKIE, HeaderValue::from_bytes(line).unwrap());
        lines.iter().map(line).collect()
    }

    fn read(lines: &[&[u8]]) -> Result<Option<String>, CookieError> {
        let found = sole_value(&headers(lines), NAME)?;
        Ok(found.map(|found| String::from_utf8(found.as_bytes().to_vec()).unwrap()))
    }

    #[test]
    fn value_is_found_in_any_line_and_place() {
        let lines: [&[&[u8]]; 8] = [
            &[b"__Host-id=a1"],
            &[b"x=1; __Host-id=a1; y=2"],
            &[b"x=1;__Host-id=a1;y=2"],
            &[b"x=1", b"__Host-id=a1"],
            &[b" __Host-id\t=\t a1 "],
            &[b"x; =y; __Host-id=a1;"],
            &[b"x=\"; __Host-id=a1; y=\""],
            &[b"__Host-id=a1; __Host-id=a1", b"__Host-id=a1"],
        ];
        for lines in lines {
            assert_eq!(read(lines), Ok(Some("a1".to_owned())), "{lines:?}");
        }
        for value in ["a=b", "=", "a%20b", "\"a1\"", "!#$%&'()*+-./0:<=>?@A[]^_`a{|}~"] {
            let line = format!("__Host-id={value}");
            assert_eq!(read(&[line.as_bytes()]), Ok(Some(value.to_owned())), "{value}");
        }
    }

    #[test]
    fn other_name_is_no_session() {
        let lines: [&[u8]; 12] = [
            b"",
            b"__host-id=a1",
            b"__HOST-ID=a1",
            b"Host-id=a1",
            b"id=a1",
            b"__Host-id-2=a1",
            b"__Host-id",
            b"x__Host-id=a1",
            b"x=__Host-id=a1",
            b"\xe2\x80\x80__Host-id=a1",
            b"\xa0__Host-id=a1",
            b"__Host-id%20=a1",
        ];
        for line in lines {
            assert_eq!(read(&[line]), Ok(None), "{line:?}");
        }
        assert_eq!(read(&[]), Ok(None));
    }

    #[test]
    fn several_values_are_rejected() {
        let lines: [&[&[u8]]; 6] = [
            &[b"__Host-id=a1; __Host-id=b2"],
            &[b"__Host-id=a1", b"__Host-id=b2"],
            &[b"__Host-id=a1; __Host-id=a1; __Host-id=b2"],
            &[b"__Host-id=a1; __Host-id="],
            &[b"__Host-id=a1; __Host-id=\"a1\""],
            &[b"__Host-id=a1; __Host-id=A1"],
        ];
        for lines in lines {
            assert_eq!(read(lines), Err(CookieError::Several), "{lines:?}");
        }
    }

    #[test]
    fn malformed_value_is_rejected() {
        let values: [&[u8]; 11] = [
            b"",
            b"\"\"",
            b"\"",
            b"\"a",
            b"a\"",
            b"a b",
            b"a\tb",
            b"a,b",
            b"a\\b",
            b"a\xffb",
            b"\xc3\xa9",
        ];
        for value in values {
            let line = [b"__Host-id=", value].concat();
            assert_eq!(read(&[&line]), Err(CookieError::Malformed), "{value:?}");
        }
    }

    #[test]
    fn value_longer_than_4_kib_is_rejected() {
        let line = |length| format!("__Host-id={}", "a".repeat(length));
        assert!(read(&[line(MAX_LEN).as_bytes()]).unwrap().is_some());
        for length in [MAX_LEN + 1, 16 * 1024] {
            assert_eq!(read(&[line(length).as_bytes()]), Err(CookieError::Malformed), "{length}");
        }
    }

    #[test]
    fn unreadable_line_is_rejected() {
        struct Invalid;

        impl HeaderSource for Invalid {
            fn values(
                &self,
                _name: &HeaderName,
            ) -> impl Iterator<Item = Result<Cow<'_, HeaderValue>, InvalidHeader>> {
                std::iter::once(Err(InvalidHeader))
            }
        }

        assert_eq!(sole_value(&Invalid, NAME).err(), Some(CookieError::Several));
    }

    /// Reads every line of up to six characters of a small alphabet as the crate `cookie` does.
    #[test]
    fn every_short_line_is_read_as_by_the_crate_cookie() {
        let mut lines = vec![Vec::new()];
        let mut found = 0;
        for length in 0..=6 {
            for line in &lines {
                let text = std::str::from_utf8(line).unwrap();
                let cookies: Vec<_> = cookie::Cookie::split_parse(text)
                    .filter_map(Result::ok)
                    .filter(|cookie| cookie.name() == "a")
                    .collect();
                let first = cookies.first().map(|cookie| cookie.value().as_bytes().to_vec());
                let is_one =
                    cookies.iter().all(|other| Some(other.value().as_bytes()) == first.as_deref());
                let expected = match first {
                    None => Ok(None),
                    Some(_) if !is_one => Err(CookieError::Several),
                    Some(value) if is_value(&value) => Ok(Some(value)),
                    Some(_) => Err(CookieError::Malformed),
                };
                found += usize::from(matches!(expected, Ok(Some(_))));
                let own = sole_value(&headers(&[line]), "a");
                let own = own.map(|own| own.map(|own| own.as_bytes().to_vec()));
                assert_eq!(own, expected, "{text:?}");
            }
            if length < 6 {
                let longer =
                    |line: &Vec<u8>| b"ab=; \"".map(|byte| [line.as_slice(), &[byte]].concat());
                lines = lines.iter().flat_map(longer).collect();
            }
        }
        assert!(found > 100, "{found}");
    }
}
