//! Tests of enrichments and of their cache.

use std::collections::HashMap;
use std::error::Error;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::sync::Notify;
use tokio::time::Instant;

use super::*;

const ISSUER: &str = "https://issuer.example";

fn caller(issuer: &str, subject: &str) -> Identity {
    Identity::builder(issuer, subject).role("member").build().unwrap()
}

fn alice() -> Identity {
    caller(ISSUER, "alice")
}

fn installed(enrichment: impl Enrichment) -> Installed {
    Installed::new(CallersOf::UserIssuer, enrichment)
}

/// Returns the roles of a caller after enrichment, or the error with its source.
async fn roles(installed: &Installed, caller: Identity) -> Result<String, String> {
    let result = installed.enrich(caller).await;
    let source = |error: AuthenticationError| {
        format!("{error}: {}", error.source().map(ToString::to_string).unwrap_or_default())
    };
    Ok(result.map_err(source)?.roles().collect::<Vec<_>>().join(" "))
}

/// Returns an enrichment with the number of the query as a role, and the number of queries.
fn counted() -> (impl Enrichment, Arc<AtomicUsize>) {
    let queries = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&queries);
    let enrichment = move |caller: Identity| {
        let query = count.fetch_add(1, Ordering::SeqCst) + 1;
        let role = format!("{}-{query}", caller.issuer());
        async move { Ok::<_, io::Error>(Additions::new().roles([role])) }
    };
    (enrichment, queries)
}

#[tokio::test(start_paused = true)]
async fn additions_are_cached_for_a_bounded_time() {
    let (enrichment, _) = counted();
    let installed = installed(enrichment);
    for (seconds, query) in [(0, 1), (9, 1), (1, 2), (9, 2)] {
        tokio::time::advance(Duration::from_secs(seconds)).await;
        let expected = format!("member {ISSUER}-{query}");
        assert_eq!(roles(&installed, alice()).await, Ok(expected));
    }
}

#[tokio::test(start_paused = true)]
async fn lifetime_is_at_most_one_hour() {
    let (enrichment, queries) = counted();
    let installed = installed(enrichment.cached_for(Duration::MAX));
    for (seconds, expected) in [(0, 1), (3_599, 1), (1, 2)] {
        tokio::time::advance(Duration::from_secs(seconds)).await;
        roles(&installed, alice()).await.unwrap();
        assert_eq!(queries.load(Ordering::SeqCst), expected);
    }
}

#[tokio::test]
async fn callers_of_two_issuers_share_no_additions() {
    let (enrichment, queries) = counted();
    let installed = installed(enrichment.cached_for(Duration::MAX));
    // Without a border between issuer and subject, the last two would be one caller.
    for (issuer, subject) in [("a", "alice"), ("b", "alice"), ("ab", "c"), ("a", "bc")] {
        let roles = roles(&installed, caller(issuer, subject)).await.unwrap();
        assert!(roles.starts_with(&format!("member {issuer}-")), "{roles}");
    }
    assert_eq!(queries.load(Ordering::SeqCst), 4);
}

#[tokio::test]
async fn s55_additions_depend_on_no_grant_of_a_token() {
    let installed = installed(|caller: Identity| {
        let grants = caller.roles().chain(caller.scopes()).count();
        let data = caller.claim("org").is_some() || caller.attached::<u32>().is_some();
        let seen = grants + usize::from(data);
        async move { Ok::<_, io::Error>(Additions::new().roles([format!("seen-{seen}")])) }
    });
    let claims = serde_json::Map::from_iter([("org".to_owned(), "blue".into())]);
    let token = Identity::builder(ISSUER, "alice").role("member").scope("admin").claims(claims);
    let token = token.build().unwrap().attach(1_u32);
    assert_eq!(roles(&installed, token).await, Ok("member seen-0".to_owned()));
}

#[tokio::test]
async fn zero_lifetime_asks_for_each_request() {
    let (enrichment, queries) = counted();
    let installed = installed(enrichment.cached_for(Duration::ZERO));
    for expected in 1..4 {
        roles(&installed, alice()).await.unwrap();
        assert_eq!(queries.load(Ordering::SeqCst), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn closed_account_is_cached_for_5_s_at_most() {
    let queries = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&queries);
    let installed = installed(
        (move |_| {
            let query = count.fetch_add(1, Ordering::SeqCst);
            async move {
                match query {
                    0 => Err(Box::<dyn Error + Send + Sync>::from(AuthenticationError::invalid(
                        "the account is closed",
                    ))),
                    _ => Ok(Additions::new()),
                }
            }
        })
        .cached_for(Duration::from_secs(60)),
    );
    let closed = Err("the credentials are invalid: the account is closed".to_owned());
    for (seconds, expected) in [(0, &closed), (4, &closed), (1, &Ok("member".to_owned()))] {
        tokio::time::advance(Duration::from_secs(seconds)).await;
        assert_eq!(roles(&installed, alice()).await, *expected);
    }
    assert_eq!(queries.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn failure_is_not_cached() {
    let queries = AtomicUsize::new(0);
    let installed = installed(move |_| {
        let query = queries.fetch_add(1, Ordering::SeqCst);
        async move {
            match query {
                0 => Err(io::Error::other("no such table")),
                _ => Ok(Additions::new().roles(["editor"])),
            }
        }
    });
    let failed = "the credentials cannot be checked now: no such table".to_owned();
    assert_eq!(roles(&installed, alice()).await, Err(failed));
    assert_eq!(roles(&installed, alice()).await, Ok("member editor".to_owned()));
}

#[tokio::test]
async fn rejection_without_credentials_stays_a_rejection() {
    let installed = installed(async |_| Err::<Additions, _>(AuthenticationError::NoCredentials));
    let error = installed.enrich(alice()).await.unwrap_err();
    assert!(matches!(error, AuthenticationError::Invalid(_)), "{error:?}");
}

/// An enrichment that waits for `go`, and the number of queries that began.
fn waiting(go: &Arc<Notify>) -> (Arc<Installed>, Arc<AtomicUsize>) {
    let queries = Arc::new(AtomicUsize::new(0));
    let (go, count) = (Arc::clone(go), Arc::clone(&queries));
    let enrichment = move |caller: Identity| {
        count.fetch_add(1, Ordering::SeqCst);
        let go = Arc::clone(&go);
        async move {
            go.notified().await;
            Ok::<_, io::Error>(Additions::new().attach(caller.subject().to_owned()))
        }
    };
    (Arc::new(installed(enrichment)), queries)
}

#[tokio::test]
async fn concurrent_requests_share_one_query() {
    let go = Arc::new(Notify::new());
    let (installed, queries) = waiting(&go);
    let requests: Vec<_> = (0..50)
        .map(|_| {
            let installed = Arc::clone(&installed);
            tokio::spawn(async move { installed.enrich(alice()).await })
        })
        .collect();
    tokio::task::yield_now().await;
    go.notify_one();
    for request in requests {
        let identity = request.await.unwrap().unwrap();
        assert_eq!(identity.attached::<String>().unwrap(), "alice");
    }
    assert_eq!(queries.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn request_that_ends_leaves_its_query_to_the_next() {
    let go = Arc::new(Notify::new());
    let (installed, queries) = waiting(&go);
    let spawn = || {
        let installed = Arc::clone(&installed);
        tokio::spawn(async move { installed.enrich(alice()).await })
    };
    let (first, second) = (spawn(), spawn());
    tokio::task::yield_now().await;
    assert_eq!(queries.load(Ordering::SeqCst), 1);
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    tokio::task::yield_now().await;
    assert_eq!(queries.load(Ordering::SeqCst), 2);
    go.notify_one();
    assert!(second.await.unwrap().is_ok());
}

/// A generator of numbers that is the same in each run (Knuth's constants).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) % limit
    }
}

/// The times at which each caller got a new version of its grants.
#[derive(Default)]
struct History(Mutex<HashMap<String, Vec<Instant>>>);

impl History {
    fn change(&self, caller: &str) {
        self.0.lock().unwrap().entry(caller.to_owned()).or_default().push(Instant::now());
    }

    fn version(&self, caller: &str) -> usize {
        self.0.lock().unwrap().get(caller).map_or(0, Vec::len)
    }

    /// Returns the time at which a version was replaced, if it was.
    fn replaced(&self, caller: &str, version: usize) -> Option<Instant> {
        self.0.lock().unwrap().get(caller)?.get(version).copied()
    }
}

fn name(caller: &Identity) -> String {
    format!("{}|{}", caller.issuer(), caller.subject())
}

/// Changes, queries of 0 to 300 ms, failures and requests that end overlap for 40 callers, among
/// them some with equal subjects. Each response is one of the caller's own versions, and one that
/// was replaced at most the lifetime before the request.
#[tokio::test(start_paused = true)]
async fn load_mixes_no_callers_and_no_old_grants() {
    const LIFETIME: Duration = Duration::from_millis(500);
    let history = Arc::new(History::default());
    let queries = Arc::new(AtomicUsize::new(0));
    let database = Arc::clone(&history);
    let count = Arc::clone(&queries);
    let enrichment = move |caller: Identity| {
        let database = Arc::clone(&database);
        let query = count.fetch_add(1, Ordering::SeqCst);
        async move {
            let role = format!("{}|{}", name(&caller), database.version(&name(&caller)));
            tokio::time::sleep(Duration::from_millis(query as u64 * 37 % 300)).await;
            if query.is_multiple_of(11) {
                return Err(io::Error::other("connection refused"));
            }
            Ok(Additions::new().roles([role]))
        }
    };
    let installed = Arc::new(installed(enrichment.cached_for(LIFETIME)));
    let mut numbers = Numbers(7);
    let mut requests = Vec::new();
    for _ in 0..20_000 {
        let (issuer, subject) = (numbers.below(4), numbers.below(10));
        let caller = caller(&format!("i{issuer}"), &format!("s{subject}"));
        if numbers.below(5) == 0 {
            history.change(&name(&caller));
        }
        let (installed, history) = (Arc::clone(&installed), Arc::clone(&history));
        let request = tokio::spawn(async move {
            let began = Instant::now();
            let Ok(found) = installed.enrich(caller.clone()).await else { return 0 };
            let role = found.roles().last().unwrap().to_owned();
            let version = role.strip_prefix(&format!("{}|", name(&caller)));
            let version = version.unwrap_or_else(|| panic!("{role} for {caller:?}"));
            let replaced = history.replaced(&name(&caller), version.parse().unwrap());
            let is_old = replaced.is_some_and(|replaced| replaced + LIFETIME < began);
            assert!(!is_old, "{role} was replaced long before");
            1
        });
        if numbers.below(7) == 0 {
            request.abort();
        } else {
            requests.push(request);
        }
        tokio::time::sleep(Duration::from_millis(numbers.below(3))).await;
    }
    let mut good = 0;
    for request in requests {
        good += request.await.unwrap();
    }
    let queries = queries.load(Ordering::SeqCst);
    assert!(good > 15_000, "{good} responses");
    assert!(queries > 500 && queries < 5_000, "{queries} queries");
}
