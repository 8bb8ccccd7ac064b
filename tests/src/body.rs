//! A request body that tells whether anybody looked at it.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Bytes;
use http_body::{Body, Frame};

use crate::trace::Trace;

/// One piece of text as a body; tells its trace when it is polled.
#[derive(Debug)]
pub struct TracedBody {
    data: Option<Bytes>,
    trace: Trace,
}

impl TracedBody {
    /// A body of `text`.
    pub fn new(text: &str, trace: Trace) -> Self {
        Self { data: Some(Bytes::copy_from_slice(text.as_bytes())), trace }
    }
}

impl Body for TracedBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.trace.reach_body();
        Poll::Ready(self.data.take().map(|data| Ok(Frame::data(data))))
    }
}
