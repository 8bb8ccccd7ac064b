//! Strict JSON: readers that keep and readers that skip values agree, and accepted texts have one
//! meaning, that of `serde_json`.
#![no_main]
#![allow(dead_code, reason = "the crate's own files, without the rest of the crate")]

#[path = "../../auth-core/src/jwt/json"]
mod json {
    mod names;
    pub mod strict;
    pub mod string;
}

use std::marker::PhantomData;

use json::strict;
use libfuzzer_sys::fuzz_target;
use serde::de::IgnoredAny;
use serde_json::Value;

fuzz_target!(|text: &str| {
    let kept = strict::read(text, PhantomData::<Value>);
    let skipped = strict::read(text, PhantomData::<IgnoredAny>);
    assert_eq!(kept.as_ref().map(|_| ()), skipped.as_ref().map(|_| ()));
    if let Ok(value) = kept {
        assert_eq!(serde_json::from_str::<Value>(text).ok(), Some(value));
    }
});
