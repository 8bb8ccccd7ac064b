//! API keys and their digests.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// A new API key. `Debug` hides it.
///
/// ```
/// use auth_core::api_keys::ApiKey;
///
/// let key = ApiKey::generate("shop").unwrap();
/// assert!(key.expose().starts_with("shop_"));
/// assert_eq!(format!("{key:?}"), "ApiKey([hidden])");
/// ```
pub struct ApiKey(String);

impl ApiKey {
    /// Generates a key: `prefix`, an underscore, and 32 random bytes in Base64.
    ///
    /// A prefix lets scanners of source code find a key that was published by mistake.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if `prefix` has another character than letters, digits, `-` and `_`, or if the
    /// system has no random numbers.
    pub fn generate(prefix: &str) -> Result<Self, KeyError> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if prefix.is_empty() || !prefix.bytes().all(fits) {
            return Err(KeyError::Prefix(Box::from(prefix)));
        }
        let mut random = [0; 32];
        getrandom::fill(&mut random).map_err(|_| KeyError::Random)?;
        Ok(Self(format!("{prefix}_{}", URL_SAFE_NO_PAD.encode(random))))
    }

    /// Returns the key, for its owner. Show it once, and keep it out of logs and databases.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Returns the digest, which a database may store.
    #[must_use]
    pub fn digest(&self) -> KeyDigest {
        KeyDigest::of(&self.0)
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey([hidden])")
    }
}

/// The SHA-256 digest of an API key. It displays as 64 hexadecimal digits, and parses from them.
///
/// SECURITY: a key has 256 random bits, so that its digest can be stored without salt: no search
/// finds the key. A store that looks for a digest does not tell by its time how much of a guessed
/// key is right.
///
/// ```
/// use auth_core::api_keys::KeyDigest;
///
/// let digest = KeyDigest::of("shop_c2VjcmV0");
/// assert_eq!(digest.to_string().parse(), Ok(digest));
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct KeyDigest([u8; 32]);

impl KeyDigest {
    /// Returns the digest of a key.
    #[must_use]
    pub fn of(key: &str) -> Self {
        Self::of_bytes(key.as_bytes())
    }

    pub(super) fn of_bytes(key: &[u8]) -> Self {
        Self(Sha256::digest(key).into())
    }

    /// Returns the bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for KeyDigest {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for KeyDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for KeyDigest {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let mut digest = [0; 32];
        let digits = text.as_bytes();
        let digit =
            |digit: &u8| char::from(*digit).to_digit(16).and_then(|it| u8::try_from(it).ok());
        for (byte, pair) in digest.iter_mut().zip(digits.chunks(2)) {
            let [high, low] = pair else { return Err(KeyError::Digest) };
            let (Some(high), Some(low)) = (digit(high), digit(low)) else {
                return Err(KeyError::Digest);
            };
            *byte = high << 4 | low;
        }
        if digits.len() == 64 { Ok(Self(digest)) } else { Err(KeyError::Digest) }
    }
}

/// The error of a key that cannot be generated, or of a text that is no digest.
///
/// `Debug` shows the text of `Display`.
#[derive(Clone, Eq, PartialEq)]
#[non_exhaustive]
pub enum KeyError {
    /// The text is not 64 hexadecimal digits.
    Digest,
    /// The prefix has another character than letters, digits, `-` and `_`, or none.
    Prefix(Box<str>),
    /// The system has no random numbers.
    Random,
}

impl fmt::Debug for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // SECURITY: the text may be a key in place of its digest. It is not shown.
            Self::Digest => f.write_str(
                "the text is no digest of an API key: write the 64 hexadecimal digits of its \
                 SHA-256 digest",
            ),
            Self::Prefix(prefix) => write!(
                f,
                "`{}` is no prefix of an API key: write letters, digits, `-` and `_`, such as \
                 `shop`",
                prefix.escape_debug()
            ),
            Self::Random => f.write_str("the system has no random numbers"),
        }
    }
}

impl Error for KeyError {}
