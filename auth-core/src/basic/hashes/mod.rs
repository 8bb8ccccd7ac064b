//! A verifier for stored Argon2 hashes of passwords.

pub(super) mod decoy;
pub(super) mod stored;
#[cfg(test)]
mod tests;
pub(super) mod threads;
pub(super) mod users;
pub(super) mod verified;

use std::fmt;

use self::decoy::Decoy;
use self::threads::HashingThreads;
use self::users::Users;
use self::verified::VerifiedPasswords;
use crate::authn::{AuthenticationError, MaybeReady};
use crate::basic::password::Password;
use crate::basic::verifier::{PasswordVerifier, WrongUserOrPassword};
use crate::identity::Identity;

/// A [`PasswordVerifier`] for stored Argon2 hashes of passwords.
///
/// - The users come from [`Users`], such as a function that queries a database. It is called for
///   each request: a deleted user and a changed password count at the next request.
/// - A hash is computed on a thread of its own, as many at once as half of the processors. Of
///   further requests, 16 for each thread wait. The others get 503 with `Retry-After`.
/// - An unknown user costs a hash with the parameters of the stored ones, so that the time of a
///   response does not tell which users exist. If the stored hashes differ in their parameters,
///   the last one that was read counts.
/// - A verified password is cached for 5 min under a keyed hash of it, of the user name and of the
///   stored hash, up to 1,000 of them. Its next requests compute no Argon2 hash.
///
/// It needs a runtime of tokio.
///
/// ```
/// use std::collections::HashMap;
///
/// use auth_core::basic::{Basic, PasswordHashes, StoredUser, hash_password};
/// use auth_core::{Auth, Identity};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let stored = hash_password("open sesame")?;
/// let scraper = Identity::builder("https://api.example", "scraper").role("scraper").build()?;
/// let users = HashMap::from([("scraper".to_owned(), StoredUser::new(&stored, scraper)?)]);
/// let auth = Auth::new(Basic::new("https://api.example", PasswordHashes::new(users)));
/// # Ok(())
/// # }
/// ```
///
/// Rows of a database. The subject is that of the row: a database that ignores case finds `alice`
/// for a caller who writes `ALICE`.
///
/// ```
/// use std::error::Error;
///
/// use auth_core::Identity;
/// use auth_core::basic::{PasswordHashes, StoredUser};
///
/// # struct Row { name: String, password_hash: String, role: String }
/// # #[derive(Clone)]
/// # struct Database;
/// # impl Database {
/// #     async fn user(&self, name: &str) -> Result<Option<Row>, std::io::Error> { Ok(None) }
/// # }
/// # let database = Database;
/// let users = move |name: String| {
///     let database = database.clone();
///     async move {
///         let Some(row) = database.user(&name).await? else { return Ok(None) };
///         let identity =
///             Identity::builder("https://api.example", row.name).role(row.role).build()?;
///         let user = StoredUser::new(&row.password_hash, identity)?;
///         Ok::<_, Box<dyn Error + Send + Sync>>(Some(user))
///     }
/// };
/// let passwords = PasswordHashes::new(users);
/// ```
pub struct PasswordHashes {
    users: Box<dyn Users>,
    decoy: Decoy,
    threads: HashingThreads,
    verified: VerifiedPasswords,
}

impl PasswordHashes {
    /// Creates a verifier of the passwords of `users`.
    #[must_use]
    pub fn new(users: impl Users) -> Self {
        let decoy = Decoy::default();
        if let Some(user) = users.example() {
            decoy.learn(user.hash());
        }
        Self {
            users: Box::new(users),
            decoy,
            threads: HashingThreads::default(),
            verified: VerifiedPasswords::default(),
        }
    }

    /// Sets the number of hashes that are computed at once, at least 1. Default: half of the
    /// processors.
    ///
    /// Each one takes the memory that its stored hash names: 19 MiB with the parameters of
    /// [`hash_password`](crate::basic::hash_password).
    #[must_use]
    pub fn at_once(mut self, at_once: usize) -> Self {
        self.threads = HashingThreads::new(at_once);
        self
    }

    async fn identity(
        &self,
        user: String,
        password: Password,
    ) -> Result<Identity, AuthenticationError> {
        let found =
            self.users.find(user.clone()).await.map_err(AuthenticationError::unavailable)?;
        // SECURITY: without a hash for an unknown user, its response would come sooner than that of
        // a user with another password. Both take the same steps (ASVS 5, 6.3.8).
        let hash = match &found {
            Some(stored) => {
                self.decoy.learn(stored.hash());
                stored.hash().clone()
            }
            None => self.decoy.hash(),
        };
        let tag = self.verified.tag(&hash, &user, &password);
        let is_known = self.verified.contains(&tag);
        let is_right = is_known || self.threads.run(move || hash.is_hash_of(&password)).await?;
        let Some(stored) = found.filter(|_| is_right) else {
            return Err(AuthenticationError::invalid(WrongUserOrPassword));
        };
        // SECURITY: a hit does not prolong its entry, so that an entry ends after its lifetime.
        if !is_known {
            self.verified.insert(tag);
        }
        Ok(stored.into_identity())
    }
}

impl PasswordVerifier for PasswordHashes {
    fn verify(
        &self,
        user: String,
        password: Password,
    ) -> MaybeReady<'_, Result<Identity, AuthenticationError>> {
        MaybeReady::pending(self.identity(user, password))
    }
}

impl fmt::Debug for PasswordHashes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordHashes").field("threads", &self.threads).finish_non_exhaustive()
    }
}
