//! The reasons why an [`Introspection`](super::Introspection) cannot be built.

use std::error::Error;
use std::fmt;

use crate::jwt::JwtError;

/// The reason why an [`Introspection`](super::Introspection) cannot be built.
///
/// `Debug` shows the text of `Display`.
///
/// ```
/// use auth_core::introspection::{Introspection, IntrospectionError};
///
/// let error = Introspection::builder("https://issuer.example").audience("api").build().unwrap_err();
/// assert_eq!(error, IntrospectionError::NoClient);
/// ```
#[derive(Clone, Eq, PartialEq)]
#[non_exhaustive]
pub enum IntrospectionError {
    /// Audiences are named, and tokens for any audience are accepted.
    BothAudiences,
    /// The time for which a response counts is more than an hour.
    Lifetime,
    /// There is no audience, or an empty one.
    NoAudience,
    /// There are no credentials of this service, or the id or the secret is empty.
    NoClient,
    /// A setting is wrong that tokens with a signature have, too.
    Setting(JwtError),
}

impl From<JwtError> for IntrospectionError {
    fn from(error: JwtError) -> Self {
        Self::Setting(error)
    }
}

impl fmt::Debug for IntrospectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for IntrospectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BothAudiences => {
                "`audience` and `any_audience` exclude each other: leave `any_audience` out if the \
                 endpoint writes `aud`"
            }
            Self::Lifetime => {
                "a response counts for more than an hour: `cached_for` is the time for which a \
                 revoked token is accepted; choose 30 s"
            }
            Self::NoAudience => {
                "there is no audience, or an empty one: name this service as the issuer does in \
                 `aud`, with `audience`; if the endpoint writes no `aud`, call `any_audience`"
            }
            Self::NoClient => {
                "the id or the secret of this service is missing or empty: write \
                 `client(\"id\", secret)`, as the issuer registered it"
            }
            Self::Setting(error) => return fmt::Display::fmt(error, f),
        })
    }
}

impl Error for IntrospectionError {}
