//! The credentials that an authenticator takes, of those with its scheme.

/// The credentials that an authenticator takes, of those with its scheme.
///
/// Several authenticators can share a scheme: two verifiers of JSON Web Tokens, each for an
/// issuer of its own. [`AuthBuilder::build`](crate::auth::AuthBuilder::build) rejects two
/// authenticators that could take the same credentials.
///
/// ```
/// use auth_core::authn::Takes;
///
/// assert_ne!(Takes::All, Takes::TokensOf("https://issuer.example"));
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Takes<'a> {
    /// All credentials. No other authenticator has the scheme.
    All,
    /// The JSON Web Tokens whose `iss` is exactly this issuer. A part of the issuer in braces
    /// stands for the tenant, as in `https://login.microsoftonline.com/{tenantid}/v2.0`.
    ///
    /// The variant needs the feature `jwt` or `jwt-rust-crypto` if another authenticator has the
    /// scheme.
    TokensOf(&'a str),
}
