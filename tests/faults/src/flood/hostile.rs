//! The flood of hostile tokens.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use faults::api;
use faults::hostile::{self, ISSUED};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::World;

/// The statuses of the responses.
const STATUSES: [u16; 3] = [200, 401, 503];

/// The maximum number of open requests. The verifier lets 256 of them wait.
const MAX_OPEN: usize = 2_000;

/// The number of responses with each status, for each `iat`.
pub(crate) type Replies = [[u32; STATUSES.len()]; ISSUED.len()];

/// Sends this number of tokens, and returns the replies.
pub(crate) async fn flood(world: &Arc<World>, number: u32, a_second: u32) -> Replies {
    let counts: Arc<[[AtomicU32; STATUSES.len()]; ISSUED.len()]> = Arc::default();
    let mut ticks = interval(Duration::from_millis(10));
    // A slow machine takes longer. It sends as many tokens.
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut requests = JoinSet::new();
    for sent in 0..number {
        if sent % (a_second / 100) == 0 {
            ticks.tick().await;
            while requests.try_join_next().is_some() {}
        }
        if requests.len() >= MAX_OPEN {
            requests.join_next().await;
        }
        let row = usize::try_from(sent).unwrap() % ISSUED.len();
        let token = hostile::token(world.issuer.url(), sent, world.now());
        let (router, counts) = (world.router.clone(), Arc::clone(&counts));
        requests.spawn(async move {
            let status = api::send(router, token).await.status().as_u16();
            let column = STATUSES.iter().position(|known| *known == status);
            counts[row][column.expect("a known status")].fetch_add(1, Ordering::Relaxed);
        });
    }
    while let Some(request) = requests.join_next().await {
        request.unwrap();
    }
    counts.each_ref().map(|row| row.each_ref().map(|count| count.load(Ordering::Relaxed)))
}
