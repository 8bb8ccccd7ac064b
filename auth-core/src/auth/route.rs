//! The choice between several authenticators of one scheme, by the text of the token itself.

#[cfg(test)]
mod tests;

use std::error::Error;
use std::fmt;

use crate::auth::config::Installed;
use crate::authn::jwt_form::is_jwt;
use crate::authn::takes::Taken;
use crate::request::credentials::Credentials;

/// Returns the authenticator of `credentials`. `first` is the first one that reads them.
///
/// SECURITY: with a token that several authenticators tried in turn, one with a wrong key would
/// accept the tokens of another one, and an endpoint would see tokens that are not its own. The
/// token has one prefix or names one issuer, which is compared only. No other authenticator gets
/// the token (RFC 8725 §3.8, S24, S45).
pub(crate) fn route<'i>(
    installed: &'i [Installed],
    first: &'i Installed,
    credentials: &Credentials,
) -> Result<&'i Installed, NoTaker> {
    let token = credentials.token();
    let candidates = || installed.iter().filter(|one| one.shares_credentials(first));
    let has_prefix = |one: &&Installed| one.takes.prefix().is_some_and(|it| token.starts_with(it));
    if let Some(one) = candidates().find(has_prefix) {
        return Ok(one);
    }
    let mut others = candidates().filter(|one| one.takes.prefix().is_none());
    match (others.clone().next(), others.clone().nth(1)) {
        (None, _) => Err(NoTaker::Prefix),
        (Some(only), None) => Ok(only),
        (Some(_), Some(_)) if is_jwt(token) => {
            let issuer = unverified_issuer(token).ok_or(NoTaker::Issuer)?;
            others
                .find(|one| one.takes.issuer().is_some_and(|own| own.is(&issuer)))
                .ok_or(NoTaker::Issuer)
        }
        (Some(_), Some(_)) => others.find(|one| one.takes == Taken::Opaque).ok_or(NoTaker::Issuer),
    }
}

#[cfg(any(feature = "jwt", feature = "jwt-rust-crypto"))]
use crate::jwt::unverified::issuer as unverified_issuer;

/// Returns `None`: without this feature, no token has an issuer.
#[cfg(not(any(feature = "jwt", feature = "jwt-rust-crypto")))]
fn unverified_issuer(_token: &str) -> Option<String> {
    None
}

/// The error of a token that no authenticator of its scheme takes.
//
// SECURITY: the log contains no part of the token, which a client chose without a signature.
#[derive(Debug)]
pub(crate) enum NoTaker {
    /// The token names no known issuer.
    Issuer,
    /// The token has no known prefix, and all authenticators have one.
    Prefix,
}

impl fmt::Display for NoTaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Issuer => {
                "the token is no JWT whose `iss` is exactly the issuer of an authenticator: \
                 several share its scheme, and the `iss` chooses between them"
            }
            Self::Prefix => "the token does not begin with the prefix of an authenticator",
        })
    }
}

impl Error for NoTaker {}
