//! An authenticator that knows the tokens which it handed out.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

use crate::access::ISSUER;
use crate::auth::Auth;
use crate::authn::{AuthenticationError, Authenticator, MaybeReady};
use crate::identity::Identity;
use crate::request::{Credentials, Scheme};
use crate::time::Timestamp;

/// An authenticator for tests: it accepts exactly the tokens that it handed out.
///
/// Clones share their tokens. Its callers have one issuer, [`Callers::ISSUER`], unless a rule names
/// another one.
///
/// ```
/// use auth_core::testing::Callers;
/// use auth_core::{Auth, Identity};
///
/// let callers = Callers::new();
/// let auth: Auth = callers.auth(); // around the application, in place of the one for production
/// let admin = Identity::builder(Callers::ISSUER, "ada").role("admin").build()?;
/// let token = callers.token(&admin);
/// assert_eq!(token.len(), 32);
/// # let _ = auth;
/// # Ok::<(), auth_core::identity::IdentityError>(())
/// ```
//
// SECURITY: the feature can be on in an application by feature unification. Without a token that
// `token` handed out in this process, no credentials are accepted.
#[derive(Clone, Default)]
pub struct Callers {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// The keys of the tokens. SECURITY: the standard library takes them from the system's random
    /// generator, so that a token cannot be guessed.
    keys: [RandomState; 2],
    identities: Mutex<HashMap<String, Identity>>,
}

impl Callers {
    /// The issuer of all callers, of whom the application's users are.
    pub const ISSUER: &'static str = ISSUER;

    /// Creates an authenticator without tokens.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns an [`Auth`] with this authenticator and the defaults.
    ///
    /// For other settings, give a clone of the `Callers` to
    /// [`AuthBuilder::authenticator`](crate::auth::AuthBuilder::authenticator).
    #[must_use]
    pub fn auth(&self) -> Auth {
        Auth::new(self.clone())
    }

    /// Returns a new token of `identity`: 32 hexadecimal digits.
    #[must_use]
    pub fn token(&self, identity: &Identity) -> String {
        let mut identities = self.shared.identities.lock().unwrap_or_else(PoisonError::into_inner);
        let number = identities.len();
        let [first, second] = self.shared.keys.each_ref().map(|key| key.hash_one(number));
        let token = format!("{first:016x}{second:016x}");
        identities.insert(token.clone(), identity.clone());
        token
    }
}

impl Authenticator for Callers {
    fn scheme(&self) -> Scheme {
        Scheme::BEARER
    }

    fn issuer(&self) -> Option<&str> {
        Some(Self::ISSUER)
    }

    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
        now: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        let identities = self.shared.identities.lock().unwrap_or_else(PoisonError::into_inner);
        MaybeReady::ready(match identities.get(credentials.token()) {
            None => Err(AuthenticationError::invalid("no test made this token")),
            Some(identity) => match identity.expires_at() {
                Some(end) if end <= now => Err(AuthenticationError::expired_at(end, now)),
                _ => Ok(identity.clone()),
            },
        })
    }
}

impl fmt::Debug for Callers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // SECURITY: tokens are never printed.
        f.debug_struct("Callers").finish_non_exhaustive()
    }
}
