//! The value of a key: tokens issued up to this second are revoked.

use auth_core::time::Timestamp;

/// The number of digits of each value.
const DIGITS: usize = 20;

/// Returns a time as decimal digits that have the order of the times.
///
/// A number of Lua is exact up to 2^53 only. The script compares strings of one length instead.
pub(crate) fn encode(cut: Timestamp) -> String {
    format!("{:0DIGITS$}", cut.as_secs().cast_unsigned() ^ (1 << 63))
}

/// Returns the time of a value, if it has the form that [`encode`] writes.
pub(crate) fn decode(value: &[u8]) -> Option<Timestamp> {
    if value.len() != DIGITS || !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number: u64 = std::str::from_utf8(value).ok()?.parse().ok()?;
    Some(Timestamp::from_secs((number ^ (1 << 63)).cast_signed()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMES: [i64; 9] =
        [i64::MIN, -1, 0, 1, 1_800_000_000, 1 << 53, (1 << 53) + 1, i64::MAX - 1, i64::MAX];

    #[test]
    fn values_return_their_times_and_have_their_order() {
        let values = TIMES.map(|time| encode(Timestamp::from_secs(time)));
        assert!(values.is_sorted_by(|one, next| one < next), "{values:?}");
        for (value, time) in values.iter().zip(TIMES) {
            assert_eq!(decode(value.as_bytes()), Some(Timestamp::from_secs(time)));
        }
    }

    #[test]
    fn value_of_another_form_is_none() {
        let good = encode(Timestamp::from_secs(5));
        let long = format!("0{good}");
        let short = good.split_at(1).1;
        let sign = format!("+{short}");
        let space = format!(" {short}");
        let large = "9".repeat(DIGITS);
        for value in ["", "1", short, &long, &sign, &space, &large, "٠٠٠٠٠٠٠٠٠٠"] {
            assert_eq!(decode(value.as_bytes()), None, "{value:?}");
        }
    }
}
