//! What is read is what stands there, to the letter, or nothing.

use super::*;
use crate::policy::grant_value::Variants;
use crate::policy::rule::Rule;

/// What prints as it was written.
const RULES: [&str; 12] = [
    "authenticated",
    r#"role = "admin""#,
    r#"permission = "größe" | "{}" | "two words""#,
    r#"all(scope = "posts:write", group = "a|b" | "c, d", issuer = "https://a" | "b")"#,
    r#"any(role = "admin", all(role = "editor", any(acr = "urn:a" | "urn:b", max_age = "15m")))"#,
    r#"any(max_age = "90s", max_age = "12h", max_age = "30d")"#,
    r#"all(claim.a == "b", claim.a.b.c >= 12, -1 < claim.a, claim.teams contains true)"#,
    "any(path.user_id == subject, claim.x <= claim.y, false == claim.z, claim.n > -18446744073709551615)",
    r#"claim["https://acme.example/tier"]["a b"].c == "gold""#,
    r#"all(any(role = "a", role = "b"), any(role = "c", role = "d"), all(role = "e"), role = "f")"#,
    "claim.any == claim.subject",
    r#"any(role = "all(role = ", scope = ")", group = " | ")"#,
];

/// The rule of a text, as a policy has it, but made while the test runs.
fn rule(text: &str) -> Option<Rule> {
    let parts: &Parts = Box::leak(Box::new(read(text.to_owned().leak())?));
    let nobody = |of: Variants| of;
    let mut below: &[Rule] = &[];
    for level in [3, 2, 1] {
        below = Box::leak(Box::new(parts.level(level, below, nobody)));
    }
    Some(parts.rule(below, nobody))
}

#[test]
fn a_rule_that_was_read_prints_what_was_written() {
    for text in RULES {
        assert_eq!(rule(text).unwrap_or_else(|| panic!("{text}")).to_string(), text);
    }
}

/// Nobody is let in by half a rule, or by one that looks like another.
#[test]
fn text_with_one_mistake_is_no_rule_or_prints_it() {
    let mut broken = 0;
    for text in RULES.into_iter().filter(|text| !text.contains('[')) {
        for (start, replaced) in text.char_indices() {
            let (before, rest) = text.split_at(start);
            let after = rest.strip_prefix(replaced).unwrap();
            let inserted =
                ["", "\"", "(", ")", ",", " ", "|", "=", "a", "0", "-", ".", ":", "[", "\\"];
            for changed in inserted.iter().flat_map(|letter| {
                [format!("{before}{letter}{after}"), format!("{before}{letter}{rest}")]
            }) {
                match rule(&changed) {
                    None => broken += 1,
                    Some(rule) => assert_eq!(rule.to_string(), changed, "from {text}"),
                }
            }
            assert!(rule(before).is_none_or(|rule| rule.to_string() == before), "{before}");
        }
    }
    assert!(broken > 5_000, "only {broken} mistakes were found");
}

#[test]
fn what_no_attribute_writes_is_no_rule() {
    for text in [
        "",
        " ",
        "never",
        "any()",
        "all()",
        "any(role = \"a\"",
        "any(role = \"a\"))",
        "any(role = \"a\",)",
        "any(role = \"a\",role = \"b\")",
        "any(role = \"a\" role = \"b\")",
        "any (role = \"a\")",
        "not(role = \"a\")",
        "role=\"a\"",
        "role = ",
        "role = \"",
        "role = \"a",
        "role = \"a\" | ",
        "role = \"a\" | Role::B",
        "role = Role::A | \"b\"",
        "role = \"a\\\"b\"",
        "role = 7",
        "role = \"a\", role = \"b\"",
        "role = \"a\" ",
        "roles = \"a\"",
        "ip = \"10.0.0.0/8\"",
        "check(open)",
        "CanPublish",
        "authenticated()",
        "max_age = \"15\"",
        "max_age = \"m\"",
        "max_age = \"0s\"",
        "max_age = \"015m\"",
        "max_age = \"900s\"",
        "max_age = \"48h\"",
        "max_age = \"1w\"",
        "max_age = \"18446744073709551616s\"",
        "max_age = \"307445734561825861m\"",
        "claim == 3",
        "claim. == 3",
        "claim.7 == 3",
        "claim[] == 3",
        "claim[\"a\" == 3",
        "claim.x = 3",
        "claim.x != 3",
        "claim.x == ",
        "claim.x == 3.5",
        "claim.x == 03",
        "claim.x == -0",
        "claim.x == --1",
        "claim.x == +1",
        "claim.x == 340282366920938463463374607431768211456",
        "claim.x == 170141183460469231731687303715884105728",
        "claim.x == None",
        "path == subject",
        "subject.x == \"a\"",
    ] {
        assert!(read(text).is_none(), "{text}");
    }
}

#[test]
fn what_is_too_large_is_no_rule() {
    let joined = |count: usize, by: &str, one: &str| vec![one; count].join(by);
    assert!(rule(&format!("role = {}", joined(16, " | ", "\"a\""))).is_some());
    assert!(rule(&format!("role = {}", joined(17, " | ", "\"a\""))).is_none());
    let pair = "any(authenticated, authenticated)";
    assert!(
        rule(&format!("all({})", joined(5, ", ", pair))).is_none(),
        "16 parts, 10 of them on one level"
    );
    let nested = |depth: usize| {
        format!("{}authenticated{}", joined(depth, "", "any("), joined(depth, "", ")"))
    };
    assert_eq!(rule(&nested(3)).map(|rule| rule.to_string()), Some(nested(3)));
    assert!(rule(&nested(4)).is_none());
}
