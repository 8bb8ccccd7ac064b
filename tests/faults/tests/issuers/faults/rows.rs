//! The faults with their expected results.

use faults::certificates::Certificate;
use faults::fault::Fault;
use faults::issuer::{key_set, metadata_of};
use serde_json::{Value, json};
use tests::signer::Signer;

use super::WithoutKeys;
use crate::world::Reply;

const REDIRECT: &str = "redirects to other origins are not followed";
const TOO_LARGE: &str = "more than 262144 bytes";

/// A fault and its expected results.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) metadata: Fault,
    pub(super) keys: Fault,
    /// The reasons in the events of the failures: of the metadata, and of the keys.
    pub(super) errors: [&'static str; 2],
    /// The fetches of two attempts with keys.
    pub(super) with_keys: (usize, usize),
    /// The results without keys, if the metadata has the fault.
    pub(super) at_metadata: Option<WithoutKeys>,
    /// The results without keys, if the key set has the fault.
    pub(super) at_keys: Option<WithoutKeys>,
}

impl Row {
    /// Creates the row of a fault of each document. The second of two attempts reads the metadata.
    fn both(name: &'static str, fault: Fault, error: &'static str) -> Self {
        Self {
            name,
            metadata: fault.clone(),
            keys: fault,
            errors: [error, error],
            with_keys: (1, 1),
            at_metadata: Some(failed((1, 0))),
            at_keys: Some(failed((1, 1))),
        }
    }

    /// Creates the row of a document after which the verifier tries the second URL for metadata.
    fn of_document(name: &'static str, fault: Fault, errors: [&'static str; 2]) -> Self {
        let row = Self::both(name, fault, errors[0]);
        Self { errors, with_keys: (2, 1), at_metadata: Some(failed((2, 0))), ..row }
    }

    /// Creates the row of a fault of the key set.
    fn of_keys(name: &'static str, fault: Fault, error: &'static str) -> Self {
        let row = Self::both(name, fault, error);
        Self { metadata: Fault::None, with_keys: (1, 2), at_metadata: None, ..row }
    }

    /// Creates the row of a fault during which requests wait in vain, and the fetch takes longer.
    fn hang(name: &'static str, fault: Fault) -> Self {
        let result = |fetches| Some(WithoutKeys { first: unavailable(1), ..failed(fetches) });
        let row = Self::both(name, fault, "timed out");
        Self { at_metadata: result((1, 0)), at_keys: result((1, 1)), ..row }
    }
}

fn unavailable(seconds: i64) -> Reply {
    Reply { status: 503, retry_after: Some(seconds) }
}

fn failed(fetches: (usize, usize)) -> WithoutKeys {
    WithoutKeys { first: unavailable(3), second: unavailable(3), fetches, retries: 1 }
}

/// Returns the table of faults.
pub(super) fn rows() -> Vec<Row> {
    use Certificate::{Expired, OtherHost, UnknownRoot};

    let status = |status, headers: &str| Fault::Status(status, headers.to_owned());
    let other = metadata_of("https://other.example", "https://other.example/keys");
    let (redirect, presented) = (|url: &str| Fault::Redirect(url.to_owned()), Fault::Certificate);
    let small = json!({"kty": "EC"});
    let no_json = ["no JSON object without duplicates", "not a JSON Web Key Set"];
    let elsewhere = [REDIRECT; 2];
    let mut rows = vec![
        Row::hang("hangs after accept", Fault::HangAfterAccept),
        Row::hang("hangs after the headers", Fault::HangAfterHeaders),
        Row::hang("hangs in the body", Fault::HangInBody),
        Row::both("closes the connection", Fault::Close, "connection closed before message"),
        Row::both("truncated body", Fault::Truncated, "end of file before message length"),
        Row::both("10 MB", Fault::TenMegabytes, TOO_LARGE),
        Row::both("body without end", Fault::Endless, TOO_LARGE),
        Row::of_document("gzip", Fault::Gzip, [no_json[0]; 2]),
        Row::of_document("not JSON", Fault::NotJson, no_json),
        Row::of_document("duplicate members", Fault::DuplicateMembers, no_json),
        Row::both("500", status(500, ""), "500 Internal Server Error"),
        Row::both("429, Retry-After: 120", status(429, "retry-after: 120\r\n"), "429 Too Many"),
        Row::of_document("404", status(404, ""), ["404 Not Found"; 2]),
        Row::of_document("redirect, other host", redirect("https://127.0.0.1:1/"), elsewhere),
        Row::of_document("redirect, https to http", redirect("http://localhost:1/"), elsewhere),
        Row {
            // Three redirects are followed.
            with_keys: (8, 4),
            at_metadata: Some(failed((8, 0))),
            at_keys: Some(failed((1, 4))),
            ..Row::of_document("redirect in a loop", redirect("/loop"), elsewhere)
        },
        Row::both("certificate of another host", presented(OtherHost), "not valid for name"),
        Row::both("certificate of an unknown root", presented(UnknownRoot), "UnknownIssuer"),
        Row::both("expired certificate", presented(Expired), "certificate expired"),
        Row {
            keys: status(500, ""),
            errors: ["metadata of `https://other.example`", "500 Internal Server Error"],
            at_keys: None,
            ..Row::of_document("metadata of another issuer", Fault::Document(other), elsewhere)
        },
        Row::of_keys("no key", Fault::Document(key_set([])), "no key of the set"),
        Row::of_keys("10,000 keys, 1.7 MB", Fault::Document(many(&good_key())), TOO_LARGE),
        Row::of_keys("10,000 keys, 130 kB", Fault::Document(many(&small)), "more than 64 keys"),
    ];
    for row in rows.iter_mut().filter(|row| row.name.starts_with("429")) {
        for found in [&mut row.at_metadata, &mut row.at_keys].into_iter().flatten() {
            (found.first, found.second) = (unavailable(120), unavailable(120));
        }
    }
    rows
}

fn good_key() -> Value {
    Signer::new("ES256", "current").jwk()
}

fn many(key: &Value) -> String {
    key_set(std::iter::repeat_n(key.clone(), 10_000))
}
