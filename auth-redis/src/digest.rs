//! Names as digests: Redis has no issuer, subject or token id.

use sha2::{Digest as _, Sha256};

/// The SHA-256 digest of an issuer and one of its names.
pub(crate) type Digest = [u8; 32];

/// The kind of a name.
#[derive(Clone, Copy, Debug)]
#[repr(u8)]
pub(crate) enum Kind {
    /// `jti`.
    Token = b't',
    /// `sub`.
    User = b'u',
}

/// The first bytes of each digest. A later version of the format has others.
const DOMAIN: &[u8] = b"auth-redis revocation 1\0";

/// Returns the digest of a name that `issuer` gave.
///
/// SECURITY: the length of the issuer is part of the input. Without it, the issuer `a` with the
/// name `bc` and the issuer `ab` with the name `c` would share one revocation (S40). The kind
/// keeps a token id apart from an equal subject.
pub(crate) fn digest(kind: Kind, issuer: &str, name: &str) -> Digest {
    let length = u64::try_from(issuer.len()).unwrap_or(u64::MAX);
    let mut hash = Sha256::new();
    hash.update(DOMAIN);
    hash.update([kind as u8]);
    hash.update(length.to_be_bytes());
    hash.update(issuer);
    hash.update(name);
    hash.finalize().into()
}

/// Returns the key of a digest: the prefix, and the digest in hexadecimal digits.
pub(crate) fn key(prefix: &str, digest: &Digest) -> String {
    let halves = digest.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    let digits = halves.filter_map(|half| char::from_digit(u32::from(half), 16));
    let mut key = String::with_capacity(prefix.len() + 72);
    key.push_str(prefix);
    key.push_str("revoked:");
    key.extend(digits);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_share_a_digest_only_if_all_parts_are_equal() {
        let inputs = [
            (Kind::User, "a", "bc"),
            (Kind::User, "ab", "c"),
            (Kind::User, "abc", ""),
            (Kind::User, "", "abc"),
            (Kind::Token, "a", "bc"),
            (Kind::User, "a", "bc\0"),
            (Kind::User, "a\0", "bc"),
        ];
        let digests = inputs.map(|(kind, issuer, name)| digest(kind, issuer, name));
        for (index, one) in digests.iter().enumerate() {
            assert!(!digests.iter().skip(index + 1).any(|other| one == other), "{index}");
        }
        assert_eq!(digest(Kind::User, "a", "bc"), digests[0]);
    }

    /// The format is a promise: processes with different versions share one Redis.
    #[test]
    fn key_of_a_user_has_its_fixed_form() {
        let key = key("auth:", &digest(Kind::User, "https://issuer.example", "alice"));
        assert_eq!(
            key,
            "auth:revoked:1de3e150de1170a7174f360950c0aebb557dcc4909ade6569a270f03b511a29c"
        );
    }
}
