//! The result of an operation that may have to wait: of an authenticator, or of a revocation store.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A future whose result may be known already. A known result costs no allocation and no timer.
///
/// The future is polled to completion once. A later poll stays pending.
///
/// ```
/// use auth_core::authn::MaybeReady;
///
/// # async fn example() {
/// let known = MaybeReady::ready(1);
/// let later = MaybeReady::pending(async { 2 });
/// assert_eq!(known.await + later.await, 3);
/// # }
/// ```
#[must_use = "a future does nothing unless it is awaited"]
pub struct MaybeReady<'a, T>(State<'a, T>);

enum State<'a, T> {
    /// `None` after the result was taken.
    Ready(Option<T>),
    Pending(Pin<Box<dyn Future<Output = T> + Send + 'a>>),
}

impl<'a, T> MaybeReady<'a, T> {
    /// Creates a future whose result is known.
    pub fn ready(result: T) -> Self {
        Self(State::Ready(Some(result)))
    }

    /// Creates a future that has to wait: for a database, for another server.
    pub fn pending(future: impl Future<Output = T> + Send + 'a) -> Self {
        Self(State::Pending(Box::pin(future)))
    }
}

// The result is never pinned: only the box is.
impl<T> Unpin for MaybeReady<'_, T> {}

impl<T> Future for MaybeReady<'_, T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        match &mut self.0 {
            // SECURITY: a second poll is a caller's mistake. The request ends in the
            // deadline, not in access.
            State::Ready(result) => result.take().map_or(Poll::Pending, Poll::Ready),
            State::Pending(future) => {
                let result = future.as_mut().poll(context);
                if result.is_ready() {
                    self.0 = State::Ready(None);
                }
                result
            }
        }
    }
}

impl<T> fmt::Debug for MaybeReady<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            State::Ready(_) => "MaybeReady(ready)",
            State::Pending(_) => "MaybeReady(pending)",
        })
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    #[test]
    fn a_second_poll_stays_pending() {
        for mut result in [MaybeReady::ready(1), MaybeReady::pending(async { 1 })] {
            let mut context = Context::from_waker(Waker::noop());
            assert_eq!(Pin::new(&mut result).poll(&mut context), Poll::Ready(1));
            assert_eq!(Pin::new(&mut result).poll(&mut context), Poll::Pending);
        }
    }
}
