//! The form of a JWT, without its decoding.

/// Returns whether a token has the form of a JWT: at least three segments, of which the first one
/// is the Base64url of a JSON object (RFC 7519 §7.2).
///
/// An encrypted JWT has this form, too. The rest of the token may be malformed.
pub(crate) fn is_jwt(token: &str) -> bool {
    let mut segments = token.split('.');
    segments.next().is_some_and(|header| opens_object(header) == Some(true))
        && segments.nth(1).is_some()
}

/// Returns whether some JWT begins with `prefix`.
pub(crate) fn could_begin_jwt(prefix: &str) -> bool {
    opens_object(prefix) != Some(false)
}

/// Returns whether Base64url text is that of a JSON object, by its first character that is no
/// white space. `None` if the text ends before.
fn opens_object(text: &str) -> Option<bool> {
    // At most six bits of the next character.
    let (mut bits, mut count) = (0_u8, 0_u8);
    for byte in text.bytes() {
        let Some(sextet) = sextet(byte) else { return Some(false) };
        if count == 0 {
            (bits, count) = (sextet, 6);
            continue;
        }
        let missing = 8 - count;
        let rest = 6 - missing;
        let decoded = bits << missing | sextet >> rest;
        if !WHITE_SPACE.contains(&decoded) {
            return Some(decoded == b'{');
        }
        (bits, count) = (sextet & ((1 << rest) - 1), rest);
    }
    let fits = |start: &u8| start.checked_shr(u32::from(8 - count)).unwrap_or_default() == bits;
    if WHITE_SPACE.iter().chain(b"{").any(fits) { None } else { Some(false) }
}

/// The white space of JSON (RFC 8259 §2).
const WHITE_SPACE: &[u8] = b" \t\n\r";

/// Returns the value of a character of Base64url (RFC 4648 §5).
const fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'-' => Some(62),
        b'_' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    #[test]
    fn jwt_has_three_segments_and_an_object_as_header() {
        for header in [r#"{"alg":"none"}"#, "{}", " {}", "\r\n\t {}", "  \n\n {", "{broken"] {
            let header = URL_SAFE_NO_PAD.encode(header);
            for rest in [".e30.c2ln", ".e30.", "..", ".a.b.c.d"] {
                assert!(is_jwt(&format!("{header}{rest}")), "{header}{rest}");
            }
            for rest in ["", ".e30"] {
                assert!(!is_jwt(&format!("{header}{rest}")), "{header}{rest}");
            }
        }
        for header in ["", "[]", "\"{\"", "null", "   ", "x{", "\u{b}{"] {
            let token = format!("{}.e30.c2ln", URL_SAFE_NO_PAD.encode(header));
            assert!(!is_jwt(&token), "{token}");
        }
        for token in ["", ".", "..", "...", "ya29.c.b0Aa", "{}.e30.c2ln", "IA~.e30.c2ln"] {
            assert!(!is_jwt(token), "{token}");
        }
    }

    #[test]
    fn each_start_of_a_jwt_could_begin_one() {
        for header in [r#"{"alg":"none"}"#, " {}", "\r\n\t {}", "{ \"alg\""] {
            let token = format!("{}.e30.c2ln", URL_SAFE_NO_PAD.encode(header));
            for len in 0..=token.len() {
                let (prefix, _) = token.split_at(len);
                assert!(could_begin_jwt(prefix), "{prefix}");
            }
        }
        for prefix in ["shop_", "sk_live_", "env_", "a", "ya29.", "IA.", "~", "I~"] {
            assert!(!could_begin_jwt(prefix), "{prefix}");
        }
    }
}
