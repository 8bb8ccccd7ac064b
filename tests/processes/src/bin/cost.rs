//! The cost of a status on the loopback interface: `cargo run --release -p processes --bin cost`.

use std::time::{Duration, Instant};

use auth_core::Identity;
use auth_core::authn::{InMemoryRevocations, RevocationStatus, Revocations};
use auth_core::time::Timestamp;
use auth_redis::RedisRevocations;
use processes::api::ISSUER;
use processes::server::{Data, RedisServer};

const CALLERS: usize = 1_000;
const QUERIES: usize = 20_000;
const AT_ONE_TIME: usize = 64;

async fn query(store: &impl Revocations, identity: &Identity) {
    let status = store.standing(identity, Timestamp::from_secs(0)).await;
    assert_eq!(status.expect("Redis responds"), RevocationStatus::Good);
}

/// Prints the median and the 99th percentile of single queries, and the rate of concurrent ones.
async fn measure(name: &str, store: impl Revocations) {
    let callers: Vec<Identity> = (0..CALLERS)
        .map(|number| Identity::builder(ISSUER, format!("user{number}")).token_id("5f0c"))
        .map(|caller| caller.build().expect("a subject"))
        .collect();
    for caller in &callers {
        query(&store, caller).await;
    }
    let mut times: Vec<Duration> = Vec::with_capacity(QUERIES);
    for caller in callers.iter().cycle().take(QUERIES) {
        let start = Instant::now();
        query(&store, caller).await;
        times.push(start.elapsed());
    }
    times.sort();
    let start = Instant::now();
    let store = std::sync::Arc::new(store);
    let tasks: Vec<_> = (0..AT_ONE_TIME)
        .map(|_| {
            let (store, callers) = (std::sync::Arc::clone(&store), callers.clone());
            tokio::spawn(async move {
                for caller in callers.iter().cycle().take(QUERIES / AT_ONE_TIME) {
                    query(&*store, caller).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic");
    }
    let rate =
        f64::from(u32::try_from(QUERIES).unwrap_or(u32::MAX)) / start.elapsed().as_secs_f64();
    let (median, slow) = (times[QUERIES / 2], times[QUERIES / 100 * 99]);
    println!("| {name} | {median:?} | {slow:?} | {rate:.0} |");
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let redis = RedisServer::start(Data::Kept, &[]);
    let store = async || RedisRevocations::connect(&redis.url()).await;
    store().await?.initialize().await?;
    println!("| store | median | p99 | statuses per second, {AT_ONE_TIME} at one time |");
    println!("|---|---|---|---|");
    measure("memory", InMemoryRevocations::default()).await;
    measure("Redis", store().await?).await;
    measure("Redis, tolerant", store().await?.tolerate(Duration::from_secs(60))).await;
    measure("Redis, cached", store().await?.cached_for(Duration::from_secs(60))).await;
    Ok(())
}
