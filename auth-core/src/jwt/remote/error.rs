//! Errors of fetching keys. They are logged, so URLs have no user name and no query.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{StatusCode, Uri};

use crate::http_client::url::{UrlError, shown};
use crate::jwt::keys::error::KeyError;

/// The maximum number of characters of another party's text.
const MAX_TEXT: usize = 256;

/// The reason why the keys of an issuer could not be fetched.
///
/// Its text lists the URLs with the reason for each. It is safe to log. `Debug` shows the same
/// text.
#[derive(Clone, Eq, PartialEq)]
pub struct FetchError {
    attempts: Arc<[(Box<str>, Fault)]>,
    retry_after: Option<Duration>,
}

/// The reason why one document cannot be used.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Fault {
    /// The client returned this error.
    Client(Box<str>),
    /// The metadata has a URL in the member of this name that cannot be used.
    Endpoint(&'static str, UrlError),
    /// The fetch ended without a result, because its runtime ended or the client panicked.
    Ended,
    /// The metadata is of another issuer.
    Issuer {
        expected: Box<str>,
        found: Box<str>,
    },
    /// The keys of the set cannot be used.
    Keys(KeyError),
    /// The metadata lacks the member of this name, or it is no string.
    Member(&'static str),
    /// There is no runtime of tokio.
    NoRuntime,
    /// The document is not strict JSON.
    NotJson,
    Status(StatusCode),
    TimedOut(Duration),
    TooLarge(usize),
}

impl FetchError {
    pub(crate) fn new(url: &Uri, fault: Fault) -> Self {
        Self::at(shown(url), fault)
    }

    /// Creates an error of a place that is described by `place`.
    pub(crate) fn at(place: impl Into<Box<str>>, fault: Fault) -> Self {
        Self { attempts: Arc::new([(place.into(), fault)]), retry_after: None }
    }

    /// Creates the error of several attempts.
    pub(crate) fn all(errors: &[Self]) -> Self {
        let attempts = errors.iter().flat_map(|error| error.attempts.iter().cloned()).collect();
        Self { attempts, retry_after: errors.iter().find_map(|error| error.retry_after) }
    }

    pub(crate) fn with_retry_after(self, retry_after: Option<Duration>) -> Self {
        Self { retry_after, ..self }
    }

    /// Returns the text of the attempts, each with its URL.
    #[cfg(feature = "introspection")]
    pub(crate) fn attempts(&self) -> String {
        let attempts = self.attempts.iter().map(|(place, fault)| match fault {
            // The advice of the fault is for tokens with a signature.
            Fault::Issuer { expected, found } => format!(
                "{place}: this is the metadata of `{found}`, and the configured issuer is \
                 `{expected}`"
            ),
            fault => format!("{place}: {fault}"),
        });
        attempts.collect::<Vec<_>>().join("; ")
    }

    /// Returns the delay that the issuer demands.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Returns `true` if another document of the issuer may be good: this one does not exist, or
    /// it is no metadata of the issuer.
    pub(crate) fn concerns_one_document(&self) -> bool {
        self.attempts.iter().all(|(_, fault)| match fault {
            Fault::Status(status) => {
                !status.is_server_error() && *status != StatusCode::TOO_MANY_REQUESTS
            }
            Fault::Endpoint(..)
            | Fault::Issuer { .. }
            | Fault::Member(_)
            | Fault::NotJson
            | Fault::TooLarge(_) => true,
            Fault::Client(_)
            | Fault::Ended
            | Fault::Keys(_)
            | Fault::NoRuntime
            | Fault::TimedOut(_) => false,
        })
    }
}

impl Fault {
    /// Creates the fault of an error from the client, with its causes.
    pub(crate) fn client(error: &(dyn Error + 'static)) -> Self {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            text = format!("{text}: {error}");
            cause = error.source();
        }
        Self::Client(bounded(&text))
    }

    /// Creates the fault of metadata with another issuer.
    pub(crate) fn issuer(expected: &str, found: &str) -> Self {
        Self::Issuer { expected: bounded(expected), found: bounded(found) }
    }
}

/// SECURITY: a long text could fill the log, and a line break could forge a line of it.
fn bounded(text: &str) -> Box<str> {
    text.chars().flat_map(char::escape_debug).take(MAX_TEXT).collect::<String>().into()
}

impl fmt::Debug for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the keys of the issuer cannot be fetched")?;
        for (place, fault) in &*self.attempts {
            write!(f, "; {place}: {fault}")?;
        }
        Ok(())
    }
}

impl Error for FetchError {}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Client(error) => write!(f, "the request failed: {error}"),
            Self::Endpoint(name, error) => {
                write!(f, "the URL in `{name}` cannot be used: {error}")
            }
            Self::Ended => f.write_str("the fetch ended early: its runtime or its client stopped"),
            Self::Issuer { expected, found } => write!(
                f,
                "this is the metadata of `{found}`, and the configured issuer is `{expected}`: if \
                 the tokens have the `iss` `{found}`, write `discover(\"{found}\")`"
            ),
            Self::Keys(error) => write!(f, "{error}"),
            Self::Member(name @ "introspection_endpoint") => write!(
                f,
                "the metadata has no string `{name}`: if the issuer has such an endpoint, name its \
                 URL with `endpoint`"
            ),
            Self::Member(name) => write!(
                f,
                "the metadata has no string `{name}`: if this is the key set, use `jwks_uri` \
                 instead of `discover`"
            ),
            Self::NoRuntime => f.write_str(
                "there is no runtime of tokio: fetch from within one, or fetch the \
                             keys yourself and call `jwks`",
            ),
            Self::NotJson => f.write_str("the document is no JSON object without duplicates"),
            Self::Status(status) if status.is_redirection() => write!(
                f,
                "the status is {status}, and redirects to other origins are not followed: write \
                 the URL to which it leads"
            ),
            Self::Status(status) => write!(f, "the status is {status}, expected 200 OK"),
            Self::TimedOut(limit) => write!(f, "no response within {} s", limit.as_secs()),
            Self::TooLarge(limit) => write!(f, "the response has more than {limit} bytes"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_lists_urls_and_names_the_issuer_to_write() {
        let url = |text: &str| text.parse::<Uri>().unwrap();
        let error = FetchError::all(&[
            FetchError::new(
                &url("https://a.example/x?key=1"),
                Fault::Status(StatusCode::NOT_FOUND),
            ),
            FetchError::new(
                &url("https://a.example/y"),
                Fault::issuer("https://a.example", "https://a.example/\n"),
            ),
        ]);
        assert_eq!(
            error.to_string(),
            "the keys of the issuer cannot be fetched; https://a.example/x: the status is 404 Not \
             Found, expected 200 OK; https://a.example/y: this is the metadata of \
             `https://a.example/\\n`, and the configured issuer is `https://a.example`: if the \
             tokens have the `iss` `https://a.example/\\n`, write \
             `discover(\"https://a.example/\\n\")`",
        );
    }

    #[test]
    fn text_of_a_client_is_bounded_and_escaped() {
        let error = std::io::Error::other("a\r\nERROR forged".to_owned() + &"x".repeat(1_000));
        let Fault::Client(text) = Fault::client(&error) else { panic!("another fault") };
        assert!(text.len() == MAX_TEXT && text.starts_with("a\\r\\nERROR"), "{text}");
    }
}
