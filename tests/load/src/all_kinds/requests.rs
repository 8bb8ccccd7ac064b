//! Requests with credentials of any kind, and with more than one.

use http::Request;
use http_body_util::Full;
use hyper::body::Bytes;

use super::calls::Call;
use super::issued::Issued;
use super::presented::{OWN, TRUSTED};

/// A request as it was sent.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    /// The kind of its credentials, for reports.
    pub(crate) kind: &'static str,
    pub(crate) call: Call,
    /// The headers that matter, with names in lower case.
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Sent {
    /// Returns any request. Its credentials are those of one participant, sometimes of two.
    pub(crate) fn any(rng: &mut fastrand::Rng, issued: &Issued) -> Self {
        let call = Call::any(rng);
        let mut piece = || {
            let piece = issued.any_piece(rng);
            (piece.kind, (piece.header, piece.value.clone()))
        };
        let (kind, headers) = match (piece(), piece(), rng.usize(0..100)) {
            (_, _, 0..4) => ("none", Vec::new()),
            ((_, one), (_, other), 4..10) => ("two headers", vec![one, other]),
            ((kind, one), ..) => (kind, vec![one]),
        };
        let mut headers = headers;
        headers.extend(context(rng).map(|(name, value)| (name, value.to_owned())));
        Self { kind, call, headers }
    }

    pub(crate) fn request(&self) -> Request<Full<Bytes>> {
        let uri = format!("http://api.example{}", self.call.path());
        let mut request = Request::builder().method(self.call.method()).uri(uri);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        request.body(Full::default()).unwrap()
    }
}

/// Returns the headers that a browser adds, for a page of any site. Most requests have none.
fn context(rng: &mut fastrand::Rng) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
    let (site, origin) = match rng.usize(0..20) {
        0..2 => (Some("same-origin"), Some(OWN)),
        2 => (Some("none"), None),
        3..5 => (Some("cross-site"), Some("https://evil.example")),
        5 => (Some("same-site"), Some("https://other.api.example")),
        6 => (Some("cross-site"), Some(TRUSTED)),
        7 => (None, Some(OWN)),
        8 => (None, Some("https://evil.example")),
        9 => (None, Some("null")),
        _ => (None, None),
    };
    let mode = (rng.usize(0..10) == 0).then_some("cors");
    [("sec-fetch-site", site), ("origin", origin), ("sec-fetch-mode", mode)]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
}
