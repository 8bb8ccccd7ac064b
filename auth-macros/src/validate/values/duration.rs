//! Durations such as `max_age = "15m"`.

/// Returns the seconds, or a message that says what to write.
pub(crate) fn seconds(text: &str) -> Result<u64, String> {
    const WRITE: &str = "one whole number and `s`, `m`, `h` or `d`, for example `\"15m\"`";
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end).unwrap_or_default();
    let size = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "" if !number.is_empty() => {
            return Err(format!(
                "`{text}` has no unit, write `\"{number}s\"` if these are seconds"
            ));
        }
        _ => return Err(no_duration(text, number, unit, WRITE)),
    };
    if number.is_empty() || (number.len() > 1 && number.starts_with('0')) {
        return Err(format!("`{text}` is not a duration, write {WRITE}"));
    }
    let too_long =
        || format!("`{text}` is too long to count its seconds, write a shorter duration");
    match number
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(size))
        .ok_or_else(too_long)?
    {
        // No caller logged in less than 0 seconds ago.
        0 => Err(format!("`{text}` is too short, write a duration of at least `\"1s\"`")),
        seconds => Ok(seconds),
    }
}

fn no_duration(text: &str, number: &str, unit: &str, write: &str) -> String {
    let meant = match unit.trim().to_ascii_lowercase().as_str() {
        "s" | "sec" | "secs" | "second" | "seconds" => "s",
        "m" | "min" | "mins" | "minute" | "minutes" => "m",
        "h" | "hr" | "hrs" | "hour" | "hours" => "h",
        "d" | "day" | "days" => "d",
        _ => return format!("`{text}` is not a duration, write {write}"),
    };
    format!("`{text}` is not a duration, write `\"{number}{meant}\"`")
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn duration_is_one_number_and_one_unit() {
        for (text, expected) in [
            ("1s", 1),
            ("15m", 900),
            ("1h", 3_600),
            ("30d", 2_592_000),
            ("18446744073709551615s", u64::MAX),
            ("213503982334601d", 18_446_744_073_709_526_400),
        ] {
            assert_eq!(seconds(text), Ok(expected), "{text}");
        }
        for text in [
            "",
            "m",
            "15",
            "0s",
            "00s",
            "015m",
            "-15m",
            "+15m",
            "1.5h",
            "1h30m",
            "15 m",
            " 15m",
            "15m ",
            "15M",
            "15min",
            "15ms",
            "1w",
            "15µ",
            "18446744073709551616s",
            "213503982334602d",
            "9999999999999999999999d",
            "١٥m",
            "PT15M",
        ] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}
