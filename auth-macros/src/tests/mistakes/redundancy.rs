//! Requirements that another one implies or excludes.

use crate::tests::annotated::require;

#[test]
fn redundant_comparison_is_rejected() {
    require(
        r#"claim.level >= 3, claim.level >= 5
^^^^^^^^^^^^^^^^ `claim.level >= 3` is redundant, each caller that meets `claim.level >= 5` also meets it: remove one of them"#,
    );
    require(
        r#"any(claim.level >= 3, claim.level >= 5)
                      ^^^^^^^^^^^^^^^^ `claim.level >= 5` is redundant, each caller that meets it also meets `claim.level >= 3`: remove one of them"#,
    );
    require(
        r#"any(claim.level > 3, claim.level >= 3)
    ^^^^^^^^^^^^^^^ `claim.level > 3` is redundant, each caller that meets it also meets `claim.level >= 3`: remove one of them"#,
    );
    require(
        r#"claim.level >= 3, claim.level == 5
^^^^^^^^^^^^^^^^ `claim.level >= 3` is redundant, each caller that meets `claim.level == 5` also meets it: remove one of them"#,
    );
    require(
        r#"claim.a > claim.b, claim.a >= claim.b
                   ^^^^^^^^^^^^^^^^^^ `claim.a >= claim.b` is redundant, each caller that meets `claim.a > claim.b` also meets it: remove one of them"#,
    );
    require(
        r#"authenticated, claim.a == "b"
^^^^^^^^^^^^^ `authenticated` beside `claim.a == "b"`, which only an authenticated caller meets: remove `authenticated`"#,
    );
}

#[test]
fn comparison_is_written_once() {
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
                   ^^^^^^^^^^^^ `issuer = "a"` is redundant, each caller that meets it also meets `authenticated`: remove one of them"#,
    );
}

#[test]
fn of_two_durations_one_counts() {
    require(
        r#"max_age = "15m", max_age = "1h"
                 ^^^^^^^^^^^^^^ `max_age = "1h"` is redundant, each caller that meets `max_age = "15m"` also meets it: remove one of them"#,
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
              ^^^^^^^^^^^^ no caller meets both `issuer = "a"` and `issuer = "b"`: write `issuer = "a" | "b"` if one is enough"#,
    );
    require(
        r#"issuer = "a" | "b", role = "x", issuer = "c"
                                ^^^^^^^^^^^^ no caller meets both `issuer = "a" | "b"` and `issuer = "c"`: write `issuer = "a" | "b" | "c"` if one is enough"#,
    );
    require(
        r#"acr = "a", acr = "b"
           ^^^^^^^^^ no caller meets both `acr = "a"` and `acr = "b"`: write `acr = "a" | "b"` if one is enough"#,
    );
    require(
        r#"ip = "10.0.0.0/8", ip = "11.0.0.0/8"
                   ^^^^^^^^^^^^^^^^^ no caller meets both `ip = "10.0.0.0/8"` and `ip = "11.0.0.0/8"`: write `ip = "10.0.0.0/8" | "11.0.0.0/8"` if one is enough"#,
    );
    require(
        r#"claim.level >= 5, claim.level < 5
                  ^^^^^^^^^^^^^^^ no caller meets both `claim.level >= 5` and `claim.level < 5`: write `any(claim.level >= 5, claim.level < 5)` if one is enough"#,
    );
    require(
        r#"claim.a == "x", claim.a == "y"
                ^^^^^^^^^^^^^^ no caller meets both `claim.a == "x"` and `claim.a == "y"`: write `any(claim.a == "x", claim.a == "y")` if one is enough"#,
    );
    require(
        r#"claim.a == 3, claim.a == "3"
              ^^^^^^^^^^^^^^ no caller meets both `claim.a == 3` and `claim.a == "3"`: write `any(claim.a == 3, claim.a == "3")` if one is enough"#,
    );
    require(
        r#"claim.a == "x", claim.a >= 3
                ^^^^^^^^^^^^ no caller meets both `claim.a == "x"` and `claim.a >= 3`: write `any(claim.a == "x", claim.a >= 3)` if one is enough"#,
    );
    require(
        r#"claim.a contains "x", claim.a == "x"
                      ^^^^^^^^^^^^^^ no caller meets both `claim.a contains "x"` and `claim.a == "x"`: write `any(claim.a contains "x", claim.a == "x")` if one is enough"#,
    );
    require(
        r#"subject == "a", subject == "b"
                ^^^^^^^^^^^^^^ no caller meets both `subject == "a"` and `subject == "b"`: write `any(subject == "a", subject == "b")` if one is enough"#,
    );
    require(
        r#"issuer = "a", any(issuer = "b", issuer = "c"), role = "x"
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no caller meets both `issuer = "a"` and `any(…)`: write `any(…, …)` around them if one is enough"#,
    );
    require(
        r#"claim.department == "finance", claim.department == "audit"
                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^ no caller meets both `claim.department == "finance"` and `claim.department == "audit"`: write `any(claim.department == "finance", claim.department == "audit")` if one is enough"#,
    );
    require(
        r#"issuer = "https://a.example", issuer = "https://b.example"
                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no caller meets both `issuer = "https://a.example"` and `issuer = "https://b.example"`: write `issuer = "https://a.example" | "https://b.example"` if one is enough"#,
    );
    require(
        r#"ip = "10.0.0.0/8", ip = "192.168.0.0/16"
                   ^^^^^^^^^^^^^^^^^^^^^ no caller meets both `ip = "10.0.0.0/8"` and `ip = "192.168.0.0/16"`: write `ip = "10.0.0.0/8" | "192.168.0.0/16"` if one is enough"#,
    );
}
