//! Observers: code of an application that is told of each decision.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tracing::{Level, event};

use crate::causes::Causes;

pub(crate) mod decided;
#[cfg(feature = "audit")]
mod json_lines;
#[cfg(feature = "metrics")]
mod metrics;

pub(crate) use self::decided::Rejected;
pub use self::decided::{Decided, Outcome};
#[cfg(feature = "audit")]
pub use self::json_lines::JsonLines;
#[cfg(feature = "metrics")]
pub use self::metrics::Metrics;

/// A part of an application that is told of each decision, for metrics or an audit log. Installed
/// by [`AuthBuilder::observer`](crate::auth::AuthBuilder::observer).
///
/// A closure is one, too:
///
/// ```
/// # use auth_core::{Auth, auth::AuthError, authn::Authenticator};
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// use auth_core::observer::{Decided, Outcome};
///
/// # fn example(sessions: impl Authenticator) -> Result<Auth, AuthError> {
/// let forbidden = Arc::new(AtomicU64::new(0));
/// let count = Arc::clone(&forbidden);
/// let auth = Auth::builder()
///     .authenticator(sessions)
///     .observer(move |decided: &Decided<'_>| {
///         if decided.outcome() == Outcome::Forbidden {
///             count.fetch_add(1, Ordering::Relaxed);
///         }
///     })
///     .build()?;
/// # Ok(auth)
/// # }
/// ```
pub trait Observer: Send + Sync + 'static {
    /// Notes a decision. Called once for each decision, after the decision is complete.
    ///
    /// No observer can change the decision:
    ///
    /// - A panic ends here. It is logged as an `ERROR`, once for each `Auth`. Other observers are
    ///   told all the same. A program that is built with `panic = "abort"` ends.
    /// - The request waits until this function returns, on a thread of the runtime, and no deadline
    ///   limits the wait. Count, or put the decision into a queue; do not write to a file or a
    ///   socket here.
    ///
    /// Do not call [`Identity::check`](crate::Identity::check) here: it is a decision, too, and
    /// would call this function again. [`Identity::allows`](crate::Identity::allows) is none.
    fn decided(&self, decided: &Decided<'_>);
}

impl<F: Fn(&Decided<'_>) + Send + Sync + 'static> Observer for F {
    fn decided(&self, decided: &Decided<'_>) {
        self(decided);
    }
}

/// The observers of one `Auth`.
#[derive(Default)]
pub(crate) struct Observers(Vec<Box<dyn Observer>>);

impl Observers {
    pub(crate) fn add(&mut self, observer: impl Observer) {
        self.0.push(Box::new(observer));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Tells each observer of a decision. Never panics.
    //
    // SECURITY: an observer that panics would turn a rejection into a response of the framework, or
    // a decision that is not enforced into an outage. So a panic ends here.
    pub(crate) fn tell(&self, decided: &Decided<'_>, causes: &Causes) {
        for observer in &self.0 {
            let told = catch_unwind(AssertUnwindSafe(|| observer.decided(decided)));
            if told.is_err() && causes.is_first("observer", "") {
                event!(
                    target: "auth_core",
                    Level::ERROR,
                    policy = decided.policy().as_deref(),
                    "an observer panicked: the decision stands, and the observer may lack it"
                );
            }
        }
    }
}

impl fmt::Debug for Observers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Observers({})", self.0.len())
    }
}
