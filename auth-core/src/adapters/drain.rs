//! Reads and drops the rest of a rejected request's body, so that the client sees the response.
//!
//! A server that closes a connection with unread bytes resets it, and the reset can overtake the
//! response. So the response announces `Connection: close` ([RFC 9112
//! §9.6](https://www.rfc-editor.org/rfc/rfc9112#section-9.6)), and the rest of the body is read
//! within limits while the response is sent.

use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http::header::{CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, EXPECT, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderValue, Version};
use http_body::{Body, Frame, SizeHint};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;

/// The time after which draining ends.
// SECURITY: a client that sends one byte at a time keeps its connection no longer than this.
const DEADLINE: Duration = Duration::from_secs(5);

/// The number of bodies that are drained at one time. Further connections end without draining.
// SECURITY: callers without credentials start these tasks, and each task has its own buffer.
static PERMITS: Semaphore = Semaphore::const_new(32);

/// The task that drains a body, before it is started.
type Drain = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The state of a body that is lent to the service inside an `Auth`.
enum Lending {
    /// The service has the body.
    Lent,
    /// The service dropped the body before its end. It can be drained, unless the client waits for
    /// `100 Continue`.
    Dropped(Option<Drain>),
    /// The service read the body to its end, or to an error.
    Ended,
    /// The request was rejected while the service had the body.
    Rejected,
}

/// The body of a request, to be drained if the request is rejected.
pub(crate) struct Unread(Option<Arc<Mutex<Lending>>>);

impl Unread {
    /// A body that only the service inside the `Auth` can read.
    pub(crate) const OUT_OF_REACH: Self = Self(None);

    /// Drains the rest of the body and announces the end of the connection, unless the body has
    /// ended. `headers` are those of the rejection.
    pub(crate) fn close(self, headers: &mut HeaderMap) {
        if let Some(lending) = self.0 {
            match mem::replace(&mut *lock(&lending), Lending::Rejected) {
                Lending::Ended => return,
                Lending::Dropped(drain) => start(drain),
                Lending::Lent | Lending::Rejected => {}
            }
        }
        close(headers);
    }
}

/// Announces the end of the connection.
// SECURITY: the rest of a rejected request must never be parsed as the next request.
pub(crate) fn close(headers: &mut HeaderMap) {
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
}

/// Returns whether this version has the header `Connection`. HTTP/2 and HTTP/3 do not have it.
pub(crate) fn can_close(version: Version) -> bool {
    version <= Version::HTTP_11
}

/// Returns whether the headers announce a body, for adapters that cannot inspect the body itself.
pub(crate) fn announced(headers: &HeaderMap) -> bool {
    headers.contains_key(TRANSFER_ENCODING)
        || headers.get(CONTENT_LENGTH).is_some_and(|length| length.as_bytes() != b"0")
}

/// Returns whether the client waits for `100 Continue` before it sends the body.
pub(crate) fn expects(headers: &HeaderMap) -> bool {
    headers.contains_key(EXPECT)
}

/// Returns the number of bytes that may be drained: at most `limit`, and at most the announced
/// ones.
// SECURITY: outer middleware may have put a decoder around the body. A client would send 100 bytes,
// and the server would decode 64 MiB. Such middleware keeps `Content-Encoding`, or removes it
// together with `Content-Length`.
fn allowance(headers: &HeaderMap, limit: u64) -> u64 {
    if headers.contains_key(CONTENT_ENCODING) {
        return 0;
    }
    let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    match length {
        Some(length) => limit.min(length),
        None if headers.contains_key(TRANSFER_ENCODING) => limit,
        None => 0,
    }
}

/// A body that returns to its `Auth` if the service drops it before its end.
pub(crate) struct LentBody<B: DrainableBody> {
    body: Option<B>,
    lending: Arc<Mutex<Lending>>,
    limit: u64,
    may_drain: bool,
    ended: bool,
}

/// A body that can be drained in its own task.
pub(crate) trait DrainableBody:
    Body<Data: AsRef<[u8]> + Send, Error: Send> + Send + Unpin + 'static
{
}

impl<B: Body<Data: AsRef<[u8]> + Send, Error: Send> + Send + Unpin + 'static> DrainableBody for B {}

impl<B: DrainableBody> LentBody<B> {
    pub(crate) fn new(body: B, headers: &HeaderMap, limit: u64) -> (Self, Unread) {
        let lending = Arc::new(Mutex::new(Lending::Lent));
        let unread = Unread(Some(Arc::clone(&lending)));
        let (limit, may_drain) = (allowance(headers, limit), !expects(headers));
        (Self { body: Some(body), lending, limit, may_drain, ended: false }, unread)
    }
}

impl<B: DrainableBody> Body for LentBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let frame = ready!(Pin::new(body).poll_frame(context));
        match frame {
            // A client that sends data no longer waits for `100 Continue`.
            Some(Ok(_)) => self.may_drain = true,
            _ => self.ended = true,
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}

impl<B: DrainableBody> Drop for LentBody<B> {
    fn drop(&mut self) {
        let ended = self.ended || self.is_end_stream();
        let rest = self.body.take().filter(|_| !ended && self.may_drain);
        let drain = rest.and_then(|body| prepare(body, self.limit));
        let mut lending = lock(&self.lending);
        match *lending {
            Lending::Rejected => start(drain),
            _ if ended => *lending = Lending::Ended,
            _ => *lending = Lending::Dropped(drain),
        }
    }
}

fn lock(lending: &Mutex<Lending>) -> MutexGuard<'_, Lending> {
    lending.lock().unwrap_or_else(PoisonError::into_inner)
}

fn start(drain: Option<Drain>) {
    // Without a runtime there is no connection.
    if let (Some(drain), Ok(runtime)) = (drain, Handle::try_current())
        && let Ok(permit) = PERMITS.try_acquire()
    {
        runtime.spawn(async move {
            drain.await;
            drop(permit);
        });
    }
}

fn prepare<B: DrainableBody>(body: B, limit: u64) -> Option<Drain> {
    if limit == 0 { None } else { Some(Box::pin(drain(body, limit))) }
}

/// Drains a body in its own task, so that the response does not wait. `headers` are the request's.
pub(crate) fn drain_body<B: DrainableBody>(body: B, headers: &HeaderMap, limit: u64) {
    start(prepare(body, allowance(headers, limit)));
}

/// Reads a body to its end, the limit or the deadline, and drops the data.
async fn drain<B: DrainableBody>(mut body: B, limit: u64) {
    let mut left = limit;
    let reading = async {
        while let Some(Ok(frame)) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await
        {
            // SECURITY: a frame without data counts too, and between two frames that are ready the
            // task yields, so that the deadline applies.
            let size = frame.data_ref().map_or(1, |data| data.as_ref().len().max(1));
            match u64::try_from(size).ok().and_then(|size| left.checked_sub(size)) {
                Some(rest) => left = rest,
                None => break,
            }
            tokio::task::coop::consume_budget().await;
        }
    };
    // At the deadline, the connection ends as without draining.
    let _ = tokio::time::timeout(DEADLINE, reading).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(headers: &[(&'static str, &'static str)]) -> u64 {
        let pairs = headers.iter().map(|(name, value)| {
            (http::HeaderName::from_static(name), HeaderValue::from_static(value))
        });
        allowance(&pairs.collect(), 1_000)
    }

    #[test]
    fn allowance_is_at_most_the_announced_length() {
        assert_eq!(allowed(&[("content-length", "7")]), 7);
        assert_eq!(allowed(&[("content-length", "7000")]), 1_000);
        assert_eq!(allowed(&[("transfer-encoding", "chunked")]), 1_000);
        assert_eq!(allowed(&[("content-length", "seven")]), 0);
        assert_eq!(allowed(&[]), 0);
        assert_eq!(allowed(&[("content-length", "106"), ("content-encoding", "br")]), 0);
    }
}
