//! Stored hashes of passwords, and the users that they belong to.

use std::error::Error;
use std::fmt;

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};

use crate::basic::password::Password;
use crate::identity::Identity;

/// The maximum memory of a hash, in KiB: 1 GiB.
const MAX_MEMORY: u32 = 1024 * 1024;
/// The length of a new salt, in bytes (RFC 9106 §3.1).
const SALT_LEN: usize = 16;

/// A user with the stored hash of a password. `Debug` hides the hash.
#[derive(Clone)]
pub struct StoredUser {
    hash: StoredHash,
    identity: Identity,
}

impl StoredUser {
    /// Creates a user. `hash` is an Argon2 hash in the
    /// [PHC format](https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md), such as
    /// [`hash_password`] returns. `identity` is the caller of requests with the password.
    ///
    /// # Errors
    ///
    /// [`PasswordHashError`] if `hash` is not such a hash, or needs more than 1 GiB of memory.
    pub fn new(hash: &str, identity: Identity) -> Result<Self, PasswordHashError> {
        Ok(Self { hash: StoredHash::parse(hash)?, identity })
    }

    pub(super) fn hash(&self) -> &StoredHash {
        &self.hash
    }

    pub(super) fn into_identity(self) -> Identity {
        self.identity
    }
}

impl fmt::Debug for StoredUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredUser").field("identity", &self.identity).finish_non_exhaustive()
    }
}

/// Returns a hash of a password, to be stored: Argon2id with the parameters that
/// [OWASP](https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html)
/// recommends (19 MiB, 2 passes, 1 lane), and a random salt.
///
/// It takes some 20 ms of a processor. In an `async` function, call it inside of
/// `tokio::task::spawn_blocking`.
///
/// # Errors
///
/// [`PasswordHashError`] if the system has no random numbers or no memory.
///
/// ```
/// let stored = auth_core::basic::hash_password("open sesame").unwrap();
/// assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
/// ```
pub fn hash_password(password: &str) -> Result<String, PasswordHashError> {
    let mut salt = [0; SALT_LEN];
    getrandom::fill(&mut salt).map_err(|_| PasswordHashError(Problem::Random))?;
    let hash = Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|_| PasswordHashError(Problem::Memory))?;
    Ok(hash.to_string())
}

/// An Argon2 hash with a salt and known parameters.
#[derive(Clone, PartialEq)]
pub(super) struct StoredHash(PasswordHash);

impl StoredHash {
    pub(super) fn parse(text: &str) -> Result<Self, PasswordHashError> {
        let not_argon2 = PasswordHashError(Problem::NotArgon2);
        let hash = PasswordHash::new(text).map_err(|_| not_argon2.clone())?;
        let algorithm = Algorithm::try_from(hash.algorithm.as_str());
        let version = hash.version.map_or(Ok(Version::default()), Version::try_from);
        let parameters = Params::try_from(&hash);
        let (Ok(_), Ok(_), Ok(parameters), Some(_), Some(_)) =
            (algorithm, version, parameters, &hash.salt, &hash.hash)
        else {
            return Err(not_argon2);
        };
        // SECURITY: memory that the system does not have ends the process.
        if parameters.m_cost() > MAX_MEMORY {
            return Err(PasswordHashError(Problem::TooMuchMemory(parameters.m_cost())));
        }
        Ok(Self(hash))
    }

    /// Returns whether this is the hash of `password`. It takes as long as its parameters say.
    pub(super) fn is_hash_of(&self, password: &Password) -> bool {
        Argon2::default().verify_password(password.expose().as_bytes(), &self.0).is_ok()
    }

    /// Returns a hash that takes as long, and that no password has.
    pub(super) fn decoy(&self) -> Self {
        let PasswordHash { algorithm, version, params, salt, hash } = self.0.clone();
        let salt = salt.and_then(|salt| zero_salt(salt.len()));
        let hash = hash.and_then(|hash| zero_output(hash.len()));
        Self(PasswordHash { algorithm, version, params, salt, hash })
    }
}

/// A hash that takes as long as one of [`hash_password`], and that no password has.
impl Default for StoredHash {
    fn default() -> Self {
        Self(PasswordHash {
            algorithm: Algorithm::default().ident(),
            version: Some(Version::default().into()),
            // No parameters are the default ones.
            params: ParamsString::default(),
            salt: zero_salt(SALT_LEN),
            hash: zero_output(Params::DEFAULT_OUTPUT_LEN),
        })
    }
}

fn zero_salt(length: usize) -> Option<Salt> {
    Salt::new(&vec![0; length]).ok()
}

fn zero_output(length: usize) -> Option<Output> {
    Output::new(&vec![0; length]).ok()
}

impl fmt::Display for StoredHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The error of a hash that cannot be verified or computed. It shows no part of the hash.
///
/// ```
/// use auth_core::Identity;
/// use auth_core::basic::StoredUser;
///
/// let identity = Identity::builder("https://api.example", "alice").build().unwrap();
/// let error = StoredUser::new("a password, not a hash", identity).unwrap_err();
/// assert!(error.to_string().starts_with("the stored password is no Argon2 hash"));
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PasswordHashError(Problem);

#[derive(Clone, Debug, Eq, PartialEq)]
enum Problem {
    Memory,
    NotArgon2,
    Random,
    TooMuchMemory(u32),
}

impl fmt::Display for PasswordHashError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Problem::Memory => f.write_str("no memory for the hash of a password"),
            // SECURITY: the text may be a password in place of its hash. It is not shown.
            Problem::NotArgon2 => f.write_str(
                "the stored password is no Argon2 hash: store the result of `hash_password`, such \
                 as `$argon2id$v=19$m=19456,t=2,p=1$…`",
            ),
            Problem::Random => f.write_str("the system has no random numbers"),
            Problem::TooMuchMemory(memory) => write!(
                f,
                "the stored hash needs {memory} KiB of memory: hash the password with at most \
                 {MAX_MEMORY} KiB"
            ),
        }
    }
}

impl Error for PasswordHashError {}

#[cfg(test)]
mod tests {
    use super::*;

    /// The start of a hash with little memory.
    const HASH: &str = "$argon2id$v=19$m=16,t=2,p=1$c29tZXNhbHQ$";

    #[test]
    fn hash_password_verifies_its_password_only() {
        let hash = StoredHash::parse(&hash_password("open sesame").unwrap()).unwrap();
        assert!(hash.is_hash_of(&Password::new("open sesame")));
        for wrong in ["", "open sesame ", "Open sesame", "open"] {
            assert!(!hash.is_hash_of(&Password::new(wrong)), "{wrong}");
        }
    }

    #[test]
    fn hash_of_the_reference_implementation_is_verified() {
        // `echo -n "open sesame" | argon2 somesalt -i -t 3 -k 32 -p 2 -l 24 -e`
        let text = "$argon2i$v=19$m=32,t=3,p=2$c29tZXNhbHQ$kzTG3xPe/cPWc93Y4//RkLSM8lfn9p8E";
        let hash = StoredHash::parse(text).unwrap();
        assert!(hash.is_hash_of(&Password::new("open sesame")));
        assert!(!hash.is_hash_of(&Password::new("swordfish")));
    }

    #[test]
    fn hash_password_twice_returns_two_hashes() {
        assert_ne!(hash_password("a").unwrap(), hash_password("a").unwrap());
    }

    #[test]
    fn parse_with_a_text_that_is_no_hash_fails() {
        let fit = format!("{HASH}{}", "A".repeat(32));
        assert!(StoredHash::parse(&fit).is_ok());
        let unfit = [
            "open sesame",
            "",
            // Another algorithm, version and parameter; no salt; no hash.
            "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW",
            &fit.replace("argon2id", "scrypt"),
            &fit.replace("v=19", "v=18"),
            &fit.replace("t=2", "t=0"),
            &fit.replace("p=1", "q=1"),
            "$argon2id$v=19$m=16,t=2,p=1",
            HASH,
            "$argon2id$v=19$m=16,t=2,p=1$c29tZXNhbHQ",
        ];
        for text in unfit {
            assert!(StoredHash::parse(text).is_err(), "{text}");
        }
        let huge = StoredHash::parse(&fit.replace("m=16", "m=1048577")).err().unwrap();
        assert!(huge.to_string().contains("1048577"), "{huge}");
    }

    #[test]
    fn decoy_has_the_parameters_and_lengths_of_the_hash() {
        let shape = |hash: &StoredHash| {
            let parameters = Params::try_from(&hash.0).unwrap();
            let PasswordHash { algorithm, version, salt, hash, .. } = hash.0.clone();
            (algorithm, version, parameters, salt.unwrap().len(), hash.unwrap().len())
        };
        let long = StoredHash::parse(&format!("{HASH}{}", "B".repeat(64))).unwrap();
        let usual = StoredHash::parse(&hash_password("").unwrap()).unwrap();
        for (hash, decoy) in [(&long, long.decoy()), (&usual, StoredHash::default())] {
            assert_ne!(hash.to_string(), decoy.to_string());
            assert_eq!(shape(hash), shape(&decoy));
            assert!(!decoy.is_hash_of(&Password::new("")));
        }
    }

    #[test]
    fn debug_of_a_stored_user_hides_the_hash() {
        let identity = Identity::builder("issuer", "alice").build().unwrap();
        let hash = format!("{HASH}{}", "B".repeat(32));
        let debug = format!("{:?}", StoredUser::new(&hash, identity).unwrap());
        assert!(debug.contains("alice") && !debug.contains("argon2"), "{debug}");
    }
}
