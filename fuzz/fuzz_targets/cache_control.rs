//! `Cache-Control` and `Age`: the lifetime is in its bounds, and that of a simple reader.
#![no_main]
#![allow(dead_code, reason = "one file of the crate, without the rest of the crate")]

#[path = "../../auth-core/src/jwt/remote/cache_control.rs"]
mod cache_control;

use cache_control::{age, lifetime, retry_after};
use http::header::{AGE, CACHE_CONTROL, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (Vec<&str>, &str, u32)| {
    let (lines, other, seconds) = input;
    let lines: Vec<_> = lines.into_iter().filter(|line| is_value(line)).collect();
    let headers = headers(CACHE_CONTROL, &lines);
    let found = lifetime(&headers).as_secs();
    assert!((60..=3_600).contains(&found), "{found}");
    // One line with all values means the same, unless a string spans two of them.
    if !lines.iter().any(|line| line.contains(['"', '\\'])) {
        assert_eq!(found, simple(&lines.join(",")), "{lines:?}");
        let joined = self::headers(CACHE_CONTROL, &[&lines.join(", ")]);
        assert!(lines.is_empty() || found == lifetime(&joined).as_secs(), "{lines:?}");
    }
    // Time in caches only shortens it, and so does a further line.
    let mut older = headers.clone();
    older.insert(AGE, HeaderValue::from(seconds));
    assert_eq!(age(&older).as_secs(), u64::from(seconds.min(24 * 60 * 60)));
    let mut stricter = headers.clone();
    stricter.append(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    assert_eq!(lifetime(&stricter).as_secs(), 60);
    if !lines.is_empty() && found != 600 {
        assert!(lifetime(&older).as_secs() <= found, "{lines:?} {seconds}");
    }
    // Without a number of seconds, there is no delay. Each delay is bounded.
    if is_value(other) {
        let delay = retry_after(&self::headers(RETRY_AFTER, &[other]));
        assert!(delay.is_none_or(|delay| delay.as_secs() <= 300), "{other:?}");
        assert_eq!(delay.is_some(), is_number(other.trim_matches([' ', '\t'])), "{other:?}");
    }
});

fn is_value(text: &str) -> bool {
    text.bytes().all(|byte| byte == b'\t' || (b' '..0x7f).contains(&byte))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn headers(name: HeaderName, lines: &[&str]) -> HeaderMap {
    let value = |line: &&str| HeaderValue::from_str(line).expect("a valid value");
    lines.iter().map(|line| (name.clone(), value(line))).collect()
}

/// Returns the lifetime of a value without strings: a reader that collects all limits first.
fn simple(value: &str) -> u64 {
    let value = value.to_ascii_lowercase();
    let blank = [' ', '\t'];
    let limits: Vec<u128> = value
        .split(',')
        .filter_map(|directive| {
            let (name, argument) = match directive.find('=') {
                Some(end) => (&directive[..end], directive[end + 1..].trim_matches(blank)),
                None => (directive, ""),
            };
            match name.trim_matches(blank) {
                "max-age" if is_number(argument) => Some(argument.parse().unwrap_or(u128::MAX)),
                "max-age" | "no-cache" | "no-store" => Some(0),
                _ => None,
            }
        })
        .collect();
    match limits.iter().min() {
        None => 600,
        Some(least) => u64::try_from((*least).clamp(60, 3_600)).expect("at most an hour"),
    }
}
