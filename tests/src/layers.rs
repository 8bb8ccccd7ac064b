//! Responses to the page in a browser, through all layers of an application.

use auth_core::Auth;
use bytes::Bytes;
use http::header::{
    ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD,
    AUTHORIZATION, CACHE_CONTROL, CONTENT_ENCODING, ORIGIN, WWW_AUTHENTICATE,
};
use http::{HeaderName, Method, Request, Response};

use crate::callers::{CallerBook, Pace};
use crate::drivers::{Driver, Sent};
use crate::log::Log;
use crate::vectors::Table;

/// The origin of the page.
pub const APP: &str = "https://app.example";

/// The body of every error of the application.
#[must_use]
pub fn error_body(status: u16) -> String {
    format!("{{\"error\":{status}}}")
}

/// A body that is worth compressing.
#[must_use]
pub fn long_body() -> String {
    "All the posts there are. ".repeat(200)
}

/// Returns the request of a script on the page: `method` on `/posts` by the caller with `token`.
#[must_use]
pub fn request(method: Method, path: &str, token: Option<&str>) -> Request<()> {
    let mut request = Request::builder().method(method).uri(path).header(ORIGIN, APP);
    request = request.header(ACCEPT_ENCODING, "gzip");
    if let Some(token) = token {
        request = request.header(AUTHORIZATION, format!("Bearer {token}"));
    }
    request.body(()).unwrap()
}

/// Returns the preflight of a browser for `GET path` with an `Authorization` header.
#[must_use]
pub fn preflight(path: &str) -> Request<()> {
    let mut request = request(Method::OPTIONS, path, None);
    request.headers_mut().insert(ACCESS_CONTROL_REQUEST_METHOD, "GET".parse().unwrap());
    request.headers_mut().insert(ACCESS_CONTROL_REQUEST_HEADERS, "authorization".parse().unwrap());
    request
}

/// Returns all values of a header, in lower case and joined.
pub fn joined<B>(response: &Response<B>, name: impl Into<HeaderName>) -> String {
    let values = response.headers().get_all(name.into()).iter();
    values.map(|value| value.to_str().unwrap().to_ascii_lowercase()).collect::<Vec<_>>().join(", ")
}

/// Sends requests to an application. Its `GET /posts` requires the role `admin` and responds with
/// [`long_body`]. Its errors have the body [`error_body`]. Its layers stand in the order of the
/// guides.
///
/// # Panics
///
/// If a response lacks a header or body of a layer or of `Auth`.
pub async fn assert_in_order(send: impl AsyncFn(Request<()>) -> Response<Bytes>) {
    // A browser sends a preflight without credentials. No layer may reject it for that.
    let response = send(preflight("/posts")).await;
    assert!(response.status().is_success(), "{response:?}");
    assert_eq!(joined(&response, ACCESS_CONTROL_ALLOW_ORIGIN), APP, "{response:?}");
    assert!(
        joined(&response, ACCESS_CONTROL_ALLOW_HEADERS).contains("authorization"),
        "{response:?}"
    );
    assert!(!response.headers().contains_key(WWW_AUTHENTICATE), "{response:?}");

    let mut ids = Vec::new();
    for (path, token, status, challenge) in [
        ("/posts", None, 401, "bearer realm=\"api\""),
        ("/posts", Some("unheard-of"), 401, "error=\"invalid_token\""),
        ("/posts", Some("editor"), 403, ""),
        ("/posts", Some("admin"), 200, ""),
        ("/nowhere", Some("admin"), 404, ""),
    ] {
        let response = send(request(Method::GET, path, token)).await;
        assert_eq!(response.status(), status, "{response:?}");
        // The page may read the response, and the challenge of a rejection.
        assert_eq!(joined(&response, ACCESS_CONTROL_ALLOW_ORIGIN), APP, "{response:?}");
        assert!(
            joined(&response, ACCESS_CONTROL_EXPOSE_HEADERS).contains("www-authenticate"),
            "{response:?}"
        );
        let challenges = joined(&response, WWW_AUTHENTICATE);
        assert_eq!(challenges.is_empty(), challenge.is_empty(), "{response:?}");
        assert!(challenges.contains(challenge), "{response:?}");
        if status == 401 || status == 403 {
            assert_eq!(joined(&response, CACHE_CONTROL), "no-store", "{response:?}");
        }
        ids.push(joined(&response, HeaderName::from_static("x-request-id")));
        if status == 200 {
            assert_eq!(joined(&response, CONTENT_ENCODING), "gzip", "{response:?}");
            assert!(response.body().len() < long_body().len() / 2, "{response:?}");
        } else if joined(&response, CONTENT_ENCODING).is_empty() {
            assert_eq!(response.body(), error_body(status).as_bytes(), "{response:?}");
        } else {
            assert!(response.body().starts_with(&[0x1f, 0x8b]), "{response:?}");
        }
    }
    assert!(ids.iter().all(|id| !id.is_empty()), "{ids:?}");
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 5, "each request has an id of its own");
}

/// Checks that rejected preflights cause one warning for each policy, and other rejected requests
/// cause none.
///
/// # Panics
///
/// If there is no warning, or another number.
pub fn assert_preflights_warned(driver: &impl Driver) {
    let auth = Auth::new(CallerBook::new(&Table::load().callers(), Pace::AtOnce));
    let send = |method: &str, path: &str, headers: &[(&str, &str)]| {
        let headers =
            headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let (method, path) = (method.to_owned(), path.to_owned());
        let sent = Sent { method, path, headers, body: String::new(), peer: None };
        let log = Log::default();
        let received = log.collect(|| {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
            runtime.block_on(driver.send(Some(&auth), &sent))
        });
        assert_eq!(received.status, 401, "{driver:?}");
        log.events()
            .iter()
            .filter(|line| line.contains("WARN") && line.contains("CORS preflight"))
            .count()
    };
    let (origin, wanted) = (("origin", APP), ("access-control-request-method", "GET"));
    assert_eq!(send("OPTIONS", "/admin/1", &[]), 0, "{driver:?}");
    assert_eq!(send("OPTIONS", "/admin/1", &[origin]), 0, "{driver:?}");
    assert_eq!(send("OPTIONS", "/admin/1", &[wanted]), 0, "{driver:?}");
    assert_eq!(send("GET", "/admin/1", &[origin, wanted]), 0, "{driver:?}");
    assert_eq!(send("OPTIONS", "/admin/1", &[origin, wanted]), 1, "{driver:?}");
    assert_eq!(
        send("OPTIONS", "/admin/2", &[origin, wanted]),
        0,
        "{driver:?}: once for each policy"
    );
    assert_eq!(send("OPTIONS", "/either_role/1", &[origin, wanted]), 1, "{driver:?}");
}

/// Compares the lines of `source` from `// guide: from here` to `// guide: until here` with the
/// guide of `framework`, which shows them, too.
///
/// # Panics
///
/// If the guide does not have them.
pub fn assert_in_guide(framework: &str, source: &str) {
    let lines = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join("\n");
    let guide = format!("{}/../docs/frameworks/{framework}.md", env!("CARGO_MANIFEST_DIR"));
    let guide = std::fs::read_to_string(guide).unwrap();
    let (_, from) = source.split_once("// guide: from here\n").expect("the beginning");
    let (code, _) = from.split_once("// guide: until here\n").expect("the end");
    let code = lines(code);
    assert!(lines(&guide).contains(code.trim()), "the guide lacks this:\n{code}");
}
