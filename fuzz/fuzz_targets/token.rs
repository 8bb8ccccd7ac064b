//! Tokens: no unsigned token is accepted, and no input causes a panic.
#![no_main]

use std::sync::LazyLock;

use auth_core::time::Timestamp;
use auth_core::jwt::{Jwt, Key};
use libfuzzer_sys::fuzz_target;

static JWT: LazyLock<Jwt> = LazyLock::new(|| {
    Jwt::builder()
        .issuer("https://issuer.example")
        .audience("https://api.example")
        .key(Key::hs256(b"test data: thirty-two bytes long!").expect("long enough"))
        .build()
        .expect("complete")
});

fuzz_target!(|token: &str| {
    assert!(JWT.verify(token, Timestamp::from_secs(1_700_000_000)).is_err());
});
