//! Credentials for the callers of a suite.

use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue};

use crate::identity::Identity;
use crate::request::Scheme;
use crate::testing::callers::Callers;

/// Makes the credentials of the callers of a [`Suite`](crate::testing::Suite).
///
/// [`Callers`] is one. A closure is one, too: it returns a bearer token for an identity, such as a
/// JWT that a key of the test signs. It returns `None` for a caller that it cannot make. The
/// [end](Identity::expires_at) of the expired caller lies one hour in the past. Other identities
/// have none.
///
/// ```
/// use auth_core::Identity;
/// use auth_core::testing::Tokens;
///
/// fn sign(claims: &serde_json::Value) -> Option<String> {
///     # Some(String::new())
///     // …
/// }
///
/// fn tokens(now: i64) -> impl Tokens {
///     move |caller: &Identity| {
///         let end = caller.expires_at().map_or(now + 600, |end| end.as_secs());
///         let roles: Vec<&str> = caller.roles().collect();
///         sign(&serde_json::json!({ "sub": caller.subject(), "exp": end, "roles": roles }))
///     }
/// }
/// # let _ = tokens;
/// ```
pub trait Tokens {
    /// Returns the header with the credentials of `identity`. `None` if there can be none.
    fn header(&self, identity: &Identity) -> Option<(HeaderName, HeaderValue)>;

    /// Returns the header with credentials that are bad. Default: a bearer token that no issuer
    /// made.
    fn invalid(&self) -> (HeaderName, HeaderValue) {
        (AUTHORIZATION, HeaderValue::from_static("Bearer no-issuer-made-this-token"))
    }
}

impl<F: Fn(&Identity) -> Option<String>> Tokens for F {
    fn header(&self, identity: &Identity) -> Option<(HeaderName, HeaderValue)> {
        bearer(&self(identity)?)
    }
}

impl Tokens for Callers {
    fn header(&self, identity: &Identity) -> Option<(HeaderName, HeaderValue)> {
        bearer(&self.token(identity))
    }
}

fn bearer(token: &str) -> Option<(HeaderName, HeaderValue)> {
    let mut value = HeaderValue::try_from(format!("{} {token}", Scheme::BEARER)).ok()?;
    value.set_sensitive(true);
    Some((AUTHORIZATION, value))
}
