//! Reasons why the endpoint does not say if a token is active, and their log.

use std::error::Error;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http::StatusCode;
use tracing::{Level, event};

use crate::authn::AuthenticationError;
use crate::causes::Causes;
use crate::jwt::claims::Requirements;
use crate::jwt::remote::error::FetchError;
use crate::time::Timestamp;

/// The delay for a client whose request found no room.
const BUSY: Duration = Duration::from_secs(1);

/// The reason why there is no statement about a token.
#[derive(Debug)]
pub(super) enum Failure {
    /// Too many calls are under way.
    Busy,
    /// The endpoint does not accept the credentials of this service.
    Client(StatusCode),
    /// The call ended without a result.
    Ended,
    /// The response has no boolean `active`.
    NoActive,
    /// There is no runtime of tokio.
    NoRuntime,
    /// The endpoint wants no calls for this time.
    Paused(Duration),
    /// A request to the endpoint, or for the metadata, failed.
    Request(FetchError),
}

impl Failure {
    /// Returns the delay that the endpoint demands.
    pub(super) fn demanded(&self) -> Option<Duration> {
        match self {
            Self::Request(error) => error.retry_after(),
            _ => None,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy => f.write_str("too many introspection calls are under way"),
            Self::Client(status) => write!(
                f,
                "the issuer does not accept the id and the secret of this service: the status of \
                 its introspection endpoint is {status}; compare them with the issuer, and try \
                 `client_post` in place of `client`"
            ),
            Self::Ended => {
                f.write_str("the introspection call ended early: its runtime or its client stopped")
            }
            Self::NoActive => f.write_str(
                "the introspection response has no boolean `active`: compare the URL of the \
                 endpoint with the issuer",
            ),
            Self::NoRuntime => f.write_str("introspection needs a runtime of tokio: there is none"),
            Self::Paused(left) => write!(
                f,
                "the introspection endpoint wants no calls for {} s, by its `Retry-After`",
                left.as_secs().max(1)
            ),
            Self::Request(error) => write!(f, "the introspection failed; {}", error.attempts()),
        }
    }
}

impl Error for Failure {}

impl From<Failure> for AuthenticationError {
    fn from(failure: Failure) -> Self {
        let delay = match &failure {
            Failure::Paused(left) => *left,
            failure => failure.demanded().unwrap_or(BUSY),
        };
        Self::unavailable_for(delay, failure)
    }
}

/// The log of failures, each once in a minute, and of their end.
#[derive(Default)]
pub(super) struct FailureLog {
    causes: Causes,
    is_failing: AtomicBool,
}

impl FailureLog {
    /// Logs the result of a call: a failure, or the first response after failures.
    pub(super) fn log(
        &self,
        requirements: &Requirements,
        failure: Option<&Failure>,
        now: Timestamp,
    ) {
        let issuer = &**requirements.issuer.text();
        let Some(failure) = failure else {
            if self.is_failing.load(Ordering::Relaxed)
                && self.is_failing.swap(false, Ordering::Relaxed)
            {
                event!(
                    target: "auth_core",
                    Level::INFO,
                    issuer,
                    "the introspection endpoint of the issuer responds again"
                );
            }
            return;
        };
        self.is_failing.store(true, Ordering::Relaxed);
        // The text of a pause differs each second.
        let is_due = !matches!(failure, Failure::Paused(_))
            && self.causes.is_due("introspection", &failure.to_string(), now);
        if is_due {
            event!(
                target: "auth_core",
                Level::ERROR,
                issuer,
                error = %failure,
                "opaque tokens of the issuer cannot be verified: without a cached response, they \
                 are rejected with 503"
            );
        }
    }
}
