//! The time that the authentication of a request may take.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

/// The time that the authentication of a request may take.
pub(super) struct Deadline {
    limit: Duration,
    /// The end of the time, after the first wait began.
    end: Option<Instant>,
}

impl Deadline {
    pub(super) const fn new(limit: Duration) -> Self {
        Self { limit, end: None }
    }

    /// Waits for a result. A result that is known at the first poll needs no timer, and no memory
    /// for one. The timer needs a runtime of tokio.
    // SECURITY: an authenticator that hangs must not hold the request, nor let it through (S39).
    pub(super) async fn within<T>(
        &mut self,
        mut result: impl Future<Output = T> + Unpin,
    ) -> Result<T, DeadlineExceeded> {
        match poll_fn(|context| Poll::Ready(Pin::new(&mut result).poll(context))).await {
            Poll::Ready(result) => Ok(result),
            Poll::Pending => {
                let end = *self.end.get_or_insert_with(|| Instant::now() + self.limit);
                // Boxed: the timer would make the future of every request larger.
                Box::pin(timeout_at(end, result)).await.map_err(|_| DeadlineExceeded)
            }
        }
    }
}

/// The authenticator, the revocation store and the enrichment exceeded the deadline of the `Auth`.
pub(super) struct DeadlineExceeded;
