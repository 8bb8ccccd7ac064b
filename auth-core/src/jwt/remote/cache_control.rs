//! Lifetime of a fetched document, from the headers of its response (RFC 9111).

use std::time::Duration;

use http::header::{AGE, CACHE_CONTROL, RETRY_AFTER};
use http::{HeaderMap, HeaderName};

/// The lifetime of a document whose response has no `Cache-Control`.
const DEFAULT: Duration = Duration::from_secs(10 * 60);

/// SECURITY: with `no-store` or `max-age=0`, each request would cause a fetch.
const MIN: Duration = Duration::from_secs(60);

/// SECURITY: with `max-age=31536000`, a withdrawn key would verify tokens for a year.
const MAX: Duration = Duration::from_secs(60 * 60);

/// The maximum age of a document that is believed.
const MAX_AGE: u64 = 24 * 60 * 60;

/// The maximum delay that an issuer can demand after a failure.
const MAX_RETRY_AFTER: u64 = 5 * 60;

/// Returns the time for which the document is fresh, from 1 minute to 1 hour.
pub(crate) fn lifetime(headers: &HeaderMap) -> Duration {
    let mut max_age = None;
    for value in headers.get_all(CACHE_CONTROL) {
        for directive in directives(value.to_str().unwrap_or_default()) {
            let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
            match name.trim().to_ascii_lowercase().as_str() {
                "no-cache" | "no-store" => max_age = Some(0),
                // Of several values, the smallest counts. A value that is no number counts as zero
                // (RFC 9111 §4.2.1).
                "max-age" => {
                    let value = seconds(value.trim().trim_matches('"')).unwrap_or(0);
                    max_age = Some(max_age.unwrap_or(u64::MAX).min(value));
                }
                _ => {}
            }
        }
    }
    let Some(max_age) = max_age else { return DEFAULT };
    Duration::from_secs(max_age.saturating_sub(age(headers).as_secs())).clamp(MIN, MAX)
}

/// Returns the time that the document has spent in caches (RFC 9111 §5.1).
pub(crate) fn age(headers: &HeaderMap) -> Duration {
    Duration::from_secs(number(headers, &AGE).unwrap_or(0).min(MAX_AGE))
}

/// Returns the delay that the response demands in seconds, at most 5 minutes (RFC 9110 §10.2.3).
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    number(headers, &RETRY_AFTER).map(|delay| Duration::from_secs(delay.min(MAX_RETRY_AFTER)))
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Option<u64> {
    headers.get(name).and_then(|value| value.to_str().ok()).and_then(|text| seconds(text.trim()))
}

/// Reads a number of seconds (RFC 9111 §1.2.2). One that is too large becomes the largest.
fn seconds(text: &str) -> Option<u64> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(text.parse().unwrap_or(u64::MAX))
}

/// Splits directives at commas outside of quoted strings.
fn directives(value: &str) -> impl Iterator<Item = &str> {
    let mut is_quoted = false;
    let mut is_escaped = false;
    value.split(move |letter| {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            _ => return letter == ',' && !is_quoted,
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(HeaderName, &str)]) -> HeaderMap {
        lines.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn s44_lifetime_is_bounded_at_both_ends() {
        let rows: [(&[&str], u64); 22] = [
            (&[], 600),
            (&[""], 600),
            (&["public, must-revalidate"], 600),
            (&["max-age=900"], 900),
            (&["public, MAX-AGE=900, must-revalidate"], 900),
            (&["max-age=\"900\""], 900),
            (&[" max-age = 900 "], 900),
            (&["max-age=0"], 60),
            (&["max-age=59"], 60),
            (&["max-age=31536000"], 3_600),
            (&["max-age=99999999999999999999999"], 3_600),
            (&["max-age"], 60),
            (&["max-age=-1"], 60),
            (&["max-age=1e3"], 60),
            (&["max-age=900, max-age=300"], 300),
            (&["max-age=900", "max-age=300"], 300),
            (&["no-store"], 60),
            (&["no-cache, max-age=900"], 60),
            (&["max-age=900", "No-Cache"], 60),
            (&["no-cache=\"set-cookie\""], 60),
            (&["private=\"a, max-age=1\", max-age=900"], 900),
            (&["s-maxage=5, stale-if-error=86400, max-age=900"], 900),
        ];
        for (values, expected) in rows {
            let lines: Vec<_> = values.iter().map(|value| (CACHE_CONTROL, *value)).collect();
            assert_eq!(lifetime(&headers(&lines)).as_secs(), expected, "{values:?}");
        }
    }

    #[test]
    fn s44_age_shortens_the_lifetime() {
        for (value, left, in_caches) in [
            ("300", 600, 300),
            ("900", 60, 900),
            ("x", 900, 0),
            ("99999999999999999999", 60, MAX_AGE),
        ] {
            let headers = headers(&[(CACHE_CONTROL, "max-age=900"), (AGE, value)]);
            assert_eq!(lifetime(&headers).as_secs(), left, "{value}");
            assert_eq!(age(&headers).as_secs(), in_caches, "{value}");
        }
    }

    #[test]
    fn retry_after_is_seconds_up_to_five_minutes() {
        for (value, expected) in [
            ("7", Some(7)),
            ("86400", Some(300)),
            ("-1", None),
            ("Fri, 31 Dec 1999 23:59:59 GMT", None),
            ("", None),
        ] {
            let delay = retry_after(&headers(&[(RETRY_AFTER, value)]));
            assert_eq!(delay, expected.map(Duration::from_secs), "{value}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
