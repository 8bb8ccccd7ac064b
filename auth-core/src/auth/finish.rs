//! The completion of a response on its way out: headers that it needs, and the log of rejections.

use http::header::{CACHE_CONTROL, VARY};
use http::{HeaderName, HeaderValue, StatusCode};

use crate::auth::request_state::RequestState;
use crate::rejection::Rejection;
use crate::rejection::log::LoggedRejection;
use crate::rejection::mistakes;
use crate::rejection::rejection_log::{End, RejectionLog};
use crate::request::headers::HeaderSource;

/// A response on its way out.
pub(crate) struct Passing<'r, H> {
    pub(crate) status: StatusCode,
    /// The rejection that the response carries.
    pub(crate) rejection: Option<&'r Rejection>,
    pub(crate) headers: &'r H,
}

impl RequestState {
    /// Completes a response and logs its rejection.
    ///
    /// Returns headers to set, in place of earlier ones of their names. They restore the headers
    /// that middleware took from a rejection, and keep a response that depends on the caller out of
    /// shared caches (S9).
    pub(crate) fn complete(
        &self,
        response: &Passing<'_, impl HeaderSource>,
    ) -> Vec<(HeaderName, HeaderValue)> {
        // Fast path: no rejection was recorded, and caches know that the response is private.
        let is_private = self.allowed_anonymous() || self.own_headers().next().is_some();
        if response.rejection.is_none() && self.earlier_rejections().is_none() && !is_private {
            return Vec::new();
        }
        let mut headers: Vec<(HeaderName, HeaderValue)> = Vec::new();
        let mut end = End::Refused;
        let last = || self.earlier_rejections().and_then(RejectionLog::last);
        let is_open_rejection = match response.rejection.map(Ok).or_else(|| last().map(Err)) {
            Some(Ok(rejection)) => rejection.is_open(),
            // The application replaced the response and kept the status, with an error page say.
            Some(Err(LoggedRejection { rejection, .. }))
                if rejection.status() == response.status =>
            {
                if rejection.is_open() {
                    rejection.missing_fields(&|name| has(response.headers, name), &mut headers);
                }
                rejection.is_open()
            }
            Some(Err(rejected)) => {
                end = self.log_swallowed(&rejected, response.status);
                if end != End::Unknown
                    && response.status.is_redirection()
                    && !has(response.headers, &CACHE_CONTROL)
                {
                    // SECURITY: some redirects are cached, and this one depends on the caller.
                    headers.push((CACHE_CONTROL, HeaderValue::from_static("no-store")));
                }
                false
            }
            None => false,
        };
        if let Some(rejections) = self.earlier_rejections() {
            rejections.end(end);
        }
        // SECURITY: a 404 gets no more headers. The response to an unknown route may be made
        // outside of this `Auth`: more headers would tell that a concealed route exists.
        if is_open_rejection || response.status == StatusCode::NOT_FOUND {
            return headers;
        }
        // Caches know that a response to `Authorization` is private (RFC 9111 §3.5). They do not
        // know it of another header, or of an address.
        if is_private && headers.is_empty() && !decides_on_sharing(response.headers) {
            headers.extend(lines(response.headers, &CACHE_CONTROL));
            headers.push((CACHE_CONTROL, HeaderValue::from_static("private")));
        }
        let varies_by = |name: &HeaderName| lists(response.headers, &VARY, &[name.as_str(), "*"]);
        let mut missing = self.own_headers().filter(|name| !varies_by(name)).peekable();
        if missing.peek().is_some() {
            headers.extend(lines(response.headers, &VARY));
            headers.extend(missing.map(|name| (VARY, HeaderValue::from(name.clone()))));
        }
        headers
    }

    /// Returns whether a response is an open rejection. A concealed one looks like the response to
    /// an unknown route.
    pub(crate) fn refuses(&self, status: StatusCode, rejection: Option<&Rejection>) -> bool {
        match rejection {
            Some(rejection) => rejection.is_open(),
            None => {
                self.last_rejection().is_some_and(|last| last.status() == status && last.is_open())
            }
        }
    }

    /// Returns the last rejection.
    pub(crate) fn last_rejection(&self) -> Option<Rejection> {
        Some(self.earlier_rejections()?.last()?.rejection)
    }

    /// Logs the rejection that an error of the application replaces. The error stays as it is.
    pub(crate) fn pass_error(&self, status: StatusCode) {
        let Some(rejections) = self.earlier_rejections() else { return };
        let Some(rejected) = rejections.last() else { return };
        if rejected.rejection.status() != status {
            return rejections.end(self.log_swallowed(&rejected, status));
        }
        rejections.end(End::Refused);
        if status == StatusCode::UNAUTHORIZED
            && self.config().context.causes.is_first("unchallenged", "")
        {
            // An error takes no headers, so its 401 has no challenge (S3).
            mistakes::unchallenged();
        }
    }

    /// Logs a rejection that did not become the response.
    fn log_swallowed(&self, rejected: &LoggedRejection, status: StatusCode) -> End {
        if self.earlier_rejections().is_some_and(RejectionLog::were_handed_over) {
            return End::Unknown;
        }
        // A redirect, to the login say, is a deliberate response to a rejection.
        if !status.is_redirection() && !rejected.optional {
            mistakes::swallowed(&rejected.rejection, rejected.policy, status);
        }
        End::Other(status)
    }
}

/// Returns whether a response says that shared caches may keep it, or that they must not.
//
// SECURITY: `max-age` alone does not say it. A layer sets it for all files, and a shared cache
// would send the page of one caller to another. Caches treat `Authorization` so (RFC 9111 §3.5).
fn decides_on_sharing(headers: &impl HeaderSource) -> bool {
    lists(headers, &CACHE_CONTROL, &["no-store", "private", "public", "s-maxage"])
}

/// Returns whether a header lists one of these names. A value after `=` does not count, except for
/// `s-maxage=…`: `private="…"` is private in parts only.
fn lists(headers: &impl HeaderSource, name: &HeaderName, members: &[&str]) -> bool {
    headers.values(name).filter_map(Result::ok).any(|line| {
        line.as_bytes().split(|byte| *byte == b',').any(|member| {
            let member = member.trim_ascii();
            let member = match member.split_at_checked("s-maxage".len()) {
                Some((name, [b'=', ..])) if name.eq_ignore_ascii_case(b"s-maxage") => name,
                _ => member,
            };
            members.iter().any(|name| member.eq_ignore_ascii_case(name.as_bytes()))
        })
    })
}

/// Returns the lines of a header.
fn lines(
    headers: &impl HeaderSource,
    name: &HeaderName,
) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
    let values = headers.values(name).filter_map(Result::ok);
    values.map(|value| (name.clone(), value.into_owned()))
}

fn has(headers: &impl HeaderSource, name: &HeaderName) -> bool {
    headers.values(name).next().is_some()
}
