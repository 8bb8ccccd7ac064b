//! The user name and the password in the credentials of `Basic` (RFC 7617 §2).

use std::fmt;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use super::password::Password;

/// The maximum length of the encoded credentials, in bytes: 4 KiB.
const MAX_LEN: usize = 4 * 1024;

/// Standard Base64. Some clients leave the padding out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A user name and a password.
pub(super) struct UserAndPassword {
    pub(super) user: String,
    pub(super) password: Password,
}

impl UserAndPassword {
    /// Parses the part after the scheme. The first colon separates the two; the password may
    /// contain more of them.
    pub(super) fn parse(token: &str) -> Result<Self, MalformedPair> {
        if token.len() > MAX_LEN {
            return Err(MalformedPair::TooLong);
        }
        let mut decoded = Zeroizing::new(Vec::with_capacity(token.len()));
        BASE64.decode_vec(token, &mut decoded).map_err(|_| MalformedPair::NotBase64)?;
        let text = std::str::from_utf8(&decoded).map_err(|_| MalformedPair::NotUtf8)?;
        // SECURITY: a control character in a name forges lines of a log, and NUL ends a text early
        // in C code behind the verifier (RFC 7617 §2).
        if text.chars().any(char::is_control) {
            return Err(MalformedPair::ControlCharacter);
        }
        let (user, password) = text.split_once(':').ok_or(MalformedPair::NoColon)?;
        Ok(Self { user: user.to_owned(), password: Password::new(password) })
    }
}

/// The reason why credentials are no user name and password. It shows no part of them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum MalformedPair {
    ControlCharacter,
    NoColon,
    NotBase64,
    NotUtf8,
    TooLong,
}

impl fmt::Display for MalformedPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ControlCharacter => {
                f.write_str("the user name or the password contains a control character")
            }
            Self::NoColon => f.write_str("no colon separates a user name and a password"),
            Self::NotBase64 => f.write_str("the user name and the password are not Base64"),
            Self::NotUtf8 => f.write_str("the user name and the password are not UTF-8"),
            Self::TooLong => write!(
                f,
                "the user name and the password are longer than {MAX_LEN} bytes in Base64"
            ),
        }
    }
}

impl std::error::Error for MalformedPair {}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(decoded: &[u8]) -> Result<(String, String), MalformedPair> {
        let pair = UserAndPassword::parse(&BASE64.encode(decoded))?;
        Ok((pair.user, pair.password.expose().to_owned()))
    }

    #[track_caller]
    fn assert_pair(decoded: &[u8], user: &str, password: &str) {
        assert_eq!(parse(decoded), Ok((user.to_owned(), password.to_owned())));
    }

    #[test]
    fn s50_first_colon_ends_the_user_name() {
        assert_pair(b"alice:open sesame", "alice", "open sesame");
        assert_pair(b"alice:a:b::", "alice", "a:b::");
        assert_pair(b":", "", "");
        assert_pair(b"alice:", "alice", "");
        assert_pair(b":secret", "", "secret");
        assert_pair("j\u{f6}rg:\u{a3}".as_bytes(), "j\u{f6}rg", "\u{a3}");
        assert_eq!(parse(b"alice"), Err(MalformedPair::NoColon));
        assert_eq!(parse("a\u{ff1a}b".as_bytes()), Err(MalformedPair::NoColon));
    }

    #[test]
    fn s50_control_characters_and_other_charsets_fail() {
        for character in (0..=0x1f_u8).chain([0x7f]) {
            for decoded in [[b'a', character, b':', b'b'], [b'a', b':', character, b'b']] {
                assert_eq!(parse(&decoded), Err(MalformedPair::ControlCharacter), "{decoded:?}");
            }
        }
        assert_eq!(parse("a:\u{85}".as_bytes()), Err(MalformedPair::ControlCharacter));
        // Latin-1, and an overlong colon.
        assert_eq!(parse(b"j\xf6rg:secret"), Err(MalformedPair::NotUtf8));
        assert_eq!(parse(b"a\xc0\xbab"), Err(MalformedPair::NotUtf8));
    }

    #[test]
    fn s50_base64_has_the_standard_alphabet() {
        let accepted = |token| UserAndPassword::parse(token).is_ok();
        assert!(accepted("YTpi") && accepted("YTo=") && accepted("YTo"));
        // Other alphabets, wrong padding, and bits after the end.
        for token in ["", "YTpi=", "YTo==", "YT", "YTp-", "YTp_", "YTp~", "YTp.", "YTq", "Y"] {
            assert!(!accepted(token), "{token}");
        }
    }

    #[test]
    fn s50_credentials_of_more_than_4_kib_fail() {
        let longest = MAX_LEN / 4 * 3;
        assert!(parse(&[b"a:".as_slice(), &vec![b'x'; longest - 2]].concat()).is_ok());
        let longer = parse(&[b"a:".as_slice(), &vec![b'x'; longest - 1]].concat());
        assert_eq!(longer, Err(MalformedPair::TooLong));
    }
}
