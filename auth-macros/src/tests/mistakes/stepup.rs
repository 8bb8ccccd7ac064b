//! Issuers, authentication classes and durations.

use crate::tests::annotated::require;

#[test]
fn issuer_is_a_string() {
    require(
        r#"issuer
^^^^^^ `issuer` needs a value: write `issuer = "https://issuer.example"`"#,
    );
    require(
        r#"issuer = ""
         ^^ empty `issuer`, write a value between the quotes: `issuer = "https://issuer.example"`"#,
    );
    require(
        r#"issuer = "a" | "a"
               ^^^ duplicate value `"a"`, remove it"#,
    );
    require(
        r#"issuer = " a"
         ^^^^ white space around the value would be part of it, write `issuer = "a"`"#,
    );
    require(
        r#"issuer = Issuer::A
         ^^^^^^^^^ `issuer` has no typed values, write it in quotes: `issuer = "…"`"#,
    );
    require(
        r#"issuer == "a"
       ^^ unexpected `==`, `issuer` takes a single `=`: `issuer = "https://issuer.example"`"#,
    );
    require(
        r#"issuer = https
         ^^^^^ `issuer` takes a string, write `issuer = "https"`"#,
    );
}

#[test]
fn class_is_one_word() {
    require(
        r#"acr = ""
      ^^ empty `acr`, write a value between the quotes: `acr = "urn:example:mfa"`"#,
    );
    require(
        r#"acr = "a b"
      ^^^^^ a space separates values of `acr`, write `acr = "a" | "b"`"#,
    );
    require(
        r#"acr = "a "
      ^^^^ an `acr` value cannot hold white space, write `acr = "a"`"#,
    );
    require(
        r#"acr = "ä"
      ^^^ an `acr` value cannot hold `ä`: only visible ASCII but `"` and `\` (RFC 9470, section 3)"#,
    );
    require(
        r#"acr = "a\u{7f}"
      ^^^^^^^^^ an `acr` value cannot hold `\u{7f}`: only visible ASCII but `"` and `\` (RFC 9470, section 3)"#,
    );
    require(
        r#"acr = Acr::Mfa | "x"
      ^^^^^^^^ `acr` has no typed values, write it in quotes: `acr = "…"`"#,
    );
    require(
        r#"acr = "urn:example:mfa urn:example:hardware"
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a space separates values of `acr`, write `acr = "urn:example:mfa" | "urn:example:hardware"`"#,
    );
}

#[test]
fn duration_is_one_number_and_one_unit() {
    require(
        r#"max_age
^^^^^^^ `max_age` needs a value: write `max_age = "15m"`"#,
    );
    require(
        r#"max_age = ""
          ^^ empty `max_age`, write a value between the quotes: `max_age = "15m"`"#,
    );
    require(
        r#"max_age = 15m
          ^^^ `max_age` takes a string, write `max_age = "15m"`"#,
    );
    require(
        r#"max_age = 900
          ^^^ `max_age` takes a string, write `max_age = "900s"` if these are seconds"#,
    );
    require(
        r#"max_age = 1.5
          ^^^ `max_age` takes a string, write a whole number and a unit: `max_age = "15m"`"#,
    );
    require(
        r#"max_age = "900"
          ^^^^^ `900` has no unit, write `"900s"` if these are seconds"#,
    );
    require(
        r#"max_age = "0s"
          ^^^^ `0s` is too short, write a duration of at least `"1s"`"#,
    );
    require(
        r#"max_age = "15 m"
          ^^^^^^ `15 m` is not a duration, write `"15m"`"#,
    );
    require(
        r#"max_age = "15min"
          ^^^^^^^ `15min` is not a duration, write `"15m"`"#,
    );
    require(
        r#"max_age = "1h30m"
          ^^^^^^^ `1h30m` is not a duration, write one whole number and `s`, `m`, `h` or `d`, for example `"15m"`"#,
    );
    require(
        r#"max_age = "-1s"
          ^^^^^ `-1s` is not a duration, write one whole number and `s`, `m`, `h` or `d`, for example `"15m"`"#,
    );
    require(
        r#"max_age = "015m"
          ^^^^^^ `015m` is not a duration, write one whole number and `s`, `m`, `h` or `d`, for example `"15m"`"#,
    );
    require(
        r#"max_age = " 15m"
          ^^^^^^ white space around the value would be part of it, write `max_age = "15m"`"#,
    );
    require(
        r#"max_age = "99999999999999999999s"
          ^^^^^^^^^^^^^^^^^^^^^^^ `99999999999999999999s` is too long to count its seconds, write a shorter duration"#,
    );
    require(
        r#"max_age = "213503982334602d"
          ^^^^^^^^^^^^^^^^^^ `213503982334602d` is too long to count its seconds, write a shorter duration"#,
    );
    require(
        r#"max_age = "15m" | "1h"
                  ^^^^ `max_age` takes one duration; of two, only the longer would have an effect: remove the other"#,
    );
}
