//! Accounts: users with a password, and users of the OpenID provider.

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use auth_core::Identity;
use auth_core::authn::AuthenticationError;
use auth_core::basic::{Password, PasswordHashes, PasswordVerifier, StoredUser, hash_password};
use auth_core::identity::IdentityError;
use auth_core::time::Timestamp;
use axum_login::{AuthUser, AuthnBackend};
use serde::Deserialize;

/// The issuer of all users of the application.
pub const ISSUER: &str = "https://app.example";

/// A user.
#[derive(Clone)]
pub struct User {
    name: String,
    role: &'static str,
    /// The stored hash of the password. Sessions end when it changes.
    hash: String,
}

impl User {
    /// Returns the identity of the user for a session that ends at the time `end`.
    ///
    /// # Errors
    ///
    /// If the name is empty.
    pub(crate) fn identity(&self, end: Timestamp) -> Result<Identity, IdentityError> {
        Identity::builder(ISSUER, self.name.as_str()).role(self.role).expires_at(end).build()
    }
}

// axum-login logs users.
impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("role", &self.role).finish_non_exhaustive()
    }
}

impl AuthUser for User {
    type Id = String;

    fn id(&self) -> String {
        self.name.clone()
    }

    fn session_auth_hash(&self) -> &[u8] {
        self.hash.as_bytes()
    }
}

/// The login form.
#[derive(Deserialize)]
pub struct Login {
    username: String,
    password: String,
}

// Never the password.
impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").finish_non_exhaustive()
    }
}

/// The accounts. A real application has them in a database.
#[derive(Clone)]
pub struct Accounts {
    passwords: Arc<PasswordHashes>,
    users: Arc<RwLock<BTreeMap<String, User>>>,
}

impl Accounts {
    /// Creates the accounts. Each has a name, a password and a role.
    ///
    /// # Errors
    ///
    /// If a password cannot be hashed.
    pub fn new(accounts: &[(&str, &str, &'static str)]) -> Result<Self, Box<dyn Error>> {
        let mut users = BTreeMap::new();
        let mut passwords = HashMap::new();
        for &(name, password, role) in accounts {
            let (hash, identity) = (hash_password(password)?, Identity::builder(ISSUER, name));
            passwords.insert(name.to_owned(), StoredUser::new(&hash, identity.build()?)?);
            users.insert(name.to_owned(), User { name: name.to_owned(), role, hash });
        }
        Ok(Self {
            passwords: Arc::new(PasswordHashes::new(passwords)),
            users: Arc::new(RwLock::new(users)),
        })
    }

    /// Returns the account of a user of the OpenID provider, which is created at the first login.
    ///
    /// The names of the other accounts have no `@`.
    #[must_use]
    pub fn of_provider(&self, subject: &str) -> User {
        let name = format!("{subject}@provider");
        let user = User { name: name.clone(), role: "member", hash: String::new() };
        let mut users = self.users.write().unwrap_or_else(PoisonError::into_inner);
        users.entry(name).or_insert(user).clone()
    }

    fn find(&self, name: &str) -> Option<User> {
        self.users.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }
}

impl fmt::Debug for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Accounts").finish_non_exhaustive()
    }
}

impl AuthnBackend for Accounts {
    type User = User;
    type Credentials = Login;
    type Error = AuthenticationError;

    async fn authenticate(&self, login: Login) -> Result<Option<User>, AuthenticationError> {
        let password = Password::new(&login.password);
        match self.passwords.verify(login.username, password).await {
            Ok(identity) => Ok(self.find(identity.subject())),
            Err(error @ AuthenticationError::Unavailable { .. }) => Err(error),
            Err(_) => Ok(None),
        }
    }

    async fn get_user(&self, name: &String) -> Result<Option<User>, AuthenticationError> {
        Ok(self.find(name))
    }
}
