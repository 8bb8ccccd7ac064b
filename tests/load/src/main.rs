//! The quickstart under load: 200,000 requests over real sockets, with valid, expiring, forged and
//! revoked tokens of a thousand users. Each response is compared with the expected one.
//!
//! `cargo run --release -p load` prints its seed. `-- --seed 7` repeats the requests of a run,
//! `-- --requests 1000000` sends more of them. It ends with 1 if a response was unexpected.
//!
//! Each expectation follows from the tokens' claims and from the changes so far, in
//! `expectations.rs`, which does not use the library. The run sets the application's clock. Between
//! two changes, every expectation is exact. The response to a request during a change must be right
//! before or after it.
//!
//! `all_kinds` does the same with one application for all kinds of credentials.
//!
//! Then the routes stand behind an authenticator that hangs, fails and panics, and clients
//! disconnect: the response is 503 or absent, and the next request succeeds.
//!
//! At the end, `cost.rs` measures the CPU time of a server for each request.

mod all_kinds;
mod calls;
mod clients;
mod connection;
mod cost;
mod credentials;
mod differences;
mod expectations;
mod forgeries;
mod fragile;
mod latencies;
mod misfortunes;
mod pace;
mod report;
mod run;
mod server;
mod timeline;
mod unguarded;
mod world;

use std::process::ExitCode;

/// The default number of requests.
const REQUESTS: usize = 200_000;
/// The number of requests for each kind of credentials and each way.
const ENOUGH: usize = 20_000;
/// The number of failures for each client.
const ROUNDS: usize = 48;

#[tokio::main]
async fn main() -> Result<ExitCode, String> {
    let mut arguments = std::env::args().skip(1);
    if let (Some("--serve"), Some(contestant)) = (arguments.next().as_deref(), arguments.next()) {
        return cost::serve(&contestant).await.map(|()| ExitCode::SUCCESS);
    }
    let (seed, requests) = options(std::env::args().skip(1))?;
    println!("seed {seed}: run it again with `-- --seed {seed}`\n");
    let mut rng = fastrand::Rng::with_seed(seed);
    let outcome = run::run(&mut rng, requests).await;
    let all_kinds = all_kinds::run(&mut rng, requests).await;
    report::silence(fragile::PANIC);
    let misfortunes = misfortunes::meet(&mut rng, ROUNDS).await;
    println!("{}", report::report(&outcome));
    println!("{}", cost::measure().await);
    println!("{}", report::kinds(&all_kinds.kinds));
    let differences =
        outcome.findings.differences.count() + all_kinds.differences.count() + misfortunes.count();
    if differences == 0 {
        let met = misfortunes::CLIENTS * ROUNDS;
        println!(
            "Every response was the expected one. {met} authenticators hung, failed, panicked or \
            lost their client, and the next request succeeded."
        );
        return Ok(ExitCode::SUCCESS);
    }
    println!(
        "{}{}{misfortunes}{differences} answers were not the expected ones (seed {seed}).",
        outcome.findings.differences, all_kinds.differences
    );
    Ok(ExitCode::FAILURE)
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<(u64, usize), String> {
    let (mut seed, mut requests) = (fastrand::u64(..), REQUESTS);
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("`{name}` needs a number behind it"))?;
        let wrong = |error| format!("`{name} {value}`: {error}");
        match name.as_str() {
            "--seed" => seed = value.parse().map_err(wrong)?,
            "--requests" => requests = value.parse().map_err(wrong)?,
            _ => {
                return Err(format!(
                    "unknown option `{name}`: there are `--seed` and `--requests`"
                ));
            }
        }
    }
    if requests < ENOUGH {
        return Err(format!("fewer than {ENOUGH} requests prove nothing"));
    }
    Ok((seed, requests))
}
