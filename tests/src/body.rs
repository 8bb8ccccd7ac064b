//! A request body that records polls.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Bytes;
use http_body::{Body, Frame};

use crate::trace::Trace;

/// A body of one string. It reports polls to its trace.
#[derive(Debug)]
pub struct TracedBody {
    data: Option<Bytes>,
    trace: Trace,
}

impl TracedBody {
    /// Returns a body of `text`.
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
