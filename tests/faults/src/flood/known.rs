//! Requests with known tokens, a thousand a second, and their latencies.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use faults::api;
use tokio::runtime::Builder;

use crate::World;

const TOKENS: usize = 20;
const PAUSE: Duration = Duration::from_millis(1);

/// A thread that sends known tokens until it is stopped.
pub(crate) struct Traffic {
    thread: JoinHandle<Replies>,
    latencies: Arc<Mutex<Vec<Duration>>>,
    is_over: Arc<AtomicBool>,
}

/// The number of responses with 200, and of others by their status.
#[derive(Debug, Default)]
pub(crate) struct Replies {
    pub(crate) good: u32,
    pub(crate) bad: Vec<u16>,
}

impl Traffic {
    pub(crate) async fn start(world: &World) -> Self {
        let tokens: Vec<_> =
            (0..TOKENS).map(|number| world.token(&format!("known-{number}"))).collect();
        // A token is cached at its first use.
        for token in &tokens {
            let response = api::send(world.router.clone(), token.clone()).await;
            assert_eq!(response.status(), 200);
        }
        let latencies = Arc::new(Mutex::new(Vec::new()));
        let is_over = Arc::new(AtomicBool::new(false));
        let (router, measured, end) =
            (world.router.clone(), Arc::clone(&latencies), Arc::clone(&is_over));
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let send = move || {
            let mut replies = Replies::default();
            for token in tokens.iter().cycle() {
                if end.load(Ordering::Relaxed) {
                    break;
                }
                let (router, token) = (router.clone(), token.clone());
                let start = Instant::now();
                let status = runtime.block_on(api::send(router, token)).status().as_u16();
                measured.lock().unwrap().push(start.elapsed());
                match status {
                    200 => replies.good += 1,
                    _ => replies.bad.push(status),
                }
                thread::sleep(PAUSE);
            }
            replies
        };
        Self { thread: thread::spawn(send), latencies, is_over }
    }

    /// Returns the latencies during `work`, in order of their size.
    pub(crate) async fn measure(&self, work: impl Future<Output = ()>) -> Vec<Duration> {
        self.latencies.lock().unwrap().clear();
        work.await;
        let mut latencies = std::mem::take(&mut *self.latencies.lock().unwrap());
        latencies.sort_unstable();
        latencies
    }

    pub(crate) fn stop(self) -> Replies {
        self.is_over.store(true, Ordering::Relaxed);
        self.thread.join().unwrap()
    }
}
