//! The table of faults: responses, fetches and events, with keys from before and without.

mod rows;

use faults::fault::Fault;

use crate::world::{Reply, World, run};
use rows::{Row, rows};

/// The results of a fault that begins when the API has keys.
#[derive(Debug, Eq, PartialEq)]
struct WithKeys {
    /// The responses to a cached and to a new token: when the keys are aging, stale, and after the
    /// fault.
    replies: Vec<Reply>,
    /// The fetches of the metadata and of the keys during the fault.
    fetches: (usize, usize),
}

/// The results of a fault that begins before the API has keys.
#[derive(Debug, Eq, PartialEq)]
struct WithoutKeys {
    /// The first response.
    first: Reply,
    /// The response while the next fetch is not due.
    second: Reply,
    /// The fetches of the metadata and of the keys during the fault.
    fetches: (usize, usize),
    /// The number of requests after the fault, each as late as the response before it demands,
    /// until the first success.
    retries: u32,
}

#[test]
fn s35_known_keys_outlive_each_fault() {
    println!("| fault | 200 during the fault | fetches: metadata, keys | event |");
    println!("|---|--:|--:|---|");
    for row in rows() {
        let found = run(async |world| with_keys(&world, &row).await);
        let good = found.replies.iter().filter(|reply| **reply == Reply::OK).count();
        let (metadata, keys) = found.fetches;
        println!(
            "| {} | {good} of {} | {metadata}, {keys} | WARN `{}`, then INFO |",
            row.name,
            found.replies.len(),
            row.errors[1]
        );
        let expected = WithKeys { replies: vec![Reply::OK; 6], fetches: row.with_keys };
        assert_eq!(found, expected, "{}", row.name);
    }
}

#[test]
fn s35_fault_without_keys_is_a_503_and_ends() {
    println!("| fault | at | response | fetches: metadata, keys | requests until 200 |");
    println!("|---|---|---|--:|--:|");
    for row in rows() {
        for (place, metadata, keys, expected) in [
            ("metadata", &row.metadata, &Fault::None, &row.at_metadata),
            ("keys", &Fault::None, &row.keys, &row.at_keys),
        ] {
            let Some(expected) = expected else { continue };
            let found = run(async |world| without_keys(&world, &row, metadata, keys).await);
            let delay = found.first.retry_after.unwrap_or_default();
            let (metadata, keys) = found.fetches;
            println!(
                "| {} | {place} | {}, after {delay} s | {metadata}, {keys} | {} |",
                row.name, found.first.status, found.retries
            );
            assert_eq!(found, *expected, "{}, {place}", row.name);
        }
    }
}

async fn with_keys(world: &World, row: &Row) -> WithKeys {
    let cached = world.token("cached");
    assert_eq!(world.send(&cached).await, Reply::OK);
    assert_eq!(world.issuer.fetches(), (1, 1));
    world.fail(&row.metadata, &row.keys);
    let mut replies = Vec::new();
    let send = async |replies: &mut Vec<Reply>| {
        for token in [&cached, &world.token("new")] {
            replies.push(world.send(token).await);
        }
    };
    // After 11 minutes, the keys are aging. After 22 minutes, they are stale.
    for failures in 1..=2 {
        world.pass(11 * 60).await;
        send(&mut replies).await;
        world.failures(failures).await;
    }
    let (metadata, keys) = world.issuer.fetches();
    // The metadata is read again at the second attempt.
    for error in row.errors {
        assert_warning(world, error);
    }
    world.recover();
    // The longest pause.
    world.pass(5 * 60).await;
    send(&mut replies).await;
    world.until(|| world.count("were fetched again") == 1).await;
    assert_eq!(world.jwt.key_status().error(), None);
    WithKeys { replies, fetches: (metadata - 1, keys - 1) }
}

async fn without_keys(world: &World, row: &Row, metadata: &Fault, keys: &Fault) -> WithoutKeys {
    world.fail(metadata, keys);
    let token = world.token("alice");
    let first = world.send(&token).await;
    world.failures(1).await;
    let second = world.send(&token).await;
    let fetches = world.issuer.fetches();
    assert_warning(world, row.errors[usize::from(*metadata == Fault::None)]);
    assert_eq!(world.count("ERROR auth_core: there are no keys"), 1);
    world.recover();
    let mut reply = second;
    let mut retries = 0;
    while reply.status != 200 {
        retries += 1;
        world.pass(reply.retry_after.unwrap()).await;
        reply = world.send(&token).await;
    }
    WithoutKeys { first, second, fetches, retries }
}

/// Asserts that a failure is logged with this reason.
fn assert_warning(world: &World, error: &str) {
    let events = world.events();
    let is_expected =
        |event: &String| event.contains("WARN auth_core: the keys") && event.contains(error);
    assert!(events.iter().any(is_expected), "`{error}` is not in {events:#?}");
}

#[test]
fn stale_keys_are_used_after_two_seconds() {
    for fault in [Fault::HangAfterAccept, Fault::HangAfterHeaders, Fault::HangInBody] {
        run(async |world| {
            let token = world.token("alice");
            assert_eq!(world.send(&token).await, Reply::OK);
            world.fail(&fault, &fault);
            world.pass(22 * 60).await;
            let start = world.now();
            assert_eq!(world.send(&token).await, Reply::OK);
            assert_eq!(world.now() - start, 2, "{fault:?}");
            // The next request does not wait for the same fetch.
            world.failures(1).await;
            let start = world.now();
            assert_eq!(world.send(&token).await, Reply::OK);
            assert_eq!(world.now() - start, 0, "{fault:?}");
        });
    }
}
