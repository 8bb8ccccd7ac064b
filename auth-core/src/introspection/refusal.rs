//! Reasons for rejecting a token after a response. They contain no part of the token.

use std::error::Error;
use std::fmt;

use crate::authn::AuthenticationError;
use crate::jwt::TokenError;

/// The reason for rejecting a token.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The response does not fit this service.
    Claims(TokenError),
    /// The token is not active: unknown, expired, revoked, or not for this service.
    Inactive,
    /// The token is too long.
    TooLong,
    /// The endpoint knows no such tokens.
    Unsupported,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Claims(TokenError::MissingClaim("aud")) => {
                "the introspection response has no `aud`: let the issuer write it, or accept \
                 tokens for every service with `any_audience`"
            }
            Self::Claims(TokenError::MissingClaim(name)) => {
                return write!(
                    f,
                    "the introspection response has no `{name}`: for tokens of clients without a \
                     user, call `client_subjects`; if another member names the user, call \
                     `subject`"
                );
            }
            Self::Claims(error) => {
                return write!(f, "the introspection response does not fit: {error}");
            }
            Self::Inactive => "the issuer states that the token is not active",
            Self::TooLong => "the token is too long",
            Self::Unsupported => "the issuer states that it introspects no such tokens",
        })
    }
}

impl Error for Refusal {}

impl From<Refusal> for AuthenticationError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Claims(error @ TokenError::Expired { .. }) => error.into(),
            refusal => Self::invalid(refusal),
        }
    }
}
