//! JSON Web Tokens as bearer tokens, verified strictly, with configured keys or those that the
//! issuer publishes.
//!
//! [`Jwt`] accepts a JWT in its compact form ([RFC 7519](https://www.rfc-editor.org/rfc/rfc7519)).
//! One of the issuer's keys must have signed it, with the algorithm of that key. It must contain
//! `iss`, `sub`, `aud` and `exp`. The verifier follows the best current practices of [RFC
//! 8725](https://www.rfc-editor.org/rfc/rfc8725). Where a standard leaves a choice, it rejects:
//!
//! - The format is checked first, then the signature, then the claims. No claim of a token without
//!   a valid signature is read.
//! - A claim of the wrong JSON type rejects the token; it never counts as absent. This applies to
//!   `iss`, `sub`, `aud`, `exp`, `nbf` and `iat`, and to roles, permissions and groups at places
//!   that the application configures. It also applies to `jti`, `scope`, `scp`, `acr`, `client_id`
//!   and `azp`, except that `null` is none. An `auth_time` of the wrong type is none.
//! - A duplicate member in any object rejects the token, and so do objects nested deeper than 64.
//! - Rejected are extensions (`crit`, `b64`), encrypted and nested tokens, tokens of another type
//!   (`typ`), and tokens that are bound to a key of their holder (`cnf`).
//! - Refresh, ID and logout tokens are rejected if a claim identifies them. Such a claim is
//!   `at_hash`, `c_hash`, `s_hash` or `events`, a `token_use` or a `typ` that names no access
//!   token. It is also a `nonce`, unless the header or another claim names an
//!   access token. And it is a `type`, `token_type` or `tokenName` that names such a token or is
//!   no string. An ID token may lack such a claim. [`strict_profile`](JwtBuilder::strict_profile)
//!   rejects all of them, and [`id_tokens`](JwtBuilder::id_tokens) accepts ID tokens.
//! - Scopes are those of `scope`, and without it those of `scp`: a string, split at spaces, or a
//!   list of single scopes.
//! - A token without a claim that [the builder](JwtBuilder::require_claim) requires, or with another
//!   value of it, is rejected.
//! - Roles, permissions and groups are at the places that [the builder](JwtBuilder::roles) sets. A
//!   string is one of them.

mod authenticator;
pub(crate) mod builder;
mod cache;
pub(crate) mod claim_source;
pub(crate) mod claims;
mod compact;
mod crypto;
mod error;
pub(crate) mod grants;
mod header;
pub(crate) mod json;
mod keys;
pub(crate) mod log_once;
mod mismatch;
mod provider;
mod purpose;
#[cfg(feature = "discovery")]
pub(crate) mod remote;
mod required;
mod tenants;
#[cfg(test)]
mod tests;
mod token_error;
mod typed;
pub(crate) mod unverified;
pub(crate) mod validity;
mod verifier;
#[cfg(feature = "discovery")]
mod waiting;

pub use self::builder::JwtBuilder;
pub use self::error::JwtError;
pub use self::grants::place::Claim;
pub use self::keys::Key;
pub use self::keys::algorithm::Algorithm;
pub use self::keys::error::KeyError;
pub use self::keys::skipped::SkippedKey;
pub use self::mismatch::Mismatch;
pub use self::provider::Provider;
#[cfg(feature = "discovery")]
pub use self::remote::error::FetchError;
#[cfg(feature = "discovery")]
pub use self::remote::status::KeyStatus;
pub use self::token_error::TokenError;
pub use self::verifier::Jwt;
