//! Hostile requests: each writes one `INFO` line, and each cause one alarm.

use auth_core::Auth;
use auth_core::time::Timestamp;

use crate::callers::{CallerBook, Pace};
use crate::drivers::{Driver, Sent};
use crate::log::Log;
use crate::vectors::Table;

const TOKENS: [&str; 9] = [
    "",
    "Bearer",
    "Bearer forged",
    "Bearer expired",
    "Bearer outage",
    "Bearer a, Bearer b",
    "Basic YTpi",
    "\t",
    "x",
];
const IDS: [&str; 6] = ["1", "editor", "%ff", "%00", "a%2Fb", "%F0%9F%98%80"];
const METHODS: [&str; 5] = ["GET", "POST", "HEAD", "OPTIONS", "PATCH"];

/// Sends the requests of the decision tables, and random changes of them, twice. Counts the log
/// lines of each.
pub fn run(driver: &impl Driver) {
    let table = Table::load();
    let book = CallerBook::new(&table.callers(), Pace::AtOnce);
    let auth = Auth::builder()
        .authenticator(book)
        .clock(|| Timestamp::from_secs(1_000_000))
        .build()
        .unwrap();
    let requests = hostile(table.requests());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    let mut lines = 0;
    for pass in 0..2 {
        for (index, sent) in requests.iter().enumerate() {
            let log = Log::default();
            // A few routes stand outside of every `Auth`.
            let auth = (index % 10 > 0).then_some(&auth);
            log.collect(|| runtime.block_on(driver.send(auth, sent)));
            let events = log.events();
            let count =
                |level| events.iter().filter(|event| event.trim_start().starts_with(level)).count();
            assert!(count("INFO") <= 1, "{driver:?} {sent:?}: {events:#?}");
            lines += count("INFO");
            let alarms = count("ERROR") + count("WARN");
            // Each cause was met in the first pass.
            assert!(pass == 0 || alarms == 0, "{driver:?} {sent:?}: {events:#?}");
        }
    }
    assert!(lines > requests.len(), "{driver:?} refused almost no request: {lines}");
}

/// Sends a path that is not valid UTF-8 once decoded: a client's mistake, which is no alarm.
pub fn send_a_broken_path(driver: &impl Driver) {
    let book = CallerBook::new(&Table::load().callers(), Pace::AtOnce);
    let sent = Sent {
        method: "GET".to_owned(),
        path: "/own/%ff".to_owned(),
        headers: vec![("authorization".to_owned(), "Bearer editor".to_owned())],
        body: String::new(),
        peer: None,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let log = Log::default();
    let received = log.collect(|| runtime.block_on(driver.send(Some(&Auth::new(book)), &sent)));
    assert_eq!(received.status, 403, "{driver:?}");
    assert!(!log.text().contains("ERROR"), "{driver:?} {}", log.text());
}

fn hostile(mut requests: Vec<Sent>) -> Vec<Sent> {
    // Rocket's client knows no other methods.
    requests.retain(|sent| METHODS.contains(&sent.method.as_str()));
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % u64::try_from(below).unwrap()).unwrap()
    };
    let mut hostile: Vec<_> = requests.iter().step_by(3).cloned().collect();
    for _ in 0..100 {
        let mut sent = requests[random(requests.len())].clone();
        if let Some((rule, _)) = sent.path.rsplit_once('/').filter(|(rule, _)| !rule.is_empty()) {
            sent.path = format!("{rule}/{}", IDS[random(IDS.len())]);
        }
        if random(3) > 0 {
            sent.headers.retain(|(name, _)| name != "authorization");
            sent.headers
                .push(("authorization".to_owned(), TOKENS[random(TOKENS.len())].to_owned()));
        }
        METHODS[random(METHODS.len())].clone_into(&mut sent.method);
        hostile.push(sent);
    }
    hostile
}
