//! The users with stored hashes of passwords.

use std::collections::HashMap;
use std::error::Error;
use std::hash::BuildHasher;

use super::stored::StoredUser;
use crate::authn::MaybeReady;

/// The users with stored hashes of passwords.
///
/// A `HashMap` by user name is one, and so is a function that takes the user name and returns a
/// future, such as a query of a database: see
/// [`PasswordHashes`](crate::basic::PasswordHashes).
pub trait Users: Send + Sync + 'static {
    /// Returns the user of this name, or `None` if there is none.
    ///
    /// # Errors
    ///
    /// The error of the store: 503. The log shows the error, so it must not contain a stored hash.
    fn find(&self, name: String) -> MaybeReady<'_, Result<Option<StoredUser>, UsersError>>;

    /// Returns any of the users. Default: `None`.
    ///
    /// An unknown user costs a hash with the parameters of this one, until another one was found.
    /// Without it, they are those of [`hash_password`](crate::basic::hash_password).
    fn example(&self) -> Option<StoredUser> {
        None
    }
}

/// The error of a store of users.
type UsersError = Box<dyn Error + Send + Sync>;

impl<H: BuildHasher + Send + Sync + 'static> Users for HashMap<String, StoredUser, H> {
    fn find(&self, name: String) -> MaybeReady<'_, Result<Option<StoredUser>, UsersError>> {
        MaybeReady::ready(Ok(self.get(&name).cloned()))
    }

    fn example(&self) -> Option<StoredUser> {
        self.values().next().cloned()
    }
}

impl<U, F, E> Users for U
where
    U: Fn(String) -> F + Send + Sync + 'static,
    F: Future<Output = Result<Option<StoredUser>, E>> + Send + 'static,
    E: Into<UsersError>,
{
    fn find(&self, name: String) -> MaybeReady<'_, Result<Option<StoredUser>, UsersError>> {
        let found = self(name);
        MaybeReady::pending(async move { found.await.map_err(Into::into) })
    }
}
