//! Rules in print, and the mistakes of rules that are written by hand.

use super::*;
use crate::policy::comparison::{Operand, Operator};

#[test]
fn a_rule_prints_itself_in_the_language() {
    let rules = [
        (
            rule!(Rule::all(&[
                Rule::authenticated(),
                Rule::any(&[Rule::group(&["staff", "a \"b\""]), Rule::permission(&["posts:edit"])]),
            ])),
            r#"all(authenticated, any(group = "staff" | "a \"b\"", permission = "posts:edit"))"#,
        ),
        (
            rule!(Rule::role_values(&[
                GrantValue::new("admin", &["admin", "root"]),
                GrantValue::literal("x")
            ])),
            r#"role = "admin" | "x""#,
        ),
        (
            rule!(Rule::ip(&[
                Network::v4([10, 0, 0, 0], 8),
                Network::v6([0xfd00, 0, 0, 0, 0, 0, 0, 0], 8)
            ])),
            r#"ip = "10.0.0.0/8" | "fd00::/8""#,
        ),
        (rule!(Rule::one_role("a \"b\"")), r#"role = "a \"b\"""#),
        (rule!(Rule::one_scope("posts:write")), r#"scope = "posts:write""#),
        (rule!(Rule::max_age(900)), r#"max_age = "15m""#),
        (rule!(Rule::max_age(86_401)), r#"max_age = "86401s""#),
        (rule!(Rule::acr(&["urn:a"])), r#"acr = "urn:a""#),
        (rule!(Rule::issuer(&["https://a", "b"])), r#"issuer = "https://a" | "b""#),
        (
            rule!(Rule::compare(Comparison::new(
                Operand::Claim(&["a", "type", "b c"]),
                Operator::AtLeast,
                Operand::Float(3.0)
            ))),
            r#"claim.a.type["b c"] >= 3.0"#,
        ),
        (
            rule!(Rule::compare(Comparison::new(
                Operand::Claim(&["https://acme.example/tier"]),
                Operator::Contains,
                Operand::Text("gold")
            ))),
            r#"claim["https://acme.example/tier"] contains "gold""#,
        ),
    ];
    for (rule, text) in rules {
        assert_eq!(rule.to_string(), text);
        assert_eq!(rule.mistake(), None, "{rule}");
    }
}

#[test]
fn mistakes_are_found_at_any_depth() {
    const LEVEL: Operand = Operand::Claim(&["level"]);
    let wrong = [
        rule!(Rule::all(&[])),
        rule!(Rule::any(&[Rule::role(&["a"]), Rule::any(&[])])),
        rule!(Rule::all(&[Rule::group(&[])])),
        rule!(Rule::role(&["a", ""])),
        rule!(Rule::role(&["a", "b", "a"])),
        rule!(Rule::one_group("")),
        rule!(Rule::one_scope("two words")),
        rule!(Rule::role_values(&[])),
        rule!(Rule::role_values(&[
            GrantValue::new("a", &["a"]),
            GrantValue::new("b", &["b", "a"])
        ])),
        rule!(Rule::scope(&["two words"])),
        rule!(Rule::any(&[Rule::all(&[Rule::scope(&["quote\""])])])),
        rule!(Rule::ip(&[])),
        rule!(Rule::ip(&[Network::v4([10, 0, 0, 0], 33)])),
        rule!(Rule::max_age(0)),
        rule!(Rule::acr(&[""])),
        rule!(Rule::acr(&["urn:a urn:b"])),
        rule!(Rule::compare(Comparison::new(LEVEL, Operator::Equal, LEVEL))),
        rule!(Rule::compare(Comparison::new(
            Operand::Path("a"),
            Operator::Equal,
            Operand::Claim(&["sub"])
        ))),
        rule!(Rule::issuer(&[])),
        rule!(Rule::compare(Comparison::new(
            Operand::Path("a"),
            Operator::Equal,
            Operand::Text("b")
        ))),
        rule!(Rule::compare(Comparison::new(LEVEL, Operator::Equal, Operand::Text("")))),
        rule!(Rule::compare(Comparison::new(LEVEL, Operator::Above, Operand::Text("b")))),
        rule!(Rule::compare(Comparison::new(
            Operand::Subject,
            Operator::Contains,
            Operand::Text("b")
        ))),
        rule!(Rule::compare(Comparison::new(
            Operand::Claim(&[]),
            Operator::Equal,
            Operand::Integer(1)
        ))),
        rule!(Rule::compare(Comparison::new(
            LEVEL,
            Operator::Below,
            Operand::Float(18_446_744_073_709_551_616.0)
        ))),
        rule!(Rule::compare(Comparison::new(LEVEL, Operator::Below, Operand::Float(f64::NAN)))),
        rule!(Rule::compare(Comparison::new(
            LEVEL,
            Operator::Below,
            Operand::Integer(u64::MAX as i128 + 1)
        ))),
        rule!(Rule::All(&[])),
        rule!(Rule::Scope("two words")),
    ];
    for rule in wrong {
        assert!(rule.mistake().is_some(), "{rule:?}");
    }
    assert_eq!(
        rule!(Rule::all(&[Rule::role(&["two words"]), Rule::scope(&["a:b"])])).mistake(),
        None
    );
}
