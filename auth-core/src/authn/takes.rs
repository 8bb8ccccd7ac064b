//! The credentials that an authenticator takes, of those with its scheme.

use crate::authn::issuer::Issuer;
use crate::authn::jwt_form::could_begin_jwt;

/// The credentials that an authenticator takes, of those with its scheme.
///
/// Several authenticators can share a scheme. A token goes to one of them, by its own text (S45):
///
/// 1. A token with the [`Prefix`](Self::Prefix) of an authenticator goes to this one.
/// 2. A JWT goes to the authenticator of its `iss`: [`TokensOf`](Self::TokensOf). A JWT of another
///    issuer is rejected.
/// 3. Any other token goes to the [`Opaque`](Self::Opaque) one.
///
/// No other authenticator gets the token, also not after a rejection.
/// [`AuthBuilder::build`](crate::auth::AuthBuilder::build) rejects two authenticators that could
/// take the same credentials.
///
/// ```
/// use auth_core::authn::Takes;
///
/// assert_ne!(Takes::Prefix("shop_"), Takes::TokensOf("https://issuer.example"));
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Takes<'a> {
    /// All credentials. No other authenticator has the scheme.
    All,
    /// The JSON Web Tokens whose `iss` is exactly this issuer. A part of the issuer in braces
    /// stands for the tenant, as in `https://login.microsoftonline.com/{tenantid}/v2.0`.
    ///
    /// The variant needs the feature `jwt` or `jwt-rust-crypto` if another authenticator with this
    /// variant, or with [`Opaque`](Self::Opaque), has the scheme.
    TokensOf(&'a str),
    /// The tokens that begin with this text, such as `shop_`.
    ///
    /// It has letters, digits and `-._~+/` only. No JWT may begin with it, and no prefix of another
    /// authenticator with the scheme. The authenticator gets no other token, also if it is the only
    /// one with the scheme.
    Prefix(&'a str),
    /// The tokens that are no JWT and have no prefix of another authenticator. At most one
    /// authenticator of a scheme takes these.
    ///
    /// It gets JWTs, too, if no authenticator of the scheme has [`TokensOf`](Self::TokensOf).
    Opaque,
}

/// The credentials that an installed authenticator takes, as they were when it was installed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Taken {
    All,
    TokensOf(Issuer),
    Prefix(Box<str>),
    Opaque,
}

impl Taken {
    /// Returns the issuer of the tokens, if all of them have the same one.
    pub(crate) fn issuer(&self) -> Option<&Issuer> {
        match self {
            Self::TokensOf(issuer) => Some(issuer),
            Self::All | Self::Prefix(_) | Self::Opaque => None,
        }
    }

    /// Returns the prefix of the tokens, if they have one.
    pub(crate) fn prefix(&self) -> Option<&str> {
        match self {
            Self::Prefix(prefix) => Some(prefix),
            Self::All | Self::TokensOf(_) | Self::Opaque => None,
        }
    }

    /// Returns `false` if the token has not the prefix.
    pub(crate) fn may_take(&self, token: &[u8]) -> bool {
        self.prefix().is_none_or(|prefix| token.starts_with(prefix.as_bytes()))
    }

    /// Returns the prefix, if tokens of this authenticator cannot be told from others by it.
    ///
    /// SECURITY: a prefix that a JWT has would win against the issuer of the JWT.
    pub(crate) fn unfit_prefix(&self) -> Option<&str> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
        self.prefix().filter(|prefix| {
            prefix.is_empty() || !prefix.bytes().all(fits) || could_begin_jwt(prefix)
        })
    }
}

impl From<Takes<'_>> for Taken {
    fn from(takes: Takes<'_>) -> Self {
        match takes {
            Takes::All => Self::All,
            Takes::TokensOf(issuer) => Self::TokensOf(Issuer::new(issuer)),
            Takes::Prefix(prefix) => Self::Prefix(prefix.into()),
            Takes::Opaque => Self::Opaque,
        }
    }
}
