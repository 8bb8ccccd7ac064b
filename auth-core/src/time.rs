//! Points in time, in whole seconds. Decisions take the current time as an input.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A point in time: whole seconds since 1970-01-01T00:00:00Z, not counting leap seconds
/// (`NumericDate` of [RFC 7519 §2](https://www.rfc-editor.org/rfc/rfc7519#section-2)).
///
/// Arithmetic saturates: no sum of a time and a leeway wraps around into the past or the future.
///
/// ```
/// use auth_core::time::Timestamp;
/// use std::time::Duration;
///
/// let issued = Timestamp::from_secs(1_700_000_000);
/// assert_eq!(issued.saturating_add(Duration::from_secs(60)).as_secs(), 1_700_000_060);
/// assert_eq!(Timestamp::MAX.saturating_add(Duration::from_secs(1)), Timestamp::MAX);
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The latest point in time.
    pub const MAX: Self = Self(i64::MAX);

    /// The earliest point in time.
    pub const MIN: Self = Self(i64::MIN);

    /// Returns the point in time `seconds` after 1970-01-01T00:00:00Z (before it, if negative).
    #[must_use]
    pub const fn from_secs(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Returns the time of the system's clock.
    #[must_use]
    pub fn now() -> Self {
        Self::from(SystemTime::now())
    }

    /// Returns the seconds since 1970-01-01T00:00:00Z, negative before it.
    #[must_use]
    pub const fn as_secs(self) -> i64 {
        self.0
    }

    /// Adds the whole seconds of `duration`. The result is at most [`Timestamp::MAX`].
    #[must_use]
    pub fn saturating_add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add_unsigned(duration.as_secs()))
    }

    /// Subtracts the whole seconds of `duration`. The result is at least [`Timestamp::MIN`].
    #[must_use]
    pub fn saturating_sub(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub_unsigned(duration.as_secs()))
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        match time.duration_since(UNIX_EPOCH) {
            Ok(since) => Self(0).saturating_add(since),
            Err(before) => {
                let before = before.duration();
                // Rounded towards the past, as after 1970.
                let whole = Self(0).saturating_sub(before);
                if before.subsec_nanos() > 0 {
                    whole.saturating_sub(Duration::from_secs(1))
                } else {
                    whole
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn system_time_is_rounded_towards_the_past() {
        let after = UNIX_EPOCH + Duration::from_millis(1_900);
        assert_eq!(Timestamp::from(after), Timestamp::from_secs(1));
        let before = UNIX_EPOCH - Duration::from_millis(1_900);
        assert_eq!(Timestamp::from(before), Timestamp::from_secs(-2));
    }

    #[test]
    fn arithmetic_saturates() {
        let forever = Duration::from_secs(u64::MAX);
        assert_eq!(Timestamp::from_secs(5).saturating_add(forever), Timestamp::MAX);
        assert_eq!(Timestamp::from_secs(5).saturating_sub(forever), Timestamp::MIN);
    }
}
