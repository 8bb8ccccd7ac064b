//! The target to which a user returns after a login.

/// The maximum length of a target, in bytes.
const MAX_LEN: usize = 4 * 1024;

/// Returns `target` if it is a path of this application, with or without a query. `None` stands for
/// a target of another site, and for one that is no path: use `/` then.
///
/// `target` is the value of the parameter `return_to`, as the framework decoded it. It must start
/// with one slash, and has visible ASCII characters without `\` only, at most 4 KiB of them.
///
/// ```
/// use auth_core::request::return_to;
///
/// assert_eq!(return_to("/orders?page=2"), Some("/orders?page=2"));
/// for other in ["", "orders", "https://evil.example", "//evil.example", "/\\evil.example"] {
///     assert_eq!(return_to(other), None);
/// }
/// ```
//
// SECURITY: a link to the login with the address of another site would send a user who has just
// logged in to a copy of this site (open redirect). Browsers read `//host` and `/\host` as
// addresses, and leave out tabs and line breaks before they read.
#[must_use]
pub fn return_to(target: &str) -> Option<&str> {
    let is_path = target.starts_with('/') && !target.starts_with("//");
    let is_visible = |byte: u8| byte.is_ascii_graphic() && byte != b'\\';
    (is_path && target.len() <= MAX_LEN && target.bytes().all(is_visible)).then_some(target)
}

/// Writes a target as the value of a parameter of a query.
pub(crate) fn encode(target: &str, query: &mut String) {
    for byte in target.bytes() {
        // The characters that stand for themselves in each part of a URL (RFC 3986 §2.3).
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            query.push(char::from(byte));
        } else {
            let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
            query.push('%');
            query.extend([byte >> 4, byte & 0xF].map(|half| digit(half).to_ascii_uppercase()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_of_this_origin_is_accepted() {
        for target in [
            "/",
            "/orders",
            "/orders?page=2&sort=a",
            "/a//b",
            "/a?u=https://evil.example/",
            "/%2F%2Fevil.example",
            "/%5Cevil.example",
            "/%0d%0aset-cookie:a",
            "/@evil.example",
            "/:80",
            "/.//evil.example",
            "/#//evil.example",
        ] {
            assert_eq!(return_to(target), Some(target), "{target}");
        }
    }

    #[test]
    fn other_target_is_rejected() {
        for target in [
            "",
            "orders",
            " /orders",
            "?a",
            "#a",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "\\\\evil.example",
            "/a\\b",
            "/\t/evil.example",
            "/\n/evil.example",
            "\t//evil.example",
            "\r\n//evil.example",
            "/a\r\nset-cookie: a=b",
            "/a\0b",
            "/a b",
            "/a\u{7f}",
            "/\u{a0}/evil.example",
            "/\u{2028}/evil.example",
            "/é",
            "%2F%2Fevil.example",
            "https://evil.example",
            "https:evil.example",
            "javascript:alert(1)",
            "data:text/html,a",
        ] {
            assert_eq!(return_to(target), None, "{target:?}");
        }
    }

    #[test]
    fn target_longer_than_4_kib_is_rejected() {
        let target = |length: usize| format!("/{}", "a".repeat(length - 1));
        assert!(return_to(&target(MAX_LEN)).is_some());
        for length in [MAX_LEN + 1, 16 * 1024] {
            assert_eq!(return_to(&target(length)), None, "{length}");
        }
    }

    #[test]
    fn encoded_target_is_one_value_of_a_query() {
        let mut query = String::new();
        encode("/a b?c=d&e=%2F#~é", &mut query);
        assert_eq!(query, "%2Fa%20b%3Fc%3Dd%26e%3D%252F%23~%C3%A9");
    }
}
