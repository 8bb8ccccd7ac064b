//! A withheld response after which the connection changes to no other protocol.
//!
//! SECURITY: hyper 1 passes a connection to a handler that waits for an upgrade when the connection
//! ends in order, after a response with any status. So a client could ignore the 500, end the
//! connection in order and talk to the handler. After an error of the body, hyper closes it.

use std::error::Error;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::UPGRADE;
use http::{HeaderMap, Method};
use http_body::{Body, Frame};

/// Returns whether a request asks for another protocol.
pub(crate) fn asks_for_upgrade(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::CONNECT || headers.contains_key(UPGRADE)
}

/// A body that ends with an error after its text was sent.
pub(crate) enum ClosingBody {
    Text(String),
    /// The text may still be in a buffer of the server.
    Sent,
    Flushed,
}

impl Body for ClosingBody {
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match mem::replace(&mut *self, Self::Sent) {
            Self::Text(text) => Poll::Ready(Some(Ok(Frame::data(Bytes::from(text))))),
            Self::Sent => {
                *self = Self::Flushed;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Self::Flushed => {
                Poll::Ready(Some(Err("the response to an upgrade was withheld".into())))
            }
        }
    }
}
