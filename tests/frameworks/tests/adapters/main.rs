//! Behaviour that all adapters share, one topic a module.
#![allow(
    clippy::needless_pass_by_value,
    clippy::unused_async,
    reason = "handlers own what they ask for, and frameworks write methods of them"
)]

mod completion;
mod conceal;
mod peek;
mod readiness;
mod requests;
mod resource_metadata;
mod restoration;
mod withheld;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use auth_core::request::{CredentialSource, Scheme};
use auth_core::{Auth, policy};
use tests::callers::{CallerBook, Pace};
use tests::log::Log;
use tests::vectors::Table;

policy! {
    Admins = role = "admin";
}

fn book() -> CallerBook {
    CallerBook::new(&Table::load().callers(), Pace::AtOnce)
}

/// Returns an `Auth` that takes the name of a caller in `Authorization: Bearer`.
fn auth() -> Auth {
    Auth::new(book())
}

/// Returns an `Auth` that takes the name of a caller in `X-Api-Key`.
fn key_auth() -> Auth {
    let key = CredentialSource::Header(http::HeaderName::from_static("x-api-key"));
    Auth::new(book().of(Scheme::new("ApiKey").unwrap(), "keys", key))
}

/// Runs `test` with a clock that jumps to the next timer as soon as nothing else is left to do.
fn run<T>(test: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().start_paused(true).build().unwrap().block_on(test)
}

/// Returns the result of `work`, and the events that this project logged of it.
fn logged<T>(work: impl Future<Output = T>) -> (T, Vec<String>) {
    let log = Log::default();
    let result = log.collect(|| run(work));
    (result, log.events())
}

/// Returns the output of a future, or `None` if it panics.
async fn caught<F: Future>(future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    std::future::poll_fn(|context| {
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(output)) => Poll::Ready(Some(output)),
            Err(_) => Poll::Ready(None),
        }
    })
    .await
}
