//! The rest of a refused request's body, read on within limits so that the client sees the response.
//!
//! A server that closes a connection with unread bytes resets it, and the reset can overtake the response. So the response says
//! `Connection: close` ([RFC 9112 §9.6](https://www.rfc-editor.org/rfc/rfc9112#section-9.6)), and the rest is read while it is sent.

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

/// How long reading on may take.
// SECURITY: a client that sends one byte at a time keeps its connection no longer than this.
const DEADLINE: Duration = Duration::from_secs(5);

/// The bodies that may be read on at one time. The connections of further ones end without it.
// SECURITY: callers without credentials start these tasks, and each task has a buffer of its own.
static PLACES: Semaphore = Semaphore::const_new(32);

/// The task that reads on, before it is started.
type Drain = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Where the body of a request is.
enum Place {
    /// The service inside the `Auth` has it.
    Lent,
    /// It was dropped before its end. The rest can be read, unless the client waits for `100 Continue`.
    Left(Option<Drain>),
    /// It was read to its end, or it broke.
    Read,
    /// The request was refused before the service gave the body back.
    Refused,
}

/// A body of a request, to read on if the request is refused.
pub(crate) struct Unread(Option<Arc<Mutex<Place>>>);

impl Unread {
    /// A body that only the service inside the `Auth` can read.
    pub(crate) const OUT_OF_REACH: Self = Self(None);

    /// Starts to read the rest, if there is one, and announces the end of the connection. The response refuses the request.
    pub(crate) fn close(self, headers: &mut HeaderMap) {
        if let Some(place) = self.0 {
            match mem::replace(&mut *lock(&place), Place::Refused) {
                Place::Read => return,
                Place::Left(drain) => start(drain),
                Place::Lent | Place::Refused => {}
            }
        }
        close(headers);
    }
}

/// Announces the end of the connection.
// SECURITY: what is left of a refused request must never be taken for the next request.
pub(crate) fn close(headers: &mut HeaderMap) {
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
}

/// Returns whether a message of this version ends its connection by saying so: HTTP/2 and HTTP/3 have no such field.
pub(crate) fn can_close(version: Version) -> bool {
    version <= Version::HTTP_11
}

/// Returns whether the client sends a body, for adapters that cannot ask the body itself.
pub(crate) fn announced(headers: &HeaderMap) -> bool {
    headers.contains_key(TRANSFER_ENCODING)
        || headers.get(CONTENT_LENGTH).is_some_and(|length| length.as_bytes() != b"0")
}

/// Returns whether the client waits for `100 Continue` before it sends the body.
pub(crate) fn expects(headers: &HeaderMap) -> bool {
    headers.contains_key(EXPECT)
}

/// Returns how many bytes of a body may be read on: at most `limit`, and no more than the client announced.
// SECURITY: middleware further out may have put a decoder around the body. A client would send 100 bytes,
// and the server would decode 64 MiB. Such middleware leaves `Content-Encoding`, or takes it and
// `Content-Length` away.
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

/// A body that goes back to its `Auth` when the service drops it before its end. Nothing else changes.
pub(crate) struct Lent<B: Rest> {
    body: Option<B>,
    place: Arc<Mutex<Place>>,
    limit: u64,
    may_drain: bool,
    ended: bool,
}

/// A body that can be read on in a task of its own.
pub(crate) trait Rest:
    Body<Data: AsRef<[u8]> + Send, Error: Send> + Send + Unpin + 'static
{
}

impl<B: Body<Data: AsRef<[u8]> + Send, Error: Send> + Send + Unpin + 'static> Rest for B {}

impl<B: Rest> Lent<B> {
    pub(crate) fn new(body: B, headers: &HeaderMap, limit: u64) -> (Self, Unread) {
        let place = Arc::new(Mutex::new(Place::Lent));
        let unread = Unread(Some(Arc::clone(&place)));
        let (limit, may_drain) = (allowance(headers, limit), !expects(headers));
        (Self { body: Some(body), place, limit, may_drain, ended: false }, unread)
    }
}

impl<B: Rest> Body for Lent<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let frame = ready!(Pin::new(body).poll_frame(context));
        match frame {
            // What the client sends shows that it waits no longer.
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

impl<B: Rest> Drop for Lent<B> {
    fn drop(&mut self) {
        let ended = self.ended || self.is_end_stream();
        let rest = self.body.take().filter(|_| !ended && self.may_drain);
        let drain = rest.and_then(|body| prepare(body, self.limit));
        let mut place = lock(&self.place);
        match *place {
            Place::Refused => start(drain),
            _ if ended => *place = Place::Read,
            _ => *place = Place::Left(drain),
        }
    }
}

fn lock(place: &Mutex<Place>) -> MutexGuard<'_, Place> {
    place.lock().unwrap_or_else(PoisonError::into_inner)
}

fn start(drain: Option<Drain>) {
    // Without a runtime there is no connection to keep.
    if let (Some(drain), Ok(runtime)) = (drain, Handle::try_current())
        && let Ok(place) = PLACES.try_acquire()
    {
        runtime.spawn(async move {
            drain.await;
            drop(place);
        });
    }
}

fn prepare<B: Rest>(body: B, limit: u64) -> Option<Drain> {
    if limit == 0 { None } else { Some(Box::pin(drain(body, limit))) }
}

/// Reads a body on, in a task of its own so that the response does not wait. `headers` are the request's.
#[cfg(feature = "salvo")]
pub(crate) fn read_on<B: Rest>(body: B, headers: &HeaderMap, limit: u64) {
    start(prepare(body, allowance(headers, limit)));
}

/// Reads a body to its end, the limit or the deadline, and drops what comes.
async fn drain<B: Rest>(mut body: B, limit: u64) {
    let mut left = limit;
    let reading = async {
        while let Some(Ok(frame)) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await
        {
            // SECURITY: a frame without data counts too, and the deadline is heard between two frames that came at once.
            let size = frame.data_ref().map_or(1, |data| data.as_ref().len().max(1));
            match u64::try_from(size).ok().and_then(|size| left.checked_sub(size)) {
                Some(rest) => left = rest,
                None => break,
            }
            tokio::task::coop::consume_budget().await;
        }
    };
    // At the deadline the connection ends as it does without a drain.
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
    fn allowance_never_exceeds_what_the_client_announced() {
        assert_eq!(allowed(&[("content-length", "7")]), 7);
        assert_eq!(allowed(&[("content-length", "7000")]), 1_000);
        assert_eq!(allowed(&[("transfer-encoding", "chunked")]), 1_000);
        assert_eq!(allowed(&[("content-length", "seven")]), 0);
        assert_eq!(allowed(&[]), 0);
        assert_eq!(allowed(&[("content-length", "106"), ("content-encoding", "br")]), 0);
    }
}
