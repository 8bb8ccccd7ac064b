//! Why a token is refused: for logs, so it never holds any text of the token.

use std::fmt;

use crate::authenticator::AuthenticationError;

/// Why a token is refused.
///
/// It is meant for logs and never holds any text of the token: the names inside are those of claims that the verifier knows.
///
/// ```
/// use auth_core::jwt::TokenError;
///
/// assert_eq!(TokenError::MissingClaim("exp").to_string(), "the token has no claim `exp`");
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum TokenError {
    /// The header's `alg` is not the algorithm of the key.
    Algorithm,
    /// The token is meant for somebody else: `aud` names none of the audiences.
    Audience,
    /// The token is bound to a key of its holder (`cnf`) and was presented without proof.
    Bound,
    /// The claim of that name has the wrong JSON type, is empty, or is out of range.
    Claim(&'static str),
    /// The claims are not one strict JSON object.
    Claims,
    /// The header asks for an extension (`crit`, `b64`); none is known.
    Critical,
    /// A member stands twice in an object of the header or the claims.
    Duplicate,
    /// A segment is not canonical base64url.
    Encoding,
    /// The token is encrypted.
    Encrypted,
    /// The token has expired.
    Expired,
    /// The token does not have three segments.
    Form,
    /// What the pointers to roles, permissions or groups lead to is neither a text nor a list of texts.
    Grants(&'static str),
    /// The header is not one strict JSON object with members of the right types.
    Header,
    /// The token was issued in the future.
    IssuedInFuture,
    /// The token is somebody else's: `iss` is not the issuer.
    Issuer,
    /// The header's `kid` names none of the keys, or there are several keys and it names none at all.
    KeyId,
    /// There is no claim of that name.
    MissingClaim(&'static str),
    /// Objects and arrays stand in each other too deep.
    Nesting,
    /// The token is signed but is no access token, as the claim of that name tells: an ID token, say.
    NotAccess(&'static str),
    /// The token is not valid yet.
    NotYetValid,
    /// The signature is not that of the key.
    Signature,
    /// The token is too long.
    TooLong,
    /// The header says that this is another kind of token (`typ`, `cty`).
    Type,
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Algorithm => "the token's algorithm is not that of the key",
            Self::Audience => "the token is meant for another audience",
            Self::Bound => "the token is bound to a key and was presented without proof of it",
            Self::Claim(name) => {
                return write!(
                    f,
                    "the token's claim `{name}` has the wrong type, is empty or is out of range"
                );
            }
            Self::Claims => "the token's claims are not one strict JSON object",
            Self::Critical => "the token asks for an extension with `crit` or `b64`",
            Self::Duplicate => "the token has a header parameter or a claim twice",
            Self::Encoding => "the token is not canonical base64url",
            Self::Encrypted => "the token is encrypted",
            Self::Expired => "the token has expired",
            Self::Form => "the token does not have three segments",
            Self::Grants(kind) => {
                return write!(f, "the token's {kind} are neither a text nor a list of texts");
            }
            Self::Header => "the token's header is not one strict JSON object of the right members",
            Self::IssuedInFuture => "the token was issued in the future",
            Self::Issuer => "the token is of another issuer",
            Self::KeyId => "the token does not name one of the keys",
            Self::MissingClaim(name) => return write!(f, "the token has no claim `{name}`"),
            Self::Nesting => "the token's header or claims are nested too deep",
            Self::NotAccess(name) => {
                return write!(f, "the token is no access token, as its claim `{name}` tells");
            }
            Self::NotYetValid => "the token is not valid yet",
            Self::Signature => "the token's signature is wrong",
            Self::TooLong => "the token is too long",
            Self::Type => "the token is of another type",
        })
    }
}

impl std::error::Error for TokenError {}

impl From<TokenError> for AuthenticationError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Expired => Self::Expired,
            _ => Self::invalid(error),
        }
    }
}
