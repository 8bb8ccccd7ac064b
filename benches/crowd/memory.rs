//! Resident memory after a million tokens, and cached tokens after a flood of invalid ones.

use std::time::Instant;

use auth_core::jwt::Jwt;
use auth_core::time::Timestamp;
use axum::http::HeaderValue;

use crate::contestants::ours;
use crate::keys::{self, Keys};
use crate::tokens::{Caller, Mint};

/// Twice the capacity of the cache.
const FIRST: usize = 20_000;

/// The number of valid tokens that must stay cached during the flood.
const REGULARS: usize = 1_000;

pub(crate) fn report(keys: &Keys, count: usize) {
    let jwt = ours::jwt(keys);
    let mut mint = Mint::default();
    let empty = resident();
    see(&jwt, keys, &mut mint, FIRST, true);
    let first = resident();
    see(&jwt, keys, &mut mint, count, true);
    let last = resident();
    println!("\n{FIRST} distinct tokens, then {count} more, 10,000 of them cached.\n");
    println!(
        "| resident | kB |\n|---|--:|\n| before | {empty} |\n| after {FIRST} | {first} |\n\
         | after all | {last} |\n"
    );
    println!("That is {:.3} times as much.", ratio(last, first));

    let jwt = ours::jwt(keys);
    let regulars: Vec<_> = mint.authorizations(keys, Caller::Admin, REGULARS);
    for regular in &regulars {
        for _ in 0..2 {
            assert!(jwt.verify(token(regular), Timestamp::now()).is_ok(), "a good token");
        }
    }
    // A cached token costs a small part of a verification.
    let verify = || {
        let start = Instant::now();
        for regular in &regulars {
            assert!(jwt.verify(token(regular), Timestamp::now()).is_ok(), "a good token");
        }
        start.elapsed() / u32::try_from(regulars.len()).unwrap_or(u32::MAX)
    };
    let before = verify();
    see(&jwt, &keys::hs256(), &mut mint, count, false);
    println!(
        "A flood of {count} distinct bad tokens: a good one took {before:?} before, {:?} after.",
        verify()
    );
}

/// Verifies `count` new tokens.
fn see(jwt: &Jwt, keys: &Keys, mint: &mut Mint, count: usize, good: bool) {
    for _ in 0..count {
        let one = mint.authorization(keys, Caller::Admin);
        // Twice: a token that is used once is not cached.
        for _ in 0..2 {
            assert_eq!(jwt.verify(token(&one), Timestamp::now()).is_ok(), good);
        }
    }
}

fn token(authorization: &HeaderValue) -> &str {
    authorization
        .to_str()
        .ok()
        .and_then(|text| text.strip_prefix("Bearer "))
        .expect("as it was minted")
}

/// Returns the resident memory of the process in kB, or 0 if the system does not report it.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

#[expect(clippy::cast_precision_loss, reason = "kilobytes of one process")]
fn ratio(one: u64, other: u64) -> f64 {
    one as f64 / other as f64
}
