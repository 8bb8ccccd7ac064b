//! Tests of printed rules, and of the mistakes in rules that are written by hand.

use super::*;
use crate::policy::inputs::RuleInputs;
use crate::request::Network;

#[test]
fn rule_prints_itself_in_the_language() {
    const RULES: &[(Rule, &str)] = &[
        (
            Rule::all(&[
                Rule::authenticated(),
                Rule::any(&[
                    Rule::any_group(&[
                        GrantValue::literal("staff"),
                        GrantValue::literal("a \"b\""),
                    ]),
                    Rule::permission("posts:edit"),
                ]),
            ]),
            r#"all(authenticated, any(group = "staff" | "a \"b\"", permission = "posts:edit"))"#,
        ),
        (
            Rule::any_role(&[
                GrantValue::new("admin", &["admin", "root"]),
                GrantValue::literal("x"),
            ]),
            r#"role = "admin" | "x""#,
        ),
        (
            Rule::ip(&[
                Network::v4([10, 0, 0, 0], 8),
                Network::v6([0xfd00, 0, 0, 0, 0, 0, 0, 0], 8),
            ]),
            r#"ip = "10.0.0.0/8" | "fd00::/8""#,
        ),
        (Rule::role("a \"b\""), r#"role = "a \"b\"""#),
        (Rule::scope("posts:write"), r#"scope = "posts:write""#),
        (Rule::max_age(900), r#"max_age = "15m""#),
        (Rule::max_age(86_401), r#"max_age = "86401s""#),
        (Rule::acr(&["urn:a"]), r#"acr = "urn:a""#),
        (Rule::issuer(&["https://a", "b"]), r#"issuer = "https://a" | "b""#),
        (
            Rule::compare(Comparison::new(
                Operand::Claim(&["a", "type", "b c"]),
                Operator::AtLeast,
                Operand::Float(3.0),
            )),
            r#"claim.a.type["b c"] >= 3.0"#,
        ),
        (
            Rule::compare(Comparison::new(
                Operand::Claim(&["https://acme.example/tier"]),
                Operator::Contains,
                Operand::Text("gold"),
            )),
            r#"claim["https://acme.example/tier"] contains "gold""#,
        ),
    ];
    for (rule, text) in RULES {
        assert_eq!(rule.to_string(), *text);
        assert_eq!(rule.mistake(), None, "{rule}");
    }
}

#[test]
fn mistake_is_found_at_any_depth() {
    const A: GrantValue = GrantValue::literal("a");
    const LEVEL: Operand = Operand::Claim(&["level"]);
    const WRONG: &[Rule] = &[
        Rule::all(&[]),
        Rule::any(&[Rule::role("a"), Rule::any(&[])]),
        Rule::all(&[Rule::any_group(&[])]),
        Rule::any_role(&[A, GrantValue::literal("")]),
        Rule::any_role(&[A, GrantValue::literal("b"), A]),
        Rule::group(""),
        Rule::scope("two words"),
        Rule::any_role(&[]),
        Rule::any_role(&[GrantValue::new("a", &["a"]), GrantValue::new("b", &["b", "a"])]),
        Rule::scope("two words"),
        Rule::any(&[Rule::all(&[Rule::scope("quote\"")])]),
        Rule::ip(&[]),
        Rule::ip(&[Network::v4([10, 0, 0, 0], 33)]),
        Rule::max_age(0),
        Rule::acr(&[""]),
        Rule::acr(&["urn:a urn:b"]),
        Rule::compare(Comparison::new(LEVEL, Operator::Equal, LEVEL)),
        Rule::compare(Comparison::new(
            Operand::Path("a"),
            Operator::Equal,
            Operand::Claim(&["sub"]),
        )),
        Rule::issuer(&[]),
        Rule::compare(Comparison::new(Operand::Path("a"), Operator::Equal, Operand::Text("b"))),
        Rule::compare(Comparison::new(LEVEL, Operator::Equal, Operand::Text(""))),
        Rule::compare(Comparison::new(LEVEL, Operator::Above, Operand::Text("b"))),
        Rule::compare(Comparison::new(Operand::Subject, Operator::Contains, Operand::Text("b"))),
        Rule::compare(Comparison::new(Operand::Claim(&[]), Operator::Equal, Operand::Integer(1))),
        Rule::compare(Comparison::new(
            LEVEL,
            Operator::Below,
            Operand::Float(18_446_744_073_709_551_616.0),
        )),
        Rule::compare(Comparison::new(LEVEL, Operator::Below, Operand::Float(f64::NAN))),
        Rule::compare(Comparison::new(
            LEVEL,
            Operator::Below,
            Operand::Integer(u64::MAX as i128 + 1),
        )),
    ];
    for rule in WRONG {
        assert!(rule.mistake().is_some(), "{rule:?}");
    }
    let fine = rule!(Rule::all(&[Rule::role("two words"), Rule::scope("a:b")]));
    assert_eq!(fine.mistake(), None);
}

/// The compiler stops a constant that takes some million steps.
#[test]
fn many_long_names_are_validated_within_the_limit_of_constants() {
    const COUNT: u8 = 200;
    const TEXTS: &[[u8; 48]; COUNT as usize] = &{
        let mut texts = [[b'x'; 48]; COUNT as usize];
        let mut index = 0;
        while index < COUNT {
            // Only the last two letters differ.
            let tail = [b'0' + index / 20, b'a' + index % 20];
            [texts[index as usize][46], texts[index as usize][47]] = tail;
            index += 1;
        }
        texts
    };
    const VALUES: &[GrantValue] = &{
        let mut values = [GrantValue::literal(""); TEXTS.len()];
        let mut index = 0;
        while index < TEXTS.len() {
            let Ok(name) = std::str::from_utf8(&TEXTS[index]) else { unreachable!() };
            values[index] = GrantValue::literal(name);
            index += 1;
        }
        values
    };
    const RULE: Rule = Rule::any_role(VALUES);
    const { check(&RULE) };
}

struct Editors;

impl Policy for Editors {
    const RULE: Rule = Rule::role("editor");
}

#[test]
fn named_policy_prints_its_name_or_its_rule() {
    let rule = rule!(Rule::any(&[Rule::policy::<Editors>(), Rule::role("admin")]));
    assert_eq!(rule.to_string(), r#"any(Editors, role = "admin")"#);
    assert_eq!(format!("{rule:#}"), r#"any(role = "editor", role = "admin")"#);
}

#[test]
fn typed_value_prints_its_name_or_all_names() {
    let rule = rule!(Rule::any_role(&[
        GrantValue::new("viewer", &["viewer", "editor", "admin"]),
        GrantValue::new("author", &["author", "admin"]),
    ]));
    assert_eq!(rule.to_string(), r#"role = "viewer" | "author""#);
    assert_eq!(format!("{rule:#}"), r#"role = "viewer" | "editor" | "admin" | "author""#);
}

#[test]
fn inputs_of_a_group_are_those_of_its_rules() {
    let path = Comparison::new(Operand::Path("id"), Operator::Equal, Operand::Subject);
    let all = RuleInputs {
        address: true,
        path: true,
        time: true,
        before_authentication: true,
        checks: 2,
    };
    let rules = [
        Rule::role("a"),
        Rule::ip(&[]),
        Rule::compare(path),
        Rule::max_age(1),
        Rule::check(0, "a"),
        Rule::check(1, "b"),
    ];
    let inputs = rules.iter().fold(RuleInputs::NONE, |inputs, rule| inputs.and(rule.inputs()));
    assert_eq!(inputs, all);
    let group = rule!(Rule::any(&[Rule::authenticated(), Rule::all(&[Rule::max_age(1)])]));
    assert_eq!(group.inputs(), RuleInputs { time: true, ..RuleInputs::NONE });
    assert!(!group.inputs().needs_request() && all.needs_request());
}
