//! The end of the caller's credentials as a future, for connections that outlive a request.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Sleep, sleep};

use crate::guard::Guard;
use crate::identity::Identity;
use crate::policy::Policy;
use crate::rejection::auth_context::AuthContext;
use crate::time::Timestamp;

/// The longest wait until the clock is read again. The timer does not notice a clock that was set,
/// or a machine that slept.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

/// Completes when the caller's credentials end: see [`Guard::expired`] and [`Identity::expired`].
///
/// It is `Unpin` and has no borrow: a loop can wait for `&mut expired`, and a stream can end with
/// it. After it has completed, it stays complete, even if the clock is set back.
#[must_use = "a future does nothing unless it is awaited"]
pub struct Expired(State);

enum State {
    /// The credentials have no end.
    Never,
    At(Term),
    Over,
}

struct Term {
    end: Timestamp,
    context: Arc<AuthContext>,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Term {
    /// Returns the time left. It is `None` from the second of the end on, as for a token (S17).
    fn left(&self) -> Option<Duration> {
        let seconds = self.end.as_secs().saturating_sub(self.context.now().as_secs());
        u64::try_from(seconds).ok().filter(|seconds| *seconds > 0).map(Duration::from_secs)
    }
}

impl Future for Expired {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let term = match &mut self.0 {
            State::Never => return Poll::Pending,
            State::Over => return Poll::Ready(()),
            State::At(term) => term,
        };
        // SECURITY: the clock decides, not the timer. The clock may have been set, and a machine
        // that sleeps stops timers.
        while let Some(left) = term.left() {
            let timer = term.timer.get_or_insert_with(|| Box::pin(sleep(left.min(LONGEST_SLEEP))));
            if timer.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            term.timer = None;
        }
        self.0 = State::Over;
        Poll::Ready(())
    }
}

impl fmt::Debug for Expired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end: &dyn fmt::Debug = match &self.0 {
            State::Never => &"never",
            State::At(term) => &term.end,
            State::Over => &"over",
        };
        f.debug_tuple("Expired").field(end).finish()
    }
}

impl Identity {
    /// Completes when the caller's credentials end, at [`expires_at`](Self::expires_at). Never
    /// completes without that time.
    ///
    /// The clock is that of the [`Auth`](crate::Auth) that authenticated the caller, or else the
    /// system clock. It completes never early and less than a second late; at most 30 s late after
    /// the clock was set or the machine slept. The leeway that an authenticator grants to new
    /// requests is not added: a socket that is opened within it closes at once. Revocations have no
    /// effect.
    ///
    /// # Panics
    ///
    /// When it has to wait outside of a tokio runtime with its timer.
    ///
    /// ```
    /// use auth_core::Identity;
    ///
    /// async fn ticks(identity: Identity) {
    ///     let mut expired = identity.expired();
    ///     loop {
    ///         tokio::select! {
    ///             () = &mut expired => break,
    ///             () = tokio::time::sleep(std::time::Duration::from_secs(1)) => println!("tick"),
    ///         }
    ///     }
    /// }
    /// # let _ = ticks;
    /// ```
    pub fn expired(&self) -> Expired {
        let Some(end) = self.expires_at() else { return Expired(State::Never) };
        let context = Arc::clone(AuthContext::of(Some(self)));
        Expired(State::At(Term { end, context, timer: None }))
    }
}

impl<P: Policy> Guard<P> {
    /// Completes when the credentials end with which the policy was decided: for a WebSocket, an
    /// event stream, or another connection that outlives a request. Never completes for a request
    /// without credentials.
    ///
    /// The clock is that of [`Identity::expired`].
    ///
    /// # Panics
    ///
    /// When it has to wait outside of a tokio runtime with its timer.
    ///
    /// ```
    /// use auth_core::{Guard, Policy};
    /// use auth_core::policy::Rule;
    ///
    /// struct CanListen;
    ///
    /// impl Policy for CanListen {
    ///     const RULE: Rule = Rule::authenticated();
    /// }
    ///
    /// async fn listen(proof: Guard<CanListen>, events: impl Future<Output = ()>) {
    ///     tokio::select! {
    ///         () = proof.expired() => println!("the token has ended"),
    ///         () = events => println!("the events have"),
    ///     }
    /// }
    /// ```
    pub fn expired(&self) -> Expired {
        self.identity().map_or(Expired(State::Never), Identity::expired)
    }
}

#[cfg(test)]
mod tests;
