//! The store of revocations in Redis.

use std::error::Error as StdError;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use auth_core::Identity;
use auth_core::authn::{
    InMemoryRevocations, MaybeReady, Revocation, RevocationStatus, Revocations,
};
use auth_core::time::Timestamp;
use redis::aio::ConnectionManager;

use crate::caller::Caller;
use crate::commands;
use crate::connect::{Link, connect};
use crate::error::Error;
use crate::last_known::LastKnown;

const MAX_CACHED_FOR: Duration = Duration::from_secs(3_600);

/// Revocations in Redis, which all processes of an application share.
///
/// Each request with good credentials costs one round trip. Redis has digests of names only.
///
/// | state of Redis | requests with credentials | `Auth::revoke` |
/// |---|---|---|
/// | responds | 401 for revoked ones | stored when it returns |
/// | unreachable, or no response within 1 s | 503, or the [tolerated](Self::tolerate) state | an error |
/// | without its [mark](Self::initialize), with unknown values, or without permission | 503 | |
///
/// A revocation of this process counts in this process at once, also beside a
/// [cache](Self::cached_for) and if Redis loses it.
pub struct RedisRevocations {
    link: Link,
    prefix: Box<str>,
    /// The revocations that this process stored in Redis.
    own: InMemoryRevocations,
    tolerate: Duration,
    cached_for: Duration,
    last_known: Option<LastKnown>,
    /// `true` while callers are tolerated.
    outage: AtomicBool,
}

impl RedisRevocations {
    /// Connects to the Redis at `url`: `redis://user:password@host:port/database`.
    ///
    /// It connects again by itself. Call it on the runtime that lives as long as the application.
    ///
    /// # Errors
    ///
    /// [`Error::Redis`] if Redis is unreachable or the URL is wrong. [`Error::Evicts`] if Redis
    /// deletes keys when its memory is full: revoked tokens would be let in.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        let link = connect(url).await?;
        link.exchange(commands::check_eviction).await?;
        Ok(Self::over(link))
    }

    /// Uses a connection of the application, with its own settings.
    ///
    /// Set `maxmemory-policy` of Redis to `noeviction`: this function does not check it. A server
    /// that hangs keeps the connection until the connection itself ends.
    #[must_use]
    pub fn with(connection: ConnectionManager) -> Self {
        Self::over(Link::with(connection))
    }

    fn over(link: Link) -> Self {
        Self {
            link,
            prefix: "auth:".into(),
            own: InMemoryRevocations::default(),
            tolerate: Duration::ZERO,
            cached_for: Duration::ZERO,
            last_known: None,
            outage: AtomicBool::new(false),
        }
    }

    /// Sets the first part of each key. Default: `auth:`.
    ///
    /// Applications that share a Redis and not their revocations need different prefixes.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<Box<str>>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// While Redis is unreachable, lets in callers that were good within the last `duration`.
    /// Default: none.
    ///
    /// A caller that was found revoked stays revoked. Another caller gets 503. A revocation by
    /// another process counts after `duration` at the latest. This process knows its last 100,000
    /// callers.
    #[must_use]
    pub fn tolerate(mut self, duration: Duration) -> Self {
        self.tolerate = duration;
        self.last_known.get_or_insert_default();
        self
    }

    /// Caches a good status for `duration`, at most 1 hour. Default: none.
    ///
    /// `duration` is the greatest delay of a revocation by another process. A revocation by this
    /// process has no delay.
    #[must_use]
    pub fn cached_for(mut self, duration: Duration) -> Self {
        self.cached_for = duration.min(MAX_CACHED_FOR);
        self.last_known.get_or_insert_default();
        self
    }

    /// Marks this Redis as a store of revocations: `redis-cli set auth:revocations 1`.
    ///
    /// Call it once in the life of a Redis, or in tests. An application that calls it at each start
    /// does not notice that Redis has lost its revocations.
    ///
    /// SECURITY: a Redis that restarts without its data would let each revoked token in. Each
    /// request reads the mark, and without it requests get 503 (S57).
    ///
    /// # Errors
    ///
    /// [`Error::UnknownValue`] if the key has another value. Other errors if Redis fails.
    pub async fn initialize(&self) -> Result<(), Error> {
        self.link.exchange(|connection| commands::initialize(connection, &self.prefix)).await
    }

    async fn status(
        &self,
        identity: &Identity,
        now: Timestamp,
    ) -> Result<RevocationStatus, Box<dyn StdError + Send + Sync>> {
        if self.own.standing(identity, now).await? == RevocationStatus::Revoked {
            return Ok(RevocationStatus::Revoked);
        }
        let caller = Caller::new(identity);
        let sent = Instant::now();
        let cached = |known: &LastKnown| known.status(&caller, self.cached_for, sent);
        if self.last_known.as_ref().and_then(cached) == Some(RevocationStatus::Good) {
            return Ok(RevocationStatus::Good);
        }
        let query = |connection| commands::status(connection, &self.prefix, &caller);
        match self.link.exchange(query).await {
            Ok(status) => {
                if let Some(known) = &self.last_known {
                    known.record(caller, status, sent, Instant::now());
                    if self.outage.swap(false, Ordering::Relaxed) {
                        tracing::info!("Redis responds again: revocations are up to date");
                    }
                }
                Ok(status)
            }
            Err(error) if error.is_outage() && !self.tolerate.is_zero() => {
                self.warn(&error);
                let tolerated =
                    |known: &LastKnown| known.status(&caller, self.tolerate, Instant::now());
                self.last_known.as_ref().and_then(tolerated).ok_or_else(|| error.into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Logs the start of an outage, once.
    fn warn(&self, error: &Error) {
        if !self.outage.swap(true, Ordering::Relaxed) {
            let cause = StdError::source(error).map(ToString::to_string);
            tracing::warn!(
                error = %error,
                cause,
                tolerate = ?self.tolerate,
                "Redis is unreachable: callers that were good a short time ago are let in"
            );
        }
    }
}

impl Revocations for RedisRevocations {
    fn standing<'a>(
        &'a self,
        identity: &'a Identity,
        now: Timestamp,
    ) -> MaybeReady<'a, Result<RevocationStatus, Box<dyn StdError + Send + Sync>>> {
        MaybeReady::pending(self.status(identity, now))
    }

    fn revoke<'a>(
        &'a self,
        revocation: &'a Revocation,
        now: Timestamp,
    ) -> MaybeReady<'a, Result<(), Box<dyn StdError + Send + Sync>>> {
        MaybeReady::pending(async move {
            let store = |connection| commands::revoke(connection, &self.prefix, revocation, now);
            self.link.exchange(store).await?;
            self.own.revoke(revocation, now).await
        })
    }
}

/// Shows no connection: its URL has credentials.
impl fmt::Debug for RedisRevocations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisRevocations")
            .field("prefix", &self.prefix)
            .field("tolerate", &self.tolerate)
            .field("cached_for", &self.cached_for)
            .finish_non_exhaustive()
    }
}
