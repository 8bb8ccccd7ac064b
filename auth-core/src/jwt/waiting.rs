//! Verification with fetched keys, which may have to wait for a fetch.

use std::sync::Arc;
use std::time::Duration;

use super::verifier::{Jwt, Verifier};
use crate::authn::{AuthenticationError, MaybeReady};
use crate::identity::Identity;
use crate::jwt::compact::CompactToken;
use crate::jwt::remote::error::FetchError;
use crate::jwt::remote::fetched::{FetchedKeys, RetryAfter};
use crate::jwt::remote::source::deadline;
use crate::jwt::remote::status::KeyStatus;
use crate::jwt::token_error::TokenError;
use crate::jwt::unverified::Unverified;
use crate::time::Timestamp;

/// The maximum time that a request waits for an unknown key. It ends before the deadline of an
/// `Auth` by default.
const UNKNOWN_KEY_WAIT: Duration = Duration::from_secs(4);

impl Jwt {
    /// Fetches the keys of the issuer unless there are usable ones. Call it at the start, so that a
    /// mistake in the configuration is noticed then.
    ///
    /// Without it, the first request fetches the keys. A service that should start while its issuer
    /// is down logs the error and continues. Configured keys are ready.
    ///
    /// # Errors
    ///
    /// [`FetchError`] if the keys cannot be fetched. It lists each URL with the reason.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// # #[cfg(feature = "reqwest")] {
    /// let jwt = auth_core::jwt::Jwt::builder()
    ///     .discover("https://login.example/realms/shop")
    ///     .audience("https://api.example")
    ///     .build()?;
    /// jwt.ready().await?;
    /// # }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn ready(&self) -> Result<(), FetchError> {
        match &self.0.fetched {
            Some(fetched) => fetched.ready(Timestamp::now()).await,
            None => Ok(()),
        }
    }

    /// Fetches the keys of the issuer now, also if the current ones are fresh or the last fetch
    /// failed. Call it when a key was withdrawn: afterwards, its tokens are rejected.
    ///
    /// Calls at one time share their fetches. Do not call it for each request. Configured keys have
    /// no source: the call has no effect.
    ///
    /// # Errors
    ///
    /// [`FetchError`] if the keys cannot be fetched. The current keys stay in use.
    pub async fn refresh(&self) -> Result<(), FetchError> {
        match &self.0.fetched {
            Some(fetched) => fetched.refresh(Timestamp::now()).await,
            None => Ok(()),
        }
    }

    /// Returns the number and the age of the keys, and the error of the last fetch. For a readiness
    /// probe.
    ///
    /// ```
    /// use auth_core::jwt::{Jwt, Key};
    ///
    /// let jwt = Jwt::builder()
    ///     .issuer("https://issuer.example")
    ///     .audience("https://api.example")
    ///     .key(Key::hs256(b"test data: thirty-two bytes long!")?)
    ///     .build()?;
    /// let status = jwt.key_status();
    /// assert_eq!((status.keys(), status.is_usable(), status.age()), (1, true, None));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn key_status(&self) -> KeyStatus {
        match &self.0.fetched {
            Some(fetched) => fetched.status(Timestamp::now()),
            None => KeyStatus::of_configured(self.0.keys.current().list().len()),
        }
    }
}

impl Verifier {
    /// Verifies a token, and waits for keys if it has to.
    pub(super) fn verify_or_wait<'a>(
        &'a self,
        fetched: &'a Arc<FetchedKeys>,
        token: &'a str,
        now: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        if !fetched.are_usable(now) {
            return MaybeReady::pending(async move {
                fetched.wait_until_usable(now).await?;
                Ok(self.verify_with_newer_keys(fetched, token, now).await?)
            });
        }
        match self.result(token, now) {
            Err(error) if self.may_lack_key(fetched, fetched.next(), token, &error, now) => {
                MaybeReady::pending(async move {
                    Ok(self.verify_with_newer_keys(fetched, token, now).await?)
                })
            }
            result => MaybeReady::ready(result.map_err(Into::into)),
        }
    }

    /// Verifies a token without waiting. A fetch may start.
    pub(super) fn verify_at_once(
        &self,
        fetched: &Arc<FetchedKeys>,
        token: &str,
        now: Timestamp,
    ) -> Result<Identity, TokenError> {
        if let (false, Some(delay)) = (fetched.are_usable(now), fetched.unusable(now)) {
            return Err(delay.into());
        }
        let error = match self.result(token, now) {
            Err(error) => error,
            known => return known,
        };
        if self.may_lack_key(fetched, fetched.next(), token, &error, now) {
            return Err(fetched.start(now).into());
        }
        Err(error)
    }

    /// Verifies a token with the current keys. Waits for fetches while the token may be signed with
    /// a newer key.
    ///
    /// SECURITY: during a rotation, a rejection with 401 would end the sessions of valid callers.
    /// Only keys that are newer than the token prove that its key is unknown (S35).
    async fn verify_with_newer_keys(
        &self,
        fetched: &Arc<FetchedKeys>,
        token: &str,
        now: Timestamp,
    ) -> Result<Identity, TokenError> {
        let next = fetched.next();
        let until = deadline(UNKNOWN_KEY_WAIT);
        loop {
            let error = match self.result(token, now) {
                Err(error) => error,
                known => return known,
            };
            if !self.may_lack_key(fetched, next, token, &error, now) {
                return Err(error);
            }
            fetched.wait_for_end(now, until).await?;
        }
    }

    /// Returns `true` if the reason for this rejection may be a key that was not fetched yet. The
    /// token arrived before the fetch `next` started.
    fn may_lack_key(
        &self,
        fetched: &FetchedKeys,
        next: u64,
        token: &str,
        error: &TokenError,
        now: Timestamp,
    ) -> bool {
        self.lacking(token, error, now)
            .is_some_and(|token| fetched.may_lack_key(next, token.issued_at, now, self.leeway))
    }

    /// Returns the statements of a token that was rejected with this error, if the reason may be a
    /// key that was not fetched yet.
    fn lacking(&self, token: &str, error: &TokenError, now: Timestamp) -> Option<Unverified> {
        if !matches!(error, TokenError::KeyId(_) | TokenError::Algorithm | TokenError::Signature) {
            return None;
        }
        let token = CompactToken::new(token, self.max_token_len, self.padding).ok()?;
        let token = Unverified::new(&token, self.requirements.strict_profile)?;
        let is_unknown = match error {
            TokenError::KeyId(_) => token.has_valid_key_id,
            // A key of another algorithm may have been added.
            TokenError::Algorithm => true,
            // A key without an id may have been replaced by another one without an id.
            _ => self.keys.current().list().iter().any(|key| key.id().is_none()),
        };
        let is_ours = self.requirements.issuer.is(&token.issuer);
        let is_over = token.expires_at.is_none_or(|end| now >= end.saturating_add(self.leeway));
        (is_unknown && token.is_public_key_algorithm && is_ours && !is_over).then_some(token)
    }
}

impl From<RetryAfter> for TokenError {
    fn from(RetryAfter(delay): RetryAfter) -> Self {
        Self::KeysUnavailable { retry_after: delay }
    }
}

impl From<RetryAfter> for AuthenticationError {
    fn from(delay: RetryAfter) -> Self {
        TokenError::from(delay).into()
    }
}
