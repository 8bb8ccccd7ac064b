//! Requirements that another one implies or excludes.

use crate::tests::annotated::require;

#[test]
fn a_comparison_that_changes_nothing_is_refused() {
    require(
        r#"claim.level >= 3, claim.level >= 5
^^^^^^^^^^^^^^^^ `claim.level >= 3` is redundant, whoever meets `claim.level >= 5` meets it too: remove one of them"#,
    );
    require(
        r#"any(claim.level >= 3, claim.level >= 5)
                      ^^^^^^^^^^^^^^^^ `claim.level >= 5` is redundant, whoever meets it is let in by `claim.level >= 3` already: remove one of them"#,
    );
    require(
        r#"any(claim.level > 3, claim.level >= 3)
    ^^^^^^^^^^^^^^^ `claim.level > 3` is redundant, whoever meets it is let in by `claim.level >= 3` already: remove one of them"#,
    );
    require(
        r#"claim.level >= 3, claim.level == 5
^^^^^^^^^^^^^^^^ `claim.level >= 3` is redundant, whoever meets `claim.level == 5` meets it too: remove one of them"#,
    );
    require(
        r#"claim.a > claim.b, claim.a >= claim.b
                   ^^^^^^^^^^^^^^^^^^ `claim.a >= claim.b` is redundant, whoever meets `claim.a > claim.b` meets it too: remove one of them"#,
    );
    require(
        r#"authenticated, claim.a == "b"
^^^^^^^^^^^^^ `authenticated` beside `claim.a == "b"`, which only an authenticated caller meets: remove `authenticated`"#,
    );
}

#[test]
fn a_comparison_is_written_once() {
    require(
        r#"claim.level >= 3, 3 <= claim.level
                  ^^^^^^^^^^^^^^^^ `3 <= claim.level` is in the attribute already, remove it"#,
    );
    require(
        r#"claim.level >= 3, claim.level >= 3.0
                  ^^^^^^^^^^^^^^^^^^ `claim.level >= 3.0` is in the attribute already, remove it"#,
    );
    require(
        r#"claim.a == claim.b, claim.b == claim.a
                    ^^^^^^^^^^^^^^^^^^ `claim.b == claim.a` is in the attribute already, remove it"#,
    );
    require(
        r#"claim.a == path.a, path.a == claim.a
                   ^^^^^^^^^^^^^^^^^ `path.a == claim.a` is in the attribute already, remove it"#,
    );
    require(
        r#"claim.type == "x", claim.r#type == "x"
                   ^^^^^^^^^^^^^^^^^^^ `claim.r#type == "x"` is in the attribute already, remove it"#,
    );
}

#[test]
fn authenticated_beside_a_grant_is_rejected() {
    require(
        r#"authenticated, issuer = "a"
^^^^^^^^^^^^^ `authenticated` beside `issuer = "a"`, which only an authenticated caller meets: remove `authenticated`"#,
    );
    require(
        r#"authenticated, acr = "a"
^^^^^^^^^^^^^ `authenticated` beside `acr = "a"`, which only an authenticated caller meets: remove `authenticated`"#,
    );
    require(
        r#"authenticated, max_age = "15m"
^^^^^^^^^^^^^ `authenticated` beside `max_age = "15m"`, which only an authenticated caller meets: remove `authenticated`"#,
    );
    require(
        r#"any(authenticated, issuer = "a")
                   ^^^^^^^^^^^^ `issuer = "a"` is redundant, whoever meets it is let in by `authenticated` already: remove one of them"#,
    );
}

#[test]
fn of_two_durations_one_counts() {
    require(
        r#"max_age = "15m", max_age = "1h"
                 ^^^^^^^^^^^^^^ `max_age = "1h"` is redundant, whoever meets `max_age = "15m"` meets it too: remove one of them"#,
    );
    require(
        r#"max_age = "15m", max_age = "900s"
                 ^^^^^^^^^^^^^^^^ `max_age = "900s"` is in the attribute already, remove it"#,
    );
}

#[test]
fn rule_that_no_caller_meets_is_rejected() {
    require(
        r#"issuer = "a", issuer = "b"
              ^^^^^^^^^^^^ `issuer = "b"` never holds where `issuer = "a"` does, so that nobody is let in: write `issuer = "a" | "b"` if one is enough"#,
    );
    require(
        r#"issuer = "a" | "b", role = "x", issuer = "c"
                                ^^^^^^^^^^^^ `issuer = "c"` never holds where `issuer = "a" | "b"` does, so that nobody is let in: write `issuer = "a" | "b" | "c"` if one is enough"#,
    );
    require(
        r#"acr = "a", acr = "b"
           ^^^^^^^^^ `acr = "b"` never holds where `acr = "a"` does, so that nobody is let in: write `acr = "a" | "b"` if one is enough"#,
    );
    require(
        r#"ip = "10.0.0.0/8", ip = "11.0.0.0/8"
                   ^^^^^^^^^^^^^^^^^ `ip = "11.0.0.0/8"` never holds where `ip = "10.0.0.0/8"` does, so that nobody is let in: write `ip = "10.0.0.0/8" | "11.0.0.0/8"` if one is enough"#,
    );
    require(
        r#"claim.level >= 5, claim.level < 5
                  ^^^^^^^^^^^^^^^ `claim.level < 5` never holds where `claim.level >= 5` does, so that nobody is let in: write `any(claim.level >= 5, claim.level < 5)` if one is enough"#,
    );
    require(
        r#"claim.a == "x", claim.a == "y"
                ^^^^^^^^^^^^^^ `claim.a == "y"` never holds where `claim.a == "x"` does, so that nobody is let in: write `any(claim.a == "x", claim.a == "y")` if one is enough"#,
    );
    require(
        r#"claim.a == 3, claim.a == "3"
              ^^^^^^^^^^^^^^ `claim.a == "3"` never holds where `claim.a == 3` does, so that nobody is let in: write `any(claim.a == 3, claim.a == "3")` if one is enough"#,
    );
    require(
        r#"claim.a == "x", claim.a >= 3
                ^^^^^^^^^^^^ `claim.a >= 3` never holds where `claim.a == "x"` does, so that nobody is let in: write `any(claim.a == "x", claim.a >= 3)` if one is enough"#,
    );
    require(
        r#"claim.a contains "x", claim.a == "x"
                      ^^^^^^^^^^^^^^ `claim.a == "x"` never holds where `claim.a contains "x"` does, so that nobody is let in: write `any(claim.a contains "x", claim.a == "x")` if one is enough"#,
    );
    require(
        r#"subject == "a", subject == "b"
                ^^^^^^^^^^^^^^ `subject == "b"` never holds where `subject == "a"` does, so that nobody is let in: write `any(subject == "a", subject == "b")` if one is enough"#,
    );
    require(
        r#"issuer = "a", any(issuer = "b", issuer = "c"), role = "x"
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `any(…)` never holds where `issuer = "a"` does, so that nobody is let in: write `any(…, …)` around them if one is enough"#,
    );
    require(
        r#"claim.department == "finance", claim.department == "audit"
                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^ `claim.department == "audit"` never holds where `claim.department == "finance"` does, so that nobody is let in: write `any(claim.department == "finance", claim.department == "audit")` if one is enough"#,
    );
    require(
        r#"issuer = "https://a.example", issuer = "https://b.example"
                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `issuer = "https://b.example"` never holds where `issuer = "https://a.example"` does, so that nobody is let in: write `issuer = "https://a.example" | "https://b.example"` if one is enough"#,
    );
    require(
        r#"ip = "10.0.0.0/8", ip = "192.168.0.0/16"
                   ^^^^^^^^^^^^^^^^^^^^^ `ip = "192.168.0.0/16"` never holds where `ip = "10.0.0.0/8"` does, so that nobody is let in: write `ip = "10.0.0.0/8" | "192.168.0.0/16"` if one is enough"#,
    );
}
