//! The reasons why a verifier cannot be built.

use std::fmt;

use crate::jwt::grants::pointer::advice;
use crate::jwt::keys::algorithm::Algorithm;

/// The reason why a [`Jwt`](super::Jwt) cannot be built.
///
/// ```
/// use auth_core::jwt::{Jwt, JwtError};
///
/// let error = Jwt::builder().issuer("https://issuer.example").build().unwrap_err();
/// assert_eq!(error, JwtError::NoAudience);
/// ```
///
/// `Debug` shows the text of `Display`.
#[derive(Clone, Eq, PartialEq)]
#[non_exhaustive]
pub enum JwtError {
    /// The name of a claim is empty, or a JSON pointer in its place.
    ClaimName(&'static str),
    /// Two different keys have the same id and the same algorithm.
    DuplicateKeyId(Box<str>),
    /// The realm is empty.
    EmptyRealm,
    /// Keys are configured or replaced, and others are fetched from the issuer.
    FetchedKeys,
    /// The default HTTP client cannot be created, for this reason.
    HttpClient(Box<str>),
    /// A key's id is empty or longer than 256 bytes.
    KeyIdLength,
    /// The leeway is more than five minutes.
    Leeway,
    /// The maximum lifetime is less than a second.
    MaxLifetime,
    /// The maximum age of fetched keys is less than a minute or more than 24 hours.
    MaxStale,
    /// The maximum length of a token is less than 256 bytes or more than 1 MiB.
    MaxTokenLen,
    /// One of several keys for one algorithm has no id.
    MissingKeyId,
    /// The algorithm of keys that name none is one without a choice.
    KeyAlgorithm(Algorithm),
    /// There is no audience, or an empty one.
    NoAudience,
    /// All keys belong to other issuers, such as this one.
    AllOfOtherIssuers(Box<str>),
    /// Keys are to be fetched, and there is no HTTP client.
    NoHttpClient,
    /// There is no issuer, or it is empty.
    NoIssuer,
    /// There is no key.
    NoKey,
    /// The claim of the subject names no user: its value can change, or names a client.
    NoSubject(&'static str),
    /// Tenants are named, and the issuer is no template.
    NoTemplate,
    /// The issuer is a template, such as this one, and no tenant is named.
    NoTenants(Box<str>),
    /// Padding is set for tokens in `Authorization`.
    PaddedAuthorization,
    /// A place of grants is neither the name of a claim nor a JSON pointer.
    Pointer(Box<str>),
    /// The metadata of a template is to be fetched.
    TemplateMetadata(Box<str>),
    /// The keys cannot be fetched from this URL.
    #[non_exhaustive]
    Url {
        /// The URL.
        url: Box<str>,
        /// The reason.
        reason: Box<str>,
    },
    /// The value of a required claim is no string, number or boolean, or is empty.
    RequiredValue(&'static str),
    /// The capacity of the cache is more than ten million tokens.
    CacheCapacity,
}

impl fmt::Debug for JwtError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for JwtError {
    #[expect(clippy::too_many_lines, reason = "one arm for each error")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ClaimName(name) => {
                let name = name.escape_debug();
                return write!(
                    f,
                    "`{name}` is not the name of a claim: `audience_claim`, `subject` and \
                    `token_id` read no JSON pointers; write the name alone, such as `oid`"
                );
            }
            Self::DuplicateKeyId(id) => {
                let id = id.escape_debug();
                return write!(
                    f,
                    "two keys of one algorithm have the id `{id}`: give each its own, the `kid` \
                    that the issuer writes for it"
                );
            }
            Self::EmptyRealm => {
                "the realm is empty: name what the tokens give access to, or leave it out"
            }
            Self::FetchedKeys => {
                "keys are given, and others are fetched from the issuer: leave out `key`, `jwks` \
                and `replace_keys`, or `discover` and `jwks_uri`"
            }
            Self::HttpClient(error) => {
                return write!(
                    f,
                    "the HTTP client cannot be created: {error}: pass one to `http_client`"
                );
            }
            Self::KeyAlgorithm(algorithm) => {
                return write!(
                    f,
                    "`algorithm` is called with {algorithm}, but only an RSA key has a choice: \
                    leave the call out, or write one of RSA, such as `Algorithm::PS256`"
                );
            }
            Self::KeyIdLength => {
                "a key's id is empty or longer than 256 bytes: use the `kid` that the issuer \
                writes"
            }
            Self::Leeway => {
                "the leeway is more than five minutes: synchronise the clocks and use 60 s"
            }
            Self::MaxLifetime => {
                "the maximum lifetime is less than a second: choose the longest lifetime that the \
                issuer gives its tokens"
            }
            Self::MaxStale => {
                "the maximum age of fetched keys is out of bounds: choose one between 1 minute \
                and 24 hours"
            }
            Self::MaxTokenLen => {
                "the maximum length of a token is out of bounds: choose one between 256 bytes and \
                1 MiB"
            }
            Self::MissingKeyId => {
                "there are several keys for one algorithm: name each with `with_id`, as the \
                issuer's tokens do in `kid`"
            }
            Self::AllOfOtherIssuers(found) => {
                let found = found.escape_debug();
                return write!(
                    f,
                    "the key set assigns its keys to other issuers, such as `{found}`: give the \
                    set that the verifier's own issuer publishes"
                );
            }
            Self::NoAudience => {
                "no audience: call `audience` with the `aud` that the issuer writes for this \
                service"
            }
            Self::NoHttpClient => {
                "keys are to be fetched, and there is no HTTP client: enable the feature \
                `reqwest` of `auth-core`, or pass a client to `http_client`"
            }
            Self::NoIssuer => "no issuer: call `issuer` with the exact `iss` of its tokens",
            Self::NoKey => {
                "no key: call `discover` to fetch the keys of the issuer, or `key` or `jwks` with \
                its public key"
            }
            Self::NoSubject(claim) => {
                return write!(
                    f,
                    "`{claim}` is no subject: a user can change its value, or it names a client; \
                    call `subject` with a claim whose value is never given to another user, such \
                    as `sub` or `oid`"
                );
            }
            Self::NoTemplate => {
                "tenants are named, and the issuer has no place for one: write the issuer with \
                exactly one part in braces, such as `https://login.example/{tenant}`"
            }
            Self::NoTenants(issuer) => {
                let issuer = issuer.escape_debug();
                return write!(
                    f,
                    "the issuer `{issuer}` is a template: name the accepted tenants with \
                    `tenants` or `tenants_by`, or write the issuer of one tenant"
                );
            }
            Self::PaddedAuthorization => {
                "padding is set for tokens in `Authorization`, which have none: name the header of \
                the padded tokens with `header`, or leave `padded` out"
            }
            Self::Pointer(text) => {
                let meant = advice(text).unwrap_or_else(|| "/realm_access/roles".to_owned());
                let (text, meant) = (text.escape_debug(), meant.escape_debug());
                return write!(
                    f,
                    "`{text}` is neither the name of a claim nor a JSON pointer: write `{meant}`"
                );
            }
            Self::TemplateMetadata(issuer) => {
                let issuer = issuer.escape_debug();
                return write!(
                    f,
                    "the issuer `{issuer}` is a template, whose metadata has no URL: call \
                    `issuer(\"{issuer}\")` and `jwks_uri` with the URL of the key set"
                );
            }
            Self::Url { url, reason } => {
                let url = url.escape_debug();
                return write!(f, "the keys cannot be fetched from `{url}`: {reason}");
            }
            Self::RequiredValue(place) => {
                let place = place.escape_debug();
                return write!(
                    f,
                    "no claim `{place}` can have the value that `require_claim` names: write a \
                    string that is not empty, a number of at most 64 bits or a boolean"
                );
            }
            Self::CacheCapacity => {
                "the cache capacity is more than ten million tokens: choose the number of tokens \
                 in use at one time"
            }
        })
    }
}

impl std::error::Error for JwtError {}
