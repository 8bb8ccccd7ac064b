//! Errors of the configuration: keys that cannot be used, and verifiers that cannot be built.

use std::fmt;

use crate::jwt::grants::pointer::advice;
use crate::jwt::keys::algorithm::Algorithm;

/// The reason why a key cannot be used.
///
/// It contains no part of the key.
///
/// ```
/// use auth_core::jwt::{Key, KeyError};
///
/// let error = Key::hs256(b"secret").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "the secret for HS256 has 6 bytes: \
///      use at least 32 random ones, such as `openssl rand 32` gives",
/// );
/// ```
///
/// `Debug` shows the text of `Display`.
#[derive(Clone, Eq, PartialEq)]
#[non_exhaustive]
pub enum KeyError {
    /// A token cannot tell the key from another one of the set.
    Ambiguous,
    /// The numbers are not those of a key of this type.
    Broken,
    /// A certificate instead of a key.
    Certificate,
    /// A point of an elliptic curve in its compressed form.
    CompressedPoint,
    /// The `kid` of a key is empty or longer than 256 bytes.
    IdLength,
    /// A key of a JSON Web Key Set.
    #[non_exhaustive]
    InSet {
        /// The position of the key, counted from 1.
        position: usize,
        /// The error of the key.
        error: Box<KeyError>,
    },
    /// An RSA modulus that is too long for the provider of the cryptography.
    #[non_exhaustive]
    LongRsa {
        /// The length of the modulus.
        bits: usize,
        /// The maximum length.
        most: usize,
    },
    /// A member of a JSON Web Key is missing, has the wrong type, or contradicts the others.
    Member(&'static str),
    /// No key of the set can verify signatures.
    NoUsableKey,
    /// No public key in DER.
    NotDer,
    /// No JSON Web Key Set.
    NotJwks,
    /// No public key in PEM.
    NotPem,
    /// A private key.
    Private,
    /// A public key as a secret.
    PublicSecret,
    /// A secret (`oct`) in a JSON Web Key Set, which other readers may have.
    PublishedSecret,
    /// An RSA exponent that is 1, even or longer than 33 bits.
    RsaExponent,
    /// More than one PEM block.
    SeveralBlocks,
    /// A secret shorter than the hash.
    #[non_exhaustive]
    ShortSecret {
        /// The algorithm of the secret.
        algorithm: Algorithm,
        /// The length of the secret in bytes.
        len: usize,
    },
    /// A fetched set of too many keys.
    #[non_exhaustive]
    TooManyKeys {
        /// The maximum number.
        most: usize,
    },
    /// A key of an unsupported type.
    Unknown,
    /// An RSA modulus shorter than 2048 bits.
    #[non_exhaustive]
    WeakRsa {
        /// The length of the modulus.
        bits: usize,
    },
    /// A key for an algorithm that needs another type.
    #[non_exhaustive]
    WrongKind {
        /// The algorithm.
        algorithm: Algorithm,
        /// The type of the key.
        found: &'static str,
    },
}

impl fmt::Debug for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ambiguous => {
                "another key has the same algorithm, and no other id: give each key of an \
                algorithm its own `kid`"
            }
            Self::Broken => {
                "the key is broken: its numbers are not those of such a key; export it again"
            }
            Self::Certificate => {
                "this is a certificate: give its key, as `openssl x509 -in cert.pem -pubkey \
                -noout` prints it"
            }
            Self::CompressedPoint => {
                "the point of the key is compressed: convert the key with `openssl ec -pubin -in \
                key.pem -pubout -conv_form uncompressed`"
            }
            Self::IdLength => {
                "the key's `kid` is empty or longer than 256 bytes: choose a short one"
            }
            Self::InSet { position, error } => {
                return write!(f, "key {position} of the set: {error}");
            }
            Self::LongRsa { bits, most } => {
                return write!(
                    f,
                    "the RSA key has {bits} bits, and the maximum is {most}: use a shorter one"
                );
            }
            Self::Member(name) => {
                return write!(
                    f,
                    "the key's `{name}` is missing, of the wrong type or at odds with the rest: \
                    export it again"
                );
            }
            Self::NoUsableKey => {
                "no key of the set can verify signatures: look at their `kty`, `crv`, `use`, \
                `key_ops` and `alg`"
            }
            Self::NotDer => {
                "this is not a DER public key: give what `openssl pkey -in key.pem -pubout \
                -outform DER` writes, or PEM to `Key::from_pem`"
            }
            Self::NotJwks => {
                "this is not a JSON Web Key Set: give an object with the list `keys`, and no \
                member twice"
            }
            Self::NotPem => {
                "this is not a PEM public key: give the text from `-----BEGIN PUBLIC KEY-----` on"
            }
            Self::Private => {
                "this is a private key, and a service that only verifies must not have one: give \
                its public key, as `openssl pkey -in key.pem -pubout` prints it"
            }
            Self::PublicSecret => {
                "the secret is a key's own text: if the key is public, any client can sign with \
                it; give public keys to `Key::from_pem` or `Key::from_der`, and use random bytes \
                as secrets"
            }
            Self::PublishedSecret => {
                "a key set is published, and each reader of an `oct` key can sign with it: if no \
                other reader has the set, give the decoded bytes of `k` to `Key::secret`"
            }
            Self::RsaExponent => {
                "the RSA key's exponent is 1, even or huge: use a key with the exponent 65537"
            }
            Self::SeveralBlocks => "the PEM text holds several blocks: give one key at a time",
            Self::ShortSecret { algorithm, len } => {
                let least = algorithm.hash_len();
                return write!(
                    f,
                    "the secret for {algorithm} has {len} bytes: use at least {least} random ones, \
                    such as `openssl rand {least}` gives"
                );
            }
            Self::TooManyKeys { most } => {
                return write!(
                    f,
                    "the set has more than {most} keys: let the issuer publish the current ones, \
                    or give the keys yourself with `jwks`"
                );
            }
            Self::Unknown => {
                "no algorithm takes a key of this kind: use RSA, P-256, P-384, P-521 or Ed25519"
            }
            Self::WeakRsa { bits } => {
                return write!(
                    f,
                    "the RSA key has {bits} bits, which is too weak: use one of at least 2048"
                );
            }
            Self::WrongKind { algorithm, found } => {
                let wanted = algorithm.key_type().name();
                return write!(
                    f,
                    "{algorithm} takes {wanted}, and this is {found}: name the algorithm that the \
                    issuer signs with"
                );
            }
        })
    }
}

impl std::error::Error for KeyError {}

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
