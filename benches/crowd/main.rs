//! Many callers at once: two threads, a million tokens, a flood of invalid tokens.
//!
//! `cargo bench -p benches` runs it after the table of requests. `-- --quick` takes seconds, as a
//! test of the program.

#[allow(dead_code, reason = "shared with the table of requests")]
#[path = "../requests/contestants/mod.rs"]
mod contestants;
#[allow(dead_code, reason = "shared with the table of requests")]
#[path = "../requests/keys.rs"]
mod keys;
mod memory;
mod threads;
#[allow(dead_code, reason = "shared with the table of requests")]
#[path = "../requests/tokens.rs"]
mod tokens;

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    jsonwebtoken_10::crypto::aws_lc::DEFAULT_PROVIDER
        .install_default()
        .expect("nobody has verified anything yet");
    let keys = keys::hs256();
    memory::report(&keys, if quick { 20_000 } else { 1_000_000 });
    threads::report(&keys, if quick { 3 } else { 31 });
}
