//! A bounded number of threads for hashes of passwords.

use std::fmt;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::authn::AuthenticationError;

/// The number of requests that wait for each thread. With 20 ms for each hash, the last one waits
/// a third of a second.
const WAITING_PER_THREAD: usize = 16;

/// The delay after which a client may try again.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// A bounded number of threads for hashes of passwords, which are expensive on purpose.
///
/// SECURITY: any client can ask for a hash. Without a bound, a flood of wrong passwords would take
/// all processors and the memory of the other requests. The workers of the runtime never compute
/// one.
pub(super) struct HashingThreads {
    /// One permit for each thread.
    running: Arc<Semaphore>,
    /// One permit for each request that runs or waits.
    admitted: Arc<Semaphore>,
}

impl HashingThreads {
    /// Creates a bound of `at_once` threads, at least 1.
    pub(super) fn new(at_once: usize) -> Self {
        let running = at_once.clamp(1, Semaphore::MAX_PERMITS / (WAITING_PER_THREAD + 1));
        Self {
            running: Arc::new(Semaphore::new(running)),
            admitted: Arc::new(Semaphore::new(
                running.saturating_add(running.saturating_mul(WAITING_PER_THREAD)),
            )),
        }
    }

    /// Runs `work` on a thread, after waiting for one if too many run.
    ///
    /// # Errors
    ///
    /// [`AuthenticationError::Unavailable`] at once if too many requests wait.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AuthenticationError> {
        let admitted = Arc::clone(&self.admitted);
        let admitted = admitted.try_acquire_owned().map_err(|_| unavailable(TooMany))?;
        let running = Arc::clone(&self.running);
        let running = running.acquire_owned().await.map_err(unavailable)?;
        // SECURITY: the work holds the permits and goes on if its request ends. Else a client that
        // disconnects early would start further ones.
        let work = move || {
            let _permits = (admitted, running);
            work()
        };
        spawn_blocking(work).await.map_err(unavailable)
    }
}

#[cfg(test)]
impl HashingThreads {
    /// Makes each later request one too many.
    pub(super) fn close(&self) {
        self.admitted.close();
    }
}

impl Default for HashingThreads {
    /// Half of the processors, so that the other requests are served during a flood.
    fn default() -> Self {
        Self::new(available_parallelism().map_or(1, |number| number.get() / 2))
    }
}

impl fmt::Debug for HashingThreads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HashingThreads")
            .field("free", &self.running.available_permits())
            .finish_non_exhaustive()
    }
}

fn unavailable(error: impl std::error::Error + Send + Sync + 'static) -> AuthenticationError {
    AuthenticationError::unavailable_for(RETRY_AFTER, error)
}

/// The error of a request that finds too many others waiting.
#[derive(Debug)]
struct TooMany;

impl fmt::Display for TooMany {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("too many passwords are waiting to be verified")
    }
}

impl std::error::Error for TooMany {}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, channel};

    use tokio::task::JoinSet;

    use super::*;

    /// Returns work that lasts until the channel ends.
    fn lasting(end: Receiver<()>) -> impl FnOnce() + Send + 'static {
        move || {
            let _ = end.recv();
        }
    }

    #[tokio::test]
    async fn run_beyond_the_bound_fails_at_once() {
        let threads = Arc::new(HashingThreads::new(1));
        let (hold, end) = channel();
        let mut requests = JoinSet::new();
        let first = Arc::clone(&threads);
        requests.spawn(async move { first.run(lasting(end)).await });
        for _ in 0..WAITING_PER_THREAD {
            let threads = Arc::clone(&threads);
            requests.spawn(async move { threads.run(|| ()).await });
        }
        while threads.admitted.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let AuthenticationError::Unavailable { retry_after, .. } =
            threads.run(|| ()).await.unwrap_err()
        else {
            panic!("not unavailable");
        };
        assert_eq!(retry_after, RETRY_AFTER);
        drop(hold);
        assert!(requests.join_all().await.iter().all(Result::is_ok));
        assert!(threads.run(|| ()).await.is_ok());
    }

    #[tokio::test]
    async fn cancelled_request_keeps_its_thread_until_the_end() {
        let threads = HashingThreads::new(1);
        let (hold, end) = channel();
        let mut request = Box::pin(threads.run(lasting(end)));
        assert!(
            std::future::poll_fn(|context| {
                std::task::Poll::Ready(request.as_mut().poll(context).is_pending())
            })
            .await
        );
        drop(request);
        assert_eq!(threads.running.available_permits(), 0);
        drop(hold);
        // The only thread is free again.
        assert!(threads.run(|| ()).await.is_ok());
    }

    #[tokio::test]
    async fn panic_of_the_work_is_unavailable_and_frees_the_thread() {
        let threads = HashingThreads::new(1);
        let result: Result<(), _> = threads.run(|| panic!("out of order")).await;
        assert!(matches!(result, Err(AuthenticationError::Unavailable { .. })));
        assert!(threads.run(|| ()).await.is_ok());
    }
}
