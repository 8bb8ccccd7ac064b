//! The callers of the tests, by their tokens.

use auth_core::auth::AuthError;
use auth_core::authn::{AuthenticationError, Authenticator, MaybeReady};
use auth_core::request::{Credentials, Scheme};
use auth_core::time::Timestamp;
use auth_core::{Auth, Identity};

const ISSUER: &str = "https://issuer.example";

/// Returns an `Auth` for these callers.
///
/// # Errors
///
/// None: its configuration is complete.
pub fn auth() -> Result<Auth, AuthError> {
    Auth::builder().authenticator(Callers).user_issuer(ISSUER).build()
}

/// An authenticator that knows seven callers. The token of each is the subject.
#[derive(Clone, Copy, Debug)]
pub struct Callers;

impl Authenticator for Callers {
    fn scheme(&self) -> Scheme {
        Scheme::BEARER
    }

    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
        _now: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        let subject = credentials.token();
        let caller = Identity::builder(ISSUER, subject).as_user();
        let caller = match subject {
            "admin" => caller.role("admin"),
            "editor" => caller.role("editor").scope("posts:write"),
            "writer" => caller.scope("posts:write"),
            "reader" => caller.role("editor"),
            "auditor" => caller.role("auditor").group("staff"),
            "employee" => caller.group("staff"),
            "partner" => caller.role("auditor"),
            _ => return MaybeReady::ready(Err(AuthenticationError::invalid("unknown token"))),
        };
        MaybeReady::ready(caller.build().map_err(AuthenticationError::invalid))
    }
}
