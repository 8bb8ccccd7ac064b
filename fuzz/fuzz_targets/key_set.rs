//! Key sets: keys that are not skipped make a verifier, and no input causes a panic.
#![no_main]

use auth_core::jwt::{Jwt, JwtError, Key};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let strict = Key::from_jwks(text);
    let Ok((keys, skipped)) = Key::from_jwks_lenient(text) else {
        return;
    };
    assert!(!keys.is_empty());
    assert!(strict.is_err() || strict.is_ok_and(|strict| strict.len() >= keys.len()));
    assert!(skipped.is_sorted_by_key(|key| key.position()));
    let builder = Jwt::builder().issuer("https://issuer.example").audience("api");
    match keys.into_iter().fold(builder, |builder, key| builder.key(key)).build() {
        Ok(_) | Err(JwtError::AllOfOtherIssuers(_)) => {}
        Err(error) => panic!("{error}"),
    }
});
