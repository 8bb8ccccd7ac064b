//! Literals in comparisons.

use crate::tests::annotated::require;

#[test]
fn literal_is_a_value_that_a_token_can_hold() {
    require(
        r#"claim.department == "", subject == ""
                    ^^ an empty string never matches, write the value that the caller must have
                                   ^^ an empty string never matches, write the value that the caller must have"#,
    );
    require(
        r#"claim.x == 3u8, claim.y == 1.5f64
           ^^^ a comparison takes strings, numbers, `true` and `false`, write it without `u8`: `3`
                           ^^^^^^ a comparison takes strings, numbers, `true` and `false`, write it without `f64`: `1.5`"#,
    );
    require(
        r#"claim.x == 'a'
           ^^^ a comparison takes strings, numbers, `true` and `false`, write it in double quotes: `"a"`"#,
    );
    require(
        r#"claim.x == b"a"
           ^^^^ a comparison takes strings, numbers, `true` and `false`, write it as a string, without `b`"#,
    );
    require(
        r#"claim.x == c"a"
           ^^^^ a comparison takes strings, numbers, `true` and `false`, write it as a string, without `c`"#,
    );
    require(
        r#"claim.x == "a"b
           ^^^^ a comparison takes strings, numbers, `true` and `false`, write it without `b` after the quotes"#,
    );
    require(
        r#"claim.x == 18446744073709551616
           ^^^^^^^^^^^^^^^^^^^^ `18446744073709551616` is beyond the integers of tokens, write one from `-9223372036854775808` to `18446744073709551615`"#,
    );
    require(
        r#"claim.x == -9223372036854775809
           ^^^^^^^^^^^^^^^^^^^^ `-9223372036854775809` is beyond the integers of tokens, write one from `-9223372036854775808` to `18446744073709551615`"#,
    );
    require(
        r#"claim.x == 1e400
           ^^^^^ `1e400` is beyond the numbers of tokens, write one from `-9223372036854775808.0` to below `18446744073709551616.0`"#,
    );
    require(
        r#"claim.x == -1e-999
           ^^^^^^^ `-1e-999` is too small for a number, write `0.0` if that is meant"#,
    );
    require(
        r#"3
^ a value without a requirement: write for example `claim.level >= 3`"#,
    );
    require(
        r#"-3.5, role = "x"
^^^^ a value without a requirement: write for example `claim.level >= -3.5`"#,
    );
    require(
        r#"claim.level >= 18446744073709551616.0
               ^^^^^^^^^^^^^^^^^^^^^^ `18446744073709551616.0` is beyond the numbers of tokens, write one from `-9223372036854775808.0` to below `18446744073709551616.0`"#,
    );
}
