//! The choice between several authenticators of one scheme, by the issuer that a token names.

use std::error::Error;
use std::fmt;

use crate::auth::config::Installed;
use crate::request::credentials::Credentials;

/// Returns the authenticator of `credentials`. `first` is the first one that reads them.
///
/// SECURITY: with a token that several authenticators tried in turn, one with a wrong key would
/// accept the tokens of another one. The token names one issuer, which is compared only. No
/// authenticator of another issuer gets the token (RFC 8725 §3.8, S24).
pub(crate) fn route<'i>(
    installed: &'i [Installed],
    first: &'i Installed,
    credentials: &Credentials,
) -> Option<&'i Installed> {
    let mut candidates = installed.iter().filter(|one| one.shares_credentials(first));
    if candidates.clone().nth(1).is_none() {
        return Some(first);
    }
    let issuer = unverified_issuer(credentials.token())?;
    candidates.find(|one| one.tokens_of.as_ref().is_some_and(|own| own.is(&issuer)))
}

#[cfg(any(feature = "jwt", feature = "jwt-rust-crypto"))]
use crate::jwt::unverified::issuer as unverified_issuer;

/// Returns `None`: without tokens, no authenticator is chosen.
#[cfg(not(any(feature = "jwt", feature = "jwt-rust-crypto")))]
fn unverified_issuer(_token: &str) -> Option<String> {
    None
}

/// The error of a token that names none of the issuers of its scheme.
//
// SECURITY: the log does not contain the issuer, which a client chose without a signature.
#[derive(Debug)]
pub(crate) struct UnknownIssuer;

impl fmt::Display for UnknownIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the token is no JWT whose `iss` is exactly the issuer of an authenticator: several \
             share its scheme, and the `iss` chooses between them",
        )
    }
}

impl Error for UnknownIssuer {}
