//! Differences of written rules, and of random rules against callers that know neither.

use std::time::{Duration, Instant};

use super::*;
use crate::access::Route;
use crate::access::blind_caller::Caller;
use crate::access::random::Random;
use crate::policy::GrantValue;

fn read(text: &str) -> Rule {
    text.parse().unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// An old rule, a new one, and their difference.
const DIFFERENCES: &[(&str, &str, &str)] = &[
    (
        r#"any(role = "admin", all(role = "editor", scope = "posts:write"))"#,
        r#"any(role = "admin", role = "editor")"#,
        r#"LOOSENED; now allowed: a caller with role "editor""#,
    ),
    (r#"role = "a""#, r#"role = "a" | "b""#, r#"LOOSENED; now allowed: a caller with role "b""#),
    (
        r#"role = "a""#,
        r#"role = "b""#,
        r#"BOTH WAYS; now allowed: a caller with role "b"; now rejected: a caller with role "a""#,
    ),
    (r#"role = "a", scope = "b""#, r#"scope = "b", role = "a""#, "SAME"),
    (r#"any(role = "a", all(role = "a", scope = "b"))"#, r#"role = "a""#, "SAME"),
    (r#"ip = "10.0.0.0/8""#, r#"ip = "10.0.0.0/9" | "10.128.0.0/9""#, "SAME"),
    (
        r#"ip = "10.0.0.0/8""#,
        r#"ip = "10.0.0.0/9" | "10.128.0.0/10""#,
        "TIGHTENED; now rejected: a caller without credentials, with address 10.192.0.0",
    ),
    (r#"ip = "::/0""#, r#"ip = "::/1" | "8000::/1""#, "SAME"),
    (
        r#"ip = "::/0""#,
        r#"ip = "0.0.0.0/0""#,
        "BOTH WAYS; now allowed: a caller without credentials, with address 0.0.0.0; \
             now rejected: a caller without credentials, with address ::",
    ),
    ("claim.level >= 3", "claim.level > 2", "LOOSENED; now allowed: a caller with claim.level 2.5"),
    ("3 <= claim.level", "claim.level >= 3.0", "SAME"),
    ("any(claim.level < 3, claim.level >= 3)", "any(claim.level <= 7, claim.level > 5)", "SAME"),
    ("claim.level > 1152921504606846976", "claim.level >= 1152921504606846977", "SAME"),
    ("claim.level > 18446744073709551614", "claim.level == 18446744073709551615", "SAME"),
    ("claim.level >= -9223372036854775808", "any(claim.level <= 0, claim.level > 0)", "SAME"),
    (r#"claim.org.level == 3, claim.org == "a""#, "never", "SAME"),
    (
        r#"claim.team == "blue""#,
        r#"claim.teams contains "blue""#,
        "BOTH WAYS; now allowed: a caller with claim.teams [\"blue\"]; \
             now rejected: a caller with claim.team \"blue\"",
    ),
    ("claim.a contains 3", "claim.a contains 3.0", "SAME"),
    (r#"claim.a contains "x", claim.a == "x""#, "never", "SAME"),
    (
        r#"acr = "urn:a""#,
        r#"acr = "urn:a" | "urn:b""#,
        r#"LOOSENED; now allowed: a caller with acr "urn:b""#,
    ),
    (
        r#"max_age = "15m""#,
        r#"max_age = "10m""#,
        "TIGHTENED; now rejected: a caller with a login 900 s ago",
    ),
    (r#"max_age = "15m", max_age = "1h""#, r#"max_age = "900s""#, "SAME"),
    (
        r#"issuer = "https://a.example""#,
        "authenticated",
        "LOOSENED; now allowed: any authenticated caller",
    ),
    ("path.id == subject", "subject == path.id", "SAME"),
    (
        r#"any(role = "admin", path.id == subject)"#,
        r#"role = "admin""#,
        r#"TIGHTENED; now rejected: a caller with subject "alice", path.id "alice""#,
    ),
    (
        "path.tenant == claim.tenant",
        r#"path.tenant == claim.tenant, claim.tenant == "acme""#,
        r#"TIGHTENED; now rejected: a caller with claim.tenant "value-0", path.tenant "value-0""#,
    ),
    (
        r#"path.tenant == claim.tenant, claim.tenant == "acme""#,
        "never",
        r#"TIGHTENED; now rejected: a caller with claim.tenant "acme", path.tenant "acme""#,
    ),
    ("claim.teams contains path.team", "authenticated, claim.teams contains path.team", "SAME"),
    ("claim.a > claim.b", "claim.b < claim.a", "SAME"),
    (
        "claim.a >= claim.b",
        "any(claim.a > claim.b, claim.a == claim.b)",
        "LOOSENED; now allowed: a caller with claim.a \"value-0\", claim.b \"value-0\"",
    ),
    (
        r#"role = "a""#,
        r#"role = "a", check(is_open(&post))"#,
        r#"TIGHTENED; now rejected: a caller with role "a", `check(is_open(&post))` false"#,
    ),
    (
        r#"role = "a", check(x)"#,
        r#"any(role = "a", check(x))"#,
        "LOOSENED; now allowed: a caller with `check(x)` true",
    ),
    (r#"all(role = "a", check(x()))"#, r#"any(role = "a", check(y()))"#, "CANNOT TELL"),
    ("check(x())", "check(y())", "CANNOT TELL"),
    (
        r#"all(role = "a", check(x()))"#,
        r#"any(role = "b", all(role = "a", check(y())))"#,
        r#"CANNOT TELL; now allowed: a caller with role "b""#,
    ),
    (
        r#"all(role = "a", check(x()))"#,
        r#"all(role = "a", scope = "s", check(y()))"#,
        "CANNOT TELL",
    ),
];

#[test]
fn difference_has_a_meaning_and_an_example() {
    for (old, new, expected) in DIFFERENCES {
        let difference = Difference::between(&read(old), &read(new));
        assert_eq!(difference.to_string(), *expected, "{old} -> {new}");
    }
}

#[test]
fn typed_value_is_the_names_that_satisfy_it() {
    const VIEWER: &[GrantValue] = &[GrantValue::new("viewer", &["viewer", "editor"])];
    let viewer = Rule::any_role(VIEWER);
    let difference = Difference::between(&viewer, &read(r#"role = "editor" | "viewer""#));
    assert_eq!(difference.meaning(), Meaning::Same);
    let difference = Difference::between(&viewer, &Rule::role("viewer"));
    assert_eq!(difference.to_string(), r#"TIGHTENED; now rejected: a caller with role "editor""#);
}

#[test]
fn smallest_callers_need_each_of_their_facts() {
    for (access, expected) in [
        (r#"#[public("x")]"#, vec!["a caller without credentials"]),
        ("#[require(authenticated)]", vec!["any authenticated caller"]),
        (r#"#[require(role = "a", report_only)]"#, vec!["a caller without credentials"]),
        ("#[require(never)]", vec![]),
        (
            r#"#[require(any(role = "a", all(role = "a", scope = "s")), claim.level >= 3)]"#,
            vec![r#"a caller with role "a", claim.level 3"#],
        ),
        (
            r#"#[require(any(path.id == subject, ip = "10.0.0.0/8"))]"#,
            vec![
                "a caller without credentials, with address 10.0.0.0",
                r#"a caller with subject "alice", path.id "alice""#,
            ],
        ),
    ] {
        let access = access.parse::<crate::access::Access>().unwrap();
        let callers = Route::new("GET", "/", "", [access]).smallest_callers();
        let callers: Vec<String> = callers.iter().map(ToString::to_string).collect();
        assert_eq!(callers, expected, "{access}");
    }
}

/// Returns a role with a number as its name.
fn role(number: usize) -> String {
    format!("role = \"{number}\"")
}

fn joined(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().collect::<Vec<_>>().join(", ")
}

#[test]
fn many_alternatives_are_not_multiplied_out() {
    let each =
        |last: &str| joined((0..20).map(|n| format!("role = \"{n}a\" | \"{n}b\" | \"{n}{last}\"")));
    let difference = Difference::between(&read(&each("c")), &read(&each("d")));
    assert_eq!(difference.meaning(), Meaning::BothWays);
    let roles = |count| read(&format!("any({})", joined((0..count).map(role))));
    let difference = Difference::between(&roles(900), &roles(901));
    assert_eq!(difference.to_string(), r#"LOOSENED; now allowed: a caller with role "900""#);
}

#[test]
fn too_large_rules_are_cannot_tell() {
    let roles = |count| read(&format!("any({})", joined((0..count).map(role))));
    let difference = Difference::between(&roles(3_000), &roles(3_001));
    assert_eq!(difference.to_string(), "CANNOT TELL");
    // All first roles of the pairs stand in front of all second ones, in the order of the diagram.
    let order = joined((0..40).map(role));
    let pairs = joined((0..20).map(|n| format!("all({}, {})", role(n), role(n + 20))));
    let old = read(&format!("any(all({order}), {pairs})"));
    let new = read(&format!("any(all({order}), {pairs}, scope = \"s\")"));
    assert_eq!(Difference::between(&old, &new).to_string(), "CANNOT TELL");
}

#[test]
fn blind_callers_contradict_no_difference() {
    let mut meanings = std::collections::HashMap::new();
    let mut witnesses = 0;
    for seed in 0..4_000 {
        let mut random = Random::new(seed);
        let old = random.rule(3);
        let new = if random.chance(60) { random.mutation(&old) } else { random.rule(3) };
        let difference = Difference::between(&old, &new);
        let meaning = difference.meaning();
        *meanings.entry(meaning).or_insert(0) += 1;
        let text = || format!("{old:#}\n{new:#}\n{difference}");
        if let Some(example) = difference.now_allowed() {
            assert!(example.satisfies(&new) && !example.satisfies(&old), "{}", text());
        }
        if let Some(example) = difference.now_rejected() {
            assert!(example.satisfies(&old) && !example.satisfies(&new), "{}", text());
        }
        for _ in 0..25 {
            let caller = Caller::random(&mut random);
            let (before, after) = (caller.satisfies(&old), caller.satisfies(&new));
            if before == after {
                continue;
            }
            witnesses += 1;
            let contradicts = match meaning {
                Meaning::Same => true,
                Meaning::Loosened => before,
                Meaning::Tightened => after,
                _ => false,
            };
            assert!(!contradicts, "seed {seed}: {:?}\n{}", caller.identity, text());
        }
    }
    println!("{meanings:?}; callers that tell the rules apart: {witnesses}");
    assert!(meanings[&Meaning::Same] > 100 && witnesses > 10_000);
    assert!(meanings[&Meaning::CannotTell] < 400, "{meanings:?}");
}

/// Prints how long a comparison takes: `cargo test -- --nocapture difference_of_many`.
#[test]
fn difference_of_many_requirements_is_found() {
    let mut random = Random::new(7);
    for count in [10, 20, 40] {
        let (mut total, mut most) = (Duration::ZERO, Duration::ZERO);
        for _ in 0..50 {
            let old = random.rule_of(count);
            let new = random.mutation(&old);
            // The best of three: another process may have interrupted one of them.
            let took = (0..3).map(|_| {
                let start = Instant::now();
                assert_ne!(Difference::between(&old, &new).meaning(), Meaning::New);
                start.elapsed()
            });
            let took = took.min().unwrap();
            (total, most) = (total + took, most.max(took));
        }
        println!("{count} requirements: mean {:?}, most {most:?}", total / 50);
    }
}
