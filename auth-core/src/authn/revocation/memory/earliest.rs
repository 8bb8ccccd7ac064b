//! A lower bound of the current time, for a clock that may have been set forward.

use std::time::Instant;

use crate::time::Timestamp;

/// A lower bound of the current time.
///
/// SECURITY: a revocation that is deleted while the clock runs ahead would let its token in again
/// when the clock is corrected. So this time passes no faster than the monotonic clock, which is
/// never set, since the earliest reading of the other clock.
#[derive(Default)]
pub(super) struct Earliest(Option<(Timestamp, Instant)>);

impl Earliest {
    /// Returns the lower bound at `instant`, when the clock reads `now`.
    pub(super) fn at(&mut self, now: Timestamp, instant: Instant) -> Timestamp {
        let passed = |(time, since): (Timestamp, Instant)| {
            time.saturating_add(instant.saturating_duration_since(since))
        };
        match self.0.map(passed) {
            Some(earliest) if earliest <= now => earliest,
            _ => {
                self.0 = Some((now, instant));
                now
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn clock_set_forward_or_back_gives_the_earlier_time() {
        let (start, mut earliest) = (Instant::now(), Earliest::default());
        let mut at = |now: i64, passed: u64| {
            earliest.at(Timestamp::from_secs(now), start + Duration::from_secs(passed)).as_secs()
        };
        assert_eq!(at(1_000, 0), 1_000);
        assert_eq!(at(1_010, 10), 1_010);
        // Set forward: only the time that has passed counts.
        assert_eq!(at(9_000, 20), 1_020);
        assert_eq!(at(1_030, 30), 1_030);
        // Set back.
        assert_eq!(at(500, 40), 500);
        assert_eq!(at(510, 50), 510);
    }

    #[test]
    fn time_passes_however_often_it_is_asked() {
        let (start, mut earliest) = (Instant::now(), Earliest::default());
        for tenth in 0..100 {
            let _ = earliest
                .at(Timestamp::from_secs(2_000), start + Duration::from_millis(100 * tenth));
        }
        assert_eq!(
            earliest.at(Timestamp::from_secs(2_000), start + Duration::from_secs(60)).as_secs(),
            2_000
        );
        let mut earliest = Earliest::default();
        for tenth in 0..=100 {
            let now = Timestamp::from_secs(2_000 + i64::try_from(tenth / 10).unwrap());
            let passed = start + Duration::from_millis(100 * tenth);
            assert!(now.as_secs() - earliest.at(now, passed).as_secs() <= 1, "{tenth}");
        }
    }
}
