//! The gain of a second thread, for a guarded router and an unguarded one.

use std::sync::Barrier;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderValue, Request, StatusCode, Uri};
use tower_service::Service as _;

use crate::contestants::{self, OURS, PATH, UNGUARDED};
use crate::keys::Keys;
use crate::tokens::{Caller, Mint};

/// The requests of one thread in one turn.
const REQUESTS: usize = 20_000;

/// The number of users that take turns.
const USERS: usize = 64;

pub(crate) fn report(keys: &Keys, rounds: usize) {
    let tokens = Mint::default().authorizations(keys, Caller::Admin, USERS);
    let wanted = |name: &str| name == UNGUARDED || name == OURS;
    let apps: Vec<_> = contestants::all(keys).into_iter().filter(|one| wanted(one.name)).collect();
    let mut gains: Vec<Vec<f64>> = vec![Vec::new(); apps.len()];
    for round in 0..=rounds {
        for (one, gains) in apps.iter().zip(&mut gains) {
            let alone = turn(&one.app, &tokens, 1);
            let together = turn(&one.app, &tokens, 2);
            // The first round fetches code and tokens into the caches.
            if round > 0 {
                gains.push(2.0 * alone.as_secs_f64() / together.as_secs_f64());
            }
        }
    }
    println!(
        "\nRequests of two threads for each of one, known tokens of {USERS} users; medians of \
         {rounds} rounds.\n"
    );
    println!("| router | gain |\n|---|--:|");
    let medians: Vec<_> = gains.into_iter().map(median).collect();
    for (one, gain) in apps.iter().zip(&medians) {
        println!("| {} | {gain:.2} |", one.name);
    }
    if let [unguarded, ours] = &*medians {
        println!(
            "\nThe guarded router gains {:.2} times what the unguarded one does.\n",
            ours / unguarded
        );
    }
}

/// Returns the time in which each of these threads sends the requests of a turn.
fn turn(app: &Router, tokens: &[HeaderValue], threads: usize) -> Duration {
    let barrier = Barrier::new(threads);
    let times: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|thread| {
                let (app, barrier) = (app.clone(), &barrier);
                scope.spawn(move || {
                    let runtime =
                        tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
                    barrier.wait();
                    let start = Instant::now();
                    runtime.block_on(requests(app, tokens, thread * 7));
                    start.elapsed()
                })
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().expect("no request panics")).collect()
    });
    times.into_iter().max().unwrap_or_default()
}

async fn requests(mut app: Router, tokens: &[HeaderValue], first: usize) {
    // Each thread has its own copies: on a server, connections share no headers.
    let copy = |token: &HeaderValue| HeaderValue::from_bytes(token.as_bytes()).expect("it was one");
    let tokens: Vec<_> = tokens.iter().map(copy).collect();
    for token in tokens.iter().cycle().skip(first).take(REQUESTS) {
        let mut request = Request::new(Body::empty());
        *request.uri_mut() = Uri::from_static(PATH);
        request.headers_mut().insert(AUTHORIZATION, token.clone());
        let Ok(response) = app.call(request).await;
        assert_eq!(response.status(), StatusCode::OK);
        let body = to_bytes(response.into_body(), usize::MAX).await;
        assert!(body.is_ok(), "a body in memory");
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
