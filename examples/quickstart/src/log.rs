//! The log of each request, in memory. Development only: an API never shows its log to a client.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Debug;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Instrument as _, Subscriber, info_span};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

/// The response header with the id of the request.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The greatest number of lines in memory.
const MOST: usize = 256;

/// The fields of a line of the log, by name.
pub(crate) type Line = BTreeMap<&'static str, String>;

/// The last lines of `auth_core`, each with the id of its request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Arc<Mutex<VecDeque<(u64, Line)>>>);

impl Log {
    /// Returns the lines of a request.
    pub(crate) fn of(&self, request: u64) -> Vec<Line> {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().filter(|(id, _)| *id == request).map(|(_, line)| line.clone()).collect()
    }

    fn push(&self, request: u64, line: Line) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() == MOST {
            lines.pop_front();
        }
        lines.push_back((request, line));
    }
}

/// Runs a request in a span with a new id, and tells the client the id.
pub(crate) async fn with_request_id(request: Request, next: Next) -> Response {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let id = LAST.fetch_add(1, Ordering::Relaxed) + 1;
    let mut response = next.run(request).instrument(info_span!("request", id)).await;
    response.headers_mut().insert(REQUEST_ID, HeaderValue::from(id));
    response
}

/// The id of the request that a span belongs to.
#[derive(Clone, Copy)]
struct RequestId(u64);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Log {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let (Some(request), Some(span)) = (fields.id, context.span(id)) {
            span.extensions_mut().insert(RequestId(request));
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut spans = context.event_scope(event).into_iter().flatten();
        let request = spans.find_map(|span| span.extensions().get::<RequestId>().copied());
        if let (Some(RequestId(request)), "auth_core") = (request, event.metadata().target()) {
            let mut fields = Fields::default();
            event.record(&mut fields);
            self.push(request, fields.line);
        }
    }
}

/// The fields of a span or an event.
#[derive(Default)]
struct Fields {
    id: Option<u64>,
    line: Line,
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.line.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.line.insert(field.name(), value.to_owned());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.record_debug(field, &value);
        if field.name() == "id" {
            self.id = Some(value);
        }
    }
}
