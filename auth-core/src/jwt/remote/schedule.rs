//! Schedule of fetches: pure functions of ages, failures and times.

use std::time::Duration;

use crate::time::Timestamp;

/// The minimum time between the starts of two fetches.
///
/// SECURITY: each token with an unknown key id may cause a fetch. Any client can invent such tokens
/// (S35).
pub(crate) const FLOOR: Duration = Duration::from_secs(3);

/// The maximum pause after failures, unless the issuer demands a longer one.
const MAX_PAUSE: Duration = Duration::from_secs(60);

/// The maximum difference between this clock and itself, after a correction.
const CLOCK_STEP: Duration = Duration::from_secs(60);

/// The times of the last good fetch.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct LastFetch {
    /// The start of the fetch.
    pub(crate) started: Timestamp,
    /// The time that the document had spent in caches by then.
    pub(crate) in_caches: Duration,
    /// The time for which the keys are fresh.
    pub(crate) lifetime: Duration,
}

/// The use of the current keys, by their age.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Freshness {
    /// The keys are used.
    Fresh,
    /// The keys are used, and fetched again in the background.
    Aging,
    /// The keys are fetched again. Requests wait for the first attempt, and then use them.
    Stale,
    /// There are no keys, or they are too old to be used.
    Unusable,
}

/// Returns the use of keys at the time `now`.
///
/// SECURITY: an attacker who can block fetches would keep a withdrawn key valid. `max_stale` limits
/// the age of keys (S44).
pub(crate) fn freshness(last: Option<LastFetch>, now: Timestamp, max_stale: Duration) -> Freshness {
    let Some(last) = last else { return Freshness::Unusable };
    // The clock was set back. The age is unknown.
    if last.started > now.saturating_add(CLOCK_STEP) {
        return Freshness::Stale;
    }
    let reaches = |age: Duration| now >= last.started.saturating_add(age);
    if reaches(max_stale) {
        Freshness::Unusable
    } else if reaches(last.lifetime.saturating_mul(2)) {
        Freshness::Stale
    } else if reaches(last.lifetime) {
        Freshness::Aging
    } else {
        Freshness::Fresh
    }
}

/// Returns the times between which the keys are fresh: the first one, and the one after the last.
pub(crate) fn fresh_between(last: LastFetch, max_stale: Duration) -> (Timestamp, Timestamp) {
    let end = last.started.saturating_add(last.lifetime.min(max_stale));
    (last.started.saturating_sub(CLOCK_STEP), end)
}

/// Returns the pause until the next start of a fetch, after this number of failures in a row.
///
/// `random` spreads the fetches of several processes over a quarter of the pause.
pub(crate) fn pause(failures: u32, retry_after: Option<Duration>, random: u64) -> Duration {
    let Some(doublings) = failures.checked_sub(1) else { return FLOOR };
    let pause = FLOOR.saturating_mul(1_u32.checked_shl(doublings).unwrap_or(u32::MAX));
    let pause = pause.min(MAX_PAUSE);
    let quarter = pause.as_millis().checked_div(4).unwrap_or(0);
    let spread = u128::from(random).checked_rem(quarter.saturating_add(1)).unwrap_or(0);
    let pause = pause.saturating_sub(Duration::from_millis(u64::try_from(spread).unwrap_or(0)));
    pause.max(FLOOR).max(retry_after.unwrap_or_default())
}

/// Returns `true` if a token that names an unknown key may be signed with a key newer than those
/// of the last fetch. Its `issued` time is not verified.
///
/// SECURITY: during a rotation, a rejection with 401 would end the sessions of valid callers. The
/// token is rejected at once only if the keys are newer than the token (S35). The leeway allows for
/// an issuer whose clock is late.
pub(crate) fn may_have_new_key(
    last: Option<LastFetch>,
    issued: Option<Timestamp>,
    now: Timestamp,
    leeway: Duration,
) -> bool {
    let Some(issued) = issued else { return true };
    if issued > now.saturating_add(leeway) {
        return false;
    }
    let Some(last) = last else { return true };
    let as_of = last.started.saturating_sub(last.in_caches);
    let clock_was_set_back = last.started > now.saturating_add(CLOCK_STEP);
    clock_was_set_back || as_of <= issued.saturating_add(leeway)
}

/// The distance of the keys from their maximum age, for an alarm.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Alarm {
    /// Less than three quarters of the maximum age.
    #[default]
    None,
    /// At least three quarters of the maximum age.
    Near,
    /// At least the maximum age, or no keys.
    Over,
}

/// Returns the alarm for keys of this age.
pub(crate) fn alarm(last: Option<LastFetch>, now: Timestamp, max_stale: Duration) -> Alarm {
    let Some(last) = last else { return Alarm::Over };
    let three_quarters = max_stale.saturating_sub(max_stale / 4);
    if now >= last.started.saturating_add(max_stale) {
        Alarm::Over
    } else if now >= last.started.saturating_add(three_quarters) {
        Alarm::Near
    } else {
        Alarm::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;
    const HOUR: u64 = 3_600;

    fn last(age: i64, in_caches: u64, lifetime: u64) -> LastFetch {
        LastFetch {
            started: Timestamp::from_secs(NOW - age),
            in_caches: Duration::from_secs(in_caches),
            lifetime: Duration::from_secs(lifetime),
        }
    }

    #[test]
    fn s44_age_decides_the_use_of_keys() {
        use Freshness::{Aging, Fresh, Stale, Unusable};
        let now = Timestamp::from_secs(NOW);
        let rows = [
            (0, 600, 24 * HOUR, Fresh),
            (599, 600, 24 * HOUR, Fresh),
            (600, 600, 24 * HOUR, Aging),
            (1_199, 600, 24 * HOUR, Aging),
            (1_200, 600, 24 * HOUR, Stale),
            (86_399, 600, 24 * HOUR, Stale),
            (86_400, 600, 24 * HOUR, Unusable),
            (i64::MAX / 2, 600, 24 * HOUR, Unusable),
            // A maximum age below the lifetime.
            (59, 600, 60, Fresh),
            (60, 600, 60, Unusable),
            // The clock was set back.
            (-60, 600, 24 * HOUR, Fresh),
            (-61, 600, 24 * HOUR, Stale),
        ];
        for (age, lifetime, max_stale, expected) in rows {
            let max_stale = Duration::from_secs(max_stale);
            let last = last(age, 0, lifetime);
            assert_eq!(freshness(Some(last), now, max_stale), expected, "{age} {lifetime}");
            let (first, end) = fresh_between(last, max_stale);
            assert_eq!(first <= now && now < end, expected == Fresh, "{age} {lifetime}");
        }
        assert_eq!(freshness(None, now, Duration::from_secs(HOUR)), Unusable);
    }

    #[test]
    fn pause_doubles_up_to_a_minute() {
        let rows = [
            (0, None, 3..=3),
            (1, None, 3..=3),
            (2, None, 4..=6),
            (3, None, 9..=12),
            (4, None, 18..=24),
            (5, None, 36..=48),
            (6, None, 45..=60),
            (60, None, 45..=60),
            (u32::MAX, None, 45..=60),
            (1, Some(120), 120..=120),
            (6, Some(7), 45..=60),
            (0, Some(120), 3..=3),
        ];
        for (failures, retry_after, expected) in rows {
            for random in [0, 1, 749, 12_345, u64::MAX] {
                let pause = pause(failures, retry_after.map(Duration::from_secs), random);
                assert!(expected.contains(&pause.as_secs()), "{failures} {random}: {pause:?}");
            }
        }
        assert_ne!(pause(6, None, 0), pause(6, None, 5_000), "processes fetch at one time");
    }

    #[test]
    fn s35_token_older_than_the_keys_is_rejected() {
        let now = Timestamp::from_secs(NOW);
        // The ages of the keys, of their time in caches, and of the token; the leeway.
        let rows = [
            (None, 0, Some(0), 60, true),
            (None, 0, None, 60, true),
            (Some(0), 0, None, 60, true),
            // Issued before, at and after the fetch.
            (Some(10), 0, Some(10), 0, true),
            (Some(10), 0, Some(11), 0, false),
            (Some(10), 0, Some(9), 0, true),
            (Some(10), 0, Some(70), 60, true),
            (Some(10), 0, Some(71), 60, false),
            // A cache held the document.
            (Some(10), 30, Some(100), 60, true),
            (Some(10), 30, Some(101), 60, false),
            // Issued in the future.
            (Some(10), 0, Some(-60), 60, true),
            (Some(10), 0, Some(-61), 60, false),
            (None, 0, Some(-61), 60, false),
            // The clock was set back.
            (Some(-3_600), 0, Some(3_000), 60, true),
        ];
        for (age, in_caches, issued, leeway, expected) in rows {
            let last = age.map(|age| last(age, in_caches, 600));
            let issued = issued.map(|age: i64| Timestamp::from_secs(NOW - age));
            let found = may_have_new_key(last, issued, now, Duration::from_secs(leeway));
            assert_eq!(found, expected, "{last:?} {issued:?} {leeway}");
        }
    }

    #[test]
    fn alarm_rises_at_three_quarters_of_the_limit() {
        let now = Timestamp::from_secs(NOW);
        let at = |age| alarm(Some(last(age, 0, 600)), now, Duration::from_secs(24 * HOUR));
        assert_eq!((at(0), at(64_799)), (Alarm::None, Alarm::None));
        assert_eq!((at(64_800), at(86_399)), (Alarm::Near, Alarm::Near));
        assert_eq!((at(86_400), alarm(None, now, Duration::ZERO)), (Alarm::Over, Alarm::Over));
    }
}
