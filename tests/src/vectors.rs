//! The decision tables: read from `vectors/*.toml`, and run against a driver.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use auth_core::Auth;
use auth_core::authn::Takes;
use auth_core::observer::Decided;
use auth_core::request::{CredentialSource, ForwardedHeader, Scheme};
use auth_core::resource::ProtectedResource;
use auth_core::time::Timestamp;
use http::HeaderName;
use serde::Deserialize;

use crate::callers::{Caller, CallerBook, Pace};
use crate::database;
use crate::drivers::{Driver, Exception, Sent};
use crate::log::Log;
use crate::{api_keys, logins, opaque, passwords, sessions};

/// One file of decisions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    #[serde(default)]
    responses: BTreeMap<String, Response>,
    #[serde(default)]
    callers: BTreeMap<String, Caller>,
    #[serde(default, rename = "case")]
    cases: Vec<Case>,
}

/// A response, byte for byte.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Response {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
    /// `true` if the handler ran, the extractors after the guard ran, and the body was read. These
    /// happen together.
    reached: bool,
}

/// A request and its response.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    /// The name by which drivers state exceptions. Several rows can share one.
    label: Option<String>,
    /// Rules of `docs/standards.md`, and sections of other documents: `docs/x.md#heading`.
    proves: Vec<String>,
    path: String,
    #[serde(default = "get")]
    method: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    /// Headers whose values begin with this text, and have `k` up to this length.
    #[serde(default)]
    long_headers: Vec<(String, String, usize)>,
    #[serde(default)]
    body: String,
    peer: Option<IpAddr>,
    #[serde(default = "bearer")]
    auth: String,
    response: String,
    /// The challenges, if the response has others than its own.
    challenges: Option<Vec<String>>,
    /// The number of queries of the database.
    #[serde(default)]
    queries: Option<usize>,
    /// Strings of the log. Each one occurs in an event that the request causes.
    #[serde(default)]
    logged: Vec<String>,
}

fn get() -> String {
    "GET".to_owned()
}

fn bearer() -> String {
    "bearer".to_owned()
}

impl Case {
    fn sent(&self) -> Sent {
        let long = self.long_headers.iter().map(|(name, start, length)| {
            let rest = "k".repeat(length.saturating_sub(start.len()));
            (name.clone(), format!("{start}{rest}"))
        });
        Sent {
            method: self.method.clone(),
            path: self.path.clone(),
            headers: self.headers.iter().cloned().chain(long).collect(),
            body: self.body.clone(),
            peer: self.peer,
        }
    }
}

impl Table {
    /// Returns all tables of the folder `vectors`, with shared names of responses and callers.
    pub fn load() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
        let mut whole =
            Self { responses: BTreeMap::new(), callers: BTreeMap::new(), cases: Vec::new() };
        let mut files: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for file in files
            .iter()
            .filter(|file| file.extension().is_some_and(|extension| extension == "toml"))
        {
            let text = std::fs::read_to_string(file).unwrap();
            let table: Self =
                toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            for (name, response) in table.responses {
                assert!(
                    whole.responses.insert(name.clone(), response).is_none(),
                    "duplicate response `{name}`"
                );
            }
            for (name, caller) in table.callers {
                assert!(
                    whole.callers.insert(name.clone(), caller).is_none(),
                    "duplicate caller `{name}`"
                );
            }
            whole.cases.extend(table.cases);
        }
        whole
    }

    /// Returns the number of cases.
    pub fn len(&self) -> usize {
        self.cases.len()
    }

    /// Returns whether there is no case.
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
    }

    /// Returns the callers, by name.
    pub fn callers(&self) -> Arc<BTreeMap<String, Caller>> {
        Arc::new(self.callers.clone())
    }

    /// Checks that every rule of the driver has an allowed and a rejected case.
    pub fn assert_covers(&self, driver: &impl Driver) {
        for (name, text) in driver.rules() {
            let of_rule = |reached: bool| {
                self.cases.iter().any(|case| {
                    case.path.starts_with(&format!("/{name}/"))
                        && self
                            .responses
                            .get(&case.response)
                            .is_some_and(|response| response.reached == reached)
                })
            };
            assert!(of_rule(true), "no case lets anybody in by `{text}` (/{name}/…)");
            assert!(of_rule(false), "no case refuses anybody by `{text}` (/{name}/…)");
        }
    }

    /// Runs every case on `driver`, with an authenticator of the given pace, and reports all
    /// differences.
    pub fn run(&self, driver: &impl Driver, pace: Pace) {
        let mut differences = Vec::new();
        for exception in driver.exceptions() {
            let exists =
                self.cases.iter().any(|case| case.label.as_deref() == Some(exception.label));
            assert!(
                exists,
                "{driver:?} makes an exception for `{}`, which is no label",
                exception.label
            );
        }
        for case in &self.cases {
            let mut case = case.clone();
            match driver
                .exceptions()
                .iter()
                .find(|exception| case.label.as_deref() == Some(exception.label))
            {
                None => {}
                Some(Exception { response: Some(response), .. }) => {
                    case.response = (*response).to_owned();
                }
                Some(Exception { response: None, .. }) => continue,
            }
            let problems = self.run_case(driver, pace, &case);
            for problem in problems {
                differences.push(format!(
                    "{driver:?}, {pace:?}, {} {:?}: {problem}",
                    case.name, case.proves
                ));
            }
        }
        assert!(differences.is_empty(), "\n{}\n", differences.join("\n"));
    }

    /// Returns the rules and sections that the cases cite.
    pub fn cited(&self) -> impl Iterator<Item = &str> {
        self.cases.iter().flat_map(|case| &case.proves).map(String::as_str)
    }

    /// Returns the requests of all cases.
    pub fn requests(&self) -> Vec<Sent> {
        self.cases.iter().map(Case::sent).collect()
    }

    fn run_case(&self, driver: &impl Driver, pace: Pace, case: &Case) -> Vec<String> {
        let response = self
            .responses
            .get(&case.response)
            .unwrap_or_else(|| panic!("no response `{}`", case.response));
        let sent = case.sent();
        let seen = Seen::default();
        let queries = Arc::default();
        let auth = auth(&case.auth, &self.callers(), pace, &seen, &queries);
        let log = Log::default();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        let mut received = log.collect(|| runtime.block_on(driver.send(auth.as_ref(), &sent)));
        // Responses that end a connection have their own table, `uploads`. A success and a
        // concealed rejection never end one.
        if !response.reached && response.status != 404 {
            received.headers.retain(|(name, _)| name != "connection");
        }

        let mut headers = response.headers.clone();
        for challenge in case.challenges.iter().flatten() {
            headers.push(("www-authenticate".to_owned(), challenge.clone()));
        }
        headers.sort();
        let mut problems = Vec::new();
        let mut compare = |what: &str, expected: String, found: String| {
            if expected != found {
                problems.push(format!("{what}: expected {expected}, found {found}"));
            }
        };
        compare("status", response.status.to_string(), received.status.to_string());
        compare("headers", format!("{headers:?}"), format!("{:?}", received.headers));
        compare("body", response.body.clone(), received.body.clone());
        let reached = response.reached.to_string();
        compare("handler reached", reached.clone(), received.trace.handler().to_string());
        compare("extractors reached", reached.clone(), received.trace.extractor().to_string());
        compare("body polled", reached, received.trace.body().to_string());
        let events = log.events();
        let refusals = events.iter().filter(|event| event.contains("enforced=true")).count();
        compare(
            "refusals in the log",
            usize::from(!response.reached).to_string(),
            refusals.to_string(),
        );
        let seen = std::mem::take(&mut *seen.lock().unwrap());
        if auth.is_some() {
            let mut rejections = seen.iter().filter_map(|seen| seen.enforced_rejection);
            let expected = (!response.reached).then_some(response.status);
            compare(
                "observed rejection",
                format!("{expected:?}"),
                format!("{:?}", rejections.next_back()),
            );
        }
        let unrouted = seen.iter().filter(|seen| seen.route.is_none()).count();
        compare("observed without a route", "0".to_owned(), unrouted.to_string());
        if let Some(expected) = case.queries {
            let queries = queries.load(Ordering::SeqCst);
            compare("queries", expected.to_string(), queries.to_string());
        }
        let mut secrets = Vec::new();
        if case.auth.contains("passwords") {
            secrets.extend(passwords::secrets(&sent.headers));
        }
        if case.auth.contains("keys") {
            secrets.extend(api_keys::secrets(&sent.headers));
        }
        if case.auth.contains("sessions") {
            secrets.extend(sessions::ids(&sent.headers));
        }
        for secret in secrets {
            if log.text().contains(&secret) {
                problems.push(format!("`{secret}` is in the log: {}", log.text()));
            }
        }
        if log.text().contains(opaque::SECRET) {
            problems.push(format!("the secret of the service is in the log: {}", log.text()));
        }
        for text in &case.logged {
            let route = text.strip_prefix("route=\"").and_then(|text| text.strip_suffix('"'));
            let text = route
                .map_or_else(|| text.clone(), |route| format!("route={:?}", driver.pattern(route)));
            if !events.iter().any(|event| event.contains(text.as_str())) {
                problems.push(format!("`{text}` is not in the log: {events:?}"));
            }
        }
        problems
    }
}

/// A decision that an observer saw.
#[derive(Debug)]
struct SeenDecision {
    /// The status of the rejection, if it is enforced.
    enforced_rejection: Option<u16>,
    route: Option<String>,
}

type Seen = Arc<Mutex<Vec<SeenDecision>>>;

/// The `Auth`s that cases name.
fn auth(
    name: &str,
    callers: &Arc<BTreeMap<String, Caller>>,
    pace: Pace,
    seen: &Seen,
    queries: &Arc<AtomicUsize>,
) -> Option<Auth> {
    let book = CallerBook::new(callers, pace);
    let api_key = CredentialSource::Header(HeaderName::from_static("x-api-key"));
    // The rest is not read, so that the trace has only the reads before the response.
    let seen = Arc::clone(seen);
    let observe = move |decided: &Decided<'_>| {
        let status = decided.status().map(|status| status.as_u16());
        seen.lock().unwrap().push(SeenDecision {
            enforced_rejection: status.filter(|_| decided.is_enforced()),
            route: decided.route().map(str::to_owned),
        });
    };
    let builder = Auth::builder().clock(|| Timestamp::from_secs(1_000_000)).drain(0);
    let builder = builder.observer(observe);
    let proxies = || {
        ["192.0.2.0/24", "2001:db8::/32", "10.9.0.0/16", "fd99::/16"]
            .map(|network| network.parse().unwrap())
    };
    let builder = match name {
        "none" => return None,
        "bearer" => builder.authenticator(book),
        "bearer without issuer" => builder.authenticator(book.without_issuer()),
        "bearer with users' issuer" => {
            builder.authenticator(book.without_issuer()).user_issuer("https://issuer.example")
        }
        "bearer with a database" => {
            let builder = builder.authenticator(book.clone().without_issuer());
            database::added_to(builder, &book, queries)
        }
        "basic" => {
            builder.authenticator(book.of(Scheme::BASIC, "users", CredentialSource::Authorization))
        }
        "bearer and basic" => {
            let basic = book.clone().of(Scheme::BASIC, "users", CredentialSource::Authorization);
            builder.authenticator(book).authenticator(basic)
        }
        "passwords" => builder.authenticator(passwords::verified(&book)),
        "hashed passwords" => builder.authenticator(passwords::hashed(&book)),
        "bearer and passwords" => {
            let passwords = passwords::verified(&book);
            builder.authenticator(book).authenticator(passwords)
        }
        "opaque" => builder.authenticator(opaque::introspection(&book)),
        "opaque and JWTs" => {
            let opaque = opaque::introspection(&book);
            builder.authenticator(opaque).authenticator(opaque::jwt())
        }
        "bearer and api keys" => {
            let keys = api_keys::in_header(&book);
            builder.authenticator(book).authenticator(keys)
        }
        "bearer of a resource" => builder.authenticator(book).protected_resource(resource()),
        "bearer and basic of a resource" => {
            let basic = book.clone().of(Scheme::BASIC, "users", CredentialSource::Authorization);
            builder.authenticator(book).authenticator(basic).protected_resource(resource())
        }
        "logins" => builder.authenticator(logins::of_requests(&book)),
        "bearer and logins" => {
            let logins = logins::of_requests(&book);
            builder.authenticator(book).authenticator(logins)
        }
        "tokens and prefixed keys" => {
            let keys = api_keys::with_prefix(&book);
            let builder = builder.authenticator(book.taking(Takes::Opaque));
            builder.authenticator(api_keys::jwt()).authenticator(keys)
        }
        "sessions" => {
            builder.authenticator(sessions::of(&book)).trusted_origins(["https://partner.example"])
        }
        "sessions and login" => builder.authenticator(sessions::of(&book)).login("/login"),
        "bearer and sessions" => {
            let sessions = sessions::of(&book);
            builder.authenticator(book).authenticator(sessions)
        }
        "bearer and key" => {
            let keys = book.clone().of(Scheme::new("ApiKey").unwrap(), "keys", api_key);
            builder.authenticator(book).authenticator(keys)
        }
        "behind x-forwarded-for" => {
            builder.authenticator(book).trusted_proxies(ForwardedHeader::XForwardedFor, proxies())
        }
        "behind x-forwarded-for over IPv4" => {
            let proxies = ["192.0.2.0/24".parse().unwrap()];
            builder.authenticator(book).trusted_proxies(ForwardedHeader::XForwardedFor, proxies)
        }
        "behind forwarded" => {
            builder.authenticator(book).trusted_proxies(ForwardedHeader::Forwarded, proxies())
        }
        _ => panic!("no auth `{name}`"),
    };
    Some(builder.build().unwrap())
}

/// The protected resource that challenges name.
fn resource() -> ProtectedResource {
    ProtectedResource::new("https://api.example/mcp").unwrap()
}
