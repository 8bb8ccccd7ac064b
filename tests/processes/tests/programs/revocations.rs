//! Two processes, one revocation: the delay until the other process rejects the token.

use std::time::{Duration, Instant};

use auth_redis::RedisRevocations;
use processes::server::{Data, RedisServer};

use crate::process::Process;

/// Revokes tokens in one process. Returns the delays until the other process rejects them, sorted,
/// each with `true` if a request after `cached_for` was let in.
async fn delays(redis: &RedisServer, cached_for: Duration, rounds: usize) -> Vec<(Duration, bool)> {
    let mut one = Process::start(&redis.url(), cached_for).await;
    let mut other = Process::start(&redis.url(), cached_for).await;
    let mut delays = Vec::new();
    for round in 0..rounds {
        let token = format!("user{round}.t{round}.{}", cached_for.as_millis());
        assert_eq!((one.client.me(&token).await, other.client.me(&token).await), (200, 200));
        assert!(one.client.revoke(&format!("user/user{round}/{}", cached_for.as_millis())).await);
        let (stored, mut late) = (Instant::now(), false);
        assert_eq!(one.client.me(&token).await, 401);
        loop {
            let sent = Instant::now();
            if other.client.me(&token).await == 401 {
                break;
            }
            late |= sent >= stored + cached_for;
        }
        delays.push((stored.elapsed(), late));
    }
    // A process that starts later knows the revocations of one that has ended.
    drop(one);
    let mut later = Process::start(&redis.url(), cached_for).await;
    let token = format!("user0.t0.{}", cached_for.as_millis());
    assert_eq!((later.client.me(&token).await, other.client.me(&token).await), (401, 401));
    delays.sort();
    delays
}

#[tokio::test]
async fn s57_another_process_rejects_within_the_delay() {
    let redis = RedisServer::start(Data::Kept, &[]);
    RedisRevocations::connect(&redis.url()).await.unwrap().initialize().await.unwrap();
    for (cached_for, rounds) in [(Duration::ZERO, 200), (Duration::from_millis(200), 5)] {
        let delays = delays(&redis, cached_for, rounds).await;
        let (median, greatest) = (delays[rounds / 2].0, delays[rounds - 1].0);
        println!("cached for {cached_for:?}: rejected after {median:?}, at most {greatest:?}");
        assert!(delays.iter().all(|(_, late)| !late), "{delays:?}");
    }
}
