//! Opaque tokens: an `Authenticator` that asks the issuer about each token
//! ([RFC 7662](https://www.rfc-editor.org/rfc/rfc7662)).

mod builder;
mod cache;
mod calls;
mod client_secret;
mod endpoint;
mod error;
mod failure;
mod refusal;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

pub use self::builder::IntrospectionBuilder;
use self::cache::{Outcome, TokenCache};
use self::calls::Calls;
use self::endpoint::{Endpoint, Response};
pub use self::error::IntrospectionError;
use self::failure::FailureLog;
use self::refusal::Refusal;
use crate::authn::{AuthenticationError, Authenticator, MaybeReady, Takes};
use crate::identity::Identity;
use crate::jwt::claims::Requirements;
use crate::request::credentials::Credentials;
use crate::request::scheme::Scheme;
use crate::secret_digest::SecretDigest;
use crate::time::Timestamp;

/// The maximum length of a token in bytes.
///
/// SECURITY: any client can send tokens. Longer ones would be sent on to the issuer.
const MAX_TOKEN_LEN: usize = 16 * 1024;

/// The accepted difference between the clocks of the issuer and this service.
const LEEWAY: Duration = Duration::from_secs(60);

/// An authenticator for opaque tokens, which asks the issuer's introspection endpoint about each
/// token ([RFC 7662](https://www.rfc-editor.org/rfc/rfc7662)). Cheap to clone.
///
/// - The response counts for 30 s, and never after the token's `exp`. As long, a token that the
///   issuer revoked is accepted: see [`cached_for`](IntrospectionBuilder::cached_for).
/// - Of several requests with one token, one asks. At most 64 calls are under way.
/// - Only a response with `"active": true` is accepted, and only for an
///   [audience](IntrospectionBuilder::audience) of this service. Otherwise, the status is 401.
/// - If the endpoint fails, or rejects the secret of this service, the status is 503.
/// - The [id](Identity::token_id) of a token is its `jti`, or else its SHA-256 digest in hexadecimal
///   digits.
///
/// ```
/// # #[cfg(feature = "reqwest")] {
/// use auth_core::Auth;
/// use auth_core::introspection::Introspection;
///
/// # fn secret() -> String { "secret".to_owned() }
/// let tokens = Introspection::builder("https://login.example/realms/shop")
///     .client("orders", secret())
///     .audience("https://orders.example")
///     .build()?;
/// let auth = Auth::new(tokens);
/// # }
/// # Ok::<(), auth_core::introspection::IntrospectionError>(())
/// ```
#[derive(Clone)]
pub struct Introspection(Arc<Introspector>);

/// The configuration and the caches, which the clones of an [`Introspection`] share.
struct Introspector {
    endpoint: Endpoint,
    requirements: Requirements,
    realm: Box<str>,
    cache: TokenCache,
    calls: Arc<Calls>,
    failures: FailureLog,
}

impl Introspector {
    /// Asks the endpoint about a token, and caches the result.
    async fn ask(&self, digest: SecretDigest, token: &str, now: Timestamp) -> Outcome {
        let began = Instant::now();
        let response = self.endpoint.ask(token).await;
        self.failures.log(&self.requirements, response.as_ref().err(), now);
        let outcome = match response? {
            Response::Active(text) => self.identity(digest, text, now),
            Response::Inactive(refusal) => Err(refusal.into()),
        };
        self.cache.insert(digest, &outcome, began);
        outcome
    }

    /// Reads the response about an active token.
    fn identity(&self, digest: SecretDigest, text: String, now: Timestamp) -> Outcome {
        let mut verified = self.requirements.read(text, false).map_err(Refusal::Claims)?;
        verified.check(now, LEEWAY).map_err(Refusal::Claims)?;
        // Few endpoints write a `jti`. A token without an id could not be revoked here.
        verified.identity.set_default_token_id(|| digest.to_string().into());
        Ok(verified.identity)
    }
}

impl Authenticator for Introspection {
    fn scheme(&self) -> Scheme {
        Scheme::BEARER
    }

    fn issuer(&self) -> Option<&str> {
        Some(self.0.requirements.issuer.text())
    }

    fn takes(&self) -> Takes<'_> {
        Takes::Opaque
    }

    fn realm(&self) -> &str {
        &self.0.realm
    }

    fn recall(
        &self,
        token: &[u8],
        now: Timestamp,
    ) -> Option<Result<Identity, AuthenticationError>> {
        // A JWT is long, and most often one of the authenticator beside this one. Its digest would
        // be computed for each request. `authenticate` has it from the cache, too.
        if token.starts_with(b"eyJ") {
            return None;
        }
        self.0.cache.active(&SecretDigest::of(token), now).map(Ok)
    }

    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
        now: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        let token = credentials.token();
        if token.len() > MAX_TOKEN_LEN {
            return MaybeReady::ready(Err(Refusal::TooLong.into()));
        }
        let digest = SecretDigest::of(token.as_bytes());
        let known = || self.0.cache.get(&digest, now);
        if let Some(known) = known() {
            return MaybeReady::ready(known);
        }
        let (introspector, token) = (Arc::clone(&self.0), token.to_owned());
        self.0.calls.join(digest, known, async move { introspector.ask(digest, &token, now).await })
    }
}

impl fmt::Debug for Introspection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Introspection")
            .field("issuer", self.0.requirements.issuer.text())
            .field("audiences", &self.0.requirements.audiences)
            .field("endpoint", &self.0.endpoint)
            .finish_non_exhaustive()
    }
}
