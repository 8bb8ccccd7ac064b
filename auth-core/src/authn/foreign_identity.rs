//! The error of an authenticator that made an identity of another issuer than it declares.

use std::error::Error;
use std::fmt;

use crate::authn::AuthenticationError;
use crate::identity::Identity;

/// Returns `identity`, if it is one of the issuer that its authenticator declares.
///
/// # Errors
///
/// `Unavailable`, which the log shows.
// SECURITY: `alice` of another issuer is another user (S40).
pub(crate) fn unless_foreign(
    identity: Identity,
    declared: &str,
) -> Result<Identity, AuthenticationError> {
    if identity.issuer() == declared {
        return Ok(identity);
    }
    let (declared, found) = (declared.into(), identity.issuer().into());
    Err(AuthenticationError::unavailable(ForeignIdentity { declared, found }))
}

#[derive(Debug)]
struct ForeignIdentity {
    declared: Box<str>,
    found: Box<str>,
}

impl fmt::Display for ForeignIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { declared, found } = self;
        write!(
            f,
            "the application returned an identity of `{}`: build identities with the issuer of \
             their authenticator, `{}`",
            found.escape_debug(),
            declared.escape_debug()
        )
    }
}

impl Error for ForeignIdentity {}
