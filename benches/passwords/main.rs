//! The time that `Basic` takes for a wrong password, an unknown user and a cached password.
//!
//! `cargo bench -p benches --bench passwords` prints one table. Wrong passwords and unknown users
//! take turns in one run. The ratio of their medians is 1 if the time of a response does not tell
//! which users exist.

use std::collections::HashMap;
use std::error::Error;
use std::time::{Duration, Instant};

use auth_core::Identity;
use auth_core::basic::{
    Password, PasswordHashes, PasswordVerifier as _, StoredUser, hash_password,
};

/// The number of requests of each kind that compute a hash.
const ROUNDS: usize = 200;
/// The number of requests with a cached password.
const CACHED: usize = 10_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let alice = Identity::builder("https://api.example", "alice").build()?;
    let stored = StoredUser::new(&hash_password("open sesame")?, alice)?;
    let passwords = PasswordHashes::new(HashMap::from([("alice".to_owned(), stored)]));
    let (mut wrong, mut unknown, mut cached) = (Vec::new(), Vec::new(), Vec::new());
    for attempt in 0..2 * ROUNDS {
        // Without a period: the threads of the runtime and their memory would follow it.
        let is_known = attempt.count_ones() % 2 == 0;
        let (user, times) =
            if is_known { ("alice", &mut wrong) } else { ("mallory", &mut unknown) };
        times.push(time(&passwords, user, &attempt.to_string(), false).await);
    }
    time(&passwords, "alice", "open sesame", true).await;
    for _ in 0..CACHED {
        cached.push(time(&passwords, "alice", "open sesame", true).await);
    }
    println!("| request | quartile, µs | median, µs | quartile, µs |\n|---|--:|--:|--:|");
    let [wrong, unknown] = [("wrong password", wrong), ("unknown user", unknown)].map(row);
    row(("cached password", cached));
    println!("\nunknown user : wrong password = {:.3}", unknown / wrong);
    Ok(())
}

async fn time(passwords: &PasswordHashes, user: &str, password: &str, is_right: bool) -> Duration {
    let start = Instant::now();
    let result = passwords.verify(user.to_owned(), Password::new(password)).await;
    let time = start.elapsed();
    assert_eq!(result.is_ok(), is_right, "the password of {user}");
    time
}

/// Prints the quartiles of a kind of request, and returns the median.
fn row((name, mut times): (&str, Vec<Duration>)) -> f64 {
    times.sort_unstable();
    let quartile = |quarter: usize| {
        let time = times.get(times.len() * quarter / 4).copied().unwrap_or_default();
        time.as_secs_f64() * 1e6
    };
    println!("| {name} | {:.1} | {:.1} | {:.1} |", quartile(1), quartile(2), quartile(3));
    quartile(2)
}
