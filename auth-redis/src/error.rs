//! The reasons for which a status is unknown, or a revocation is not stored.

use std::fmt;
use std::time::Duration;

use redis::{ErrorKind, RedisError, ServerErrorKind};

/// A failure of Redis. A request that needs it is rejected with 503.
///
/// No variant holds the URL, its credentials, or a name of a caller.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// Redis is unreachable, or responds with an error.
    Redis(RedisError),
    /// Redis does not respond in time. A revocation may have been stored, or not.
    TimedOut(Duration),
    /// This Redis is new, or has lost its revocations.
    NotInitialized {
        /// The key that marks a store of revocations.
        key: String,
    },
    /// Another program wrote the value of this key, or another version of this crate.
    UnknownValue {
        /// The key.
        key: String,
    },
    /// Redis would delete revocations when its memory is full.
    Evicts {
        /// The setting `maxmemory-policy`.
        policy: String,
    },
    /// This version of the crate does not know the kind of the revocation.
    UnknownRevocation,
}

impl Error {
    /// Returns `true` if Redis is unreachable for the moment. Its data are not in doubt.
    pub(crate) fn is_outage(&self) -> bool {
        match self {
            Self::TimedOut(_) => true,
            Self::Redis(error) => matches!(
                error.kind(),
                ErrorKind::Io
                    | ErrorKind::Server(
                        ServerErrorKind::BusyLoading
                            | ServerErrorKind::ClusterDown
                            | ServerErrorKind::MasterDown
                            | ServerErrorKind::TryAgain
                    )
            ),
            _ => false,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Redis(_) => f.write_str("Redis failed"),
            Self::TimedOut(limit) => write!(f, "Redis did not respond within {limit:?}"),
            Self::NotInitialized { key } => write!(
                f,
                "the key `{key}` is missing: this Redis is new or has lost its revocations; if \
                 none are missing, run `redis-cli set {key} 1`"
            ),
            Self::UnknownValue { key } => write!(
                f,
                "the key `{key}` has a value of another program or version; give each program a \
                 prefix of its own"
            ),
            Self::Evicts { policy } => write!(
                f,
                "Redis deletes revocations when its memory is full: `maxmemory-policy` is \
                 `{policy}`, expected `noeviction`"
            ),
            Self::UnknownRevocation => {
                f.write_str("unknown kind of revocation: update `auth-redis` with `auth-core`")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Redis(error) => Some(error),
            _ => None,
        }
    }
}

impl From<RedisError> for Error {
    fn from(error: RedisError) -> Self {
        Self::Redis(error)
    }
}
