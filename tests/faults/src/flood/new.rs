//! Requests with new tokens of the current signer, each repeated as its responses demand.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use faults::api;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::sleep;

use crate::World;

const PAUSE: Duration = Duration::from_millis(20);
/// The time within which a valid token is accepted.
const PATIENCE: Duration = Duration::from_secs(10);

/// A task that sends new tokens until it is stopped.
pub(crate) struct Traffic {
    task: JoinHandle<Vec<Reply>>,
    is_over: Arc<AtomicBool>,
}

/// The result of one token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reply {
    /// The status of the first response.
    pub(crate) first: u16,
    /// The status of the last response: 200, or the one after [`PATIENCE`].
    pub(crate) last: u16,
    /// The time from the first request to the last response.
    pub(crate) time: Duration,
}

impl Traffic {
    pub(crate) fn start(world: &Arc<World>) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let (world, end) = (Arc::clone(world), Arc::clone(&is_over));
        let task = tokio::spawn(async move {
            let mut requests = JoinSet::new();
            while !end.load(Ordering::Relaxed) {
                let token = world.token(&format!("new-{}", requests.len()));
                requests.spawn(send(Arc::clone(&world), token));
                sleep(PAUSE).await;
            }
            requests.join_all().await
        });
        Self { task, is_over }
    }

    pub(crate) async fn stop(self) -> Vec<Reply> {
        self.is_over.store(true, Ordering::Relaxed);
        self.task.await.unwrap()
    }
}

async fn send(world: Arc<World>, token: String) -> Reply {
    let start = Instant::now();
    let mut first = None;
    loop {
        let response = api::send(world.router.clone(), token.clone()).await;
        let (last, time) = (response.status().as_u16(), start.elapsed());
        let first = *first.get_or_insert(last);
        match api::retry_after(&response) {
            Some(delay) if last == 503 && time < PATIENCE => {
                sleep(Duration::from_secs(delay.unsigned_abs())).await;
            }
            _ => return Reply { first, last, time },
        }
    }
}
