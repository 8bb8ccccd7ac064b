//! Rules and attributes are read as they are printed.

use crate::access::Access;
use crate::access::random::Random;
use crate::policy::Rule;

#[test]
fn printed_rule_is_read_as_it_was() {
    let mut kinds = std::collections::HashSet::new();
    for seed in 0..4_000 {
        let rule = Random::new(seed).rule(3);
        let text = format!("{rule:#}");
        assert!(!text.contains('\n'), "{text}");
        let read: Rule = text.parse().unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(format!("{read:#}"), text);
        assert_eq!(read.to_string(), text);
        assert_eq!(read.inputs(), rule.inputs(), "{text}");
        rule.each_requirement(&mut |requirement| {
            kinds.insert(std::mem::discriminant(requirement));
        });
    }
    assert_eq!(kinds.len(), 8, "all kinds of requirements occur");
}

#[test]
fn printed_attribute_is_read_as_it_was() {
    for seed in 0..500 {
        let mut random = Random::new(seed);
        let access = Access::required(random.rule(2));
        let access = if random.chance(50) { access.concealed() } else { access };
        let access = if random.chance(50) { access.report_only() } else { access };
        let text = access.to_string();
        let read: Access = text.parse().unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(read.to_string(), text);
        assert_eq!(read.is_enforced(), access.is_enforced());
        assert_eq!(read.is_concealed(), access.is_concealed());
    }
    let public: Access = r#"#[public("a \"b\"")]"#.parse().unwrap();
    assert_eq!(public.reason(), Some("a \"b\""));
}

#[test]
fn written_rule_is_read() {
    for (text, expected) in [
        ("authenticated ,", "authenticated"),
        ("role=\"a\",scope = \"b\"", "all(role = \"a\", scope = \"b\")"),
        (" any ( role = \"a\" | \"b\" , ) ", "any(role = \"a\" | \"b\")"),
        ("3 <= claim . level", "3 <= claim.level"),
        ("claim.a >= 1_000", "claim.a >= 1000"),
        ("claim.type[\"b c\"].d == -1.5e3", "claim.type[\"b c\"].d == -1500.0"),
        ("max_age = \"90s\"", "max_age = \"90s\""),
        ("max_age = \"120m\"", "max_age = \"2h\""),
        (
            "check(a(')', \"(\", 'x', b'\\'', r\")\", &'a b))",
            "check(a(')', \"(\", 'x', b'\\'', r\")\", &'a b))",
        ),
        ("path.id == subject", "path.id == subject"),
        ("true == claim.admin", "true == claim.admin"),
        ("never", "never"),
    ] {
        let rule: Rule = text.parse().unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(rule.to_string(), expected);
    }
}

#[test]
fn other_text_is_an_error_with_its_place() {
    for (text, expected) in [
        ("", "column 1: an empty `any` or `all` is never met: name at least one requirement"),
        (
            "rolle = \"a\"",
            "column 1: expected a requirement such as `role = \"admin\"`, found `rolle`",
        ),
        ("role \"a\"", "column 6: expected `=`, found `\"a\"`"),
        ("role = a", "column 8: expected a string in double quotes, found `a`"),
        (
            "role = \"ä\\x\"",
            "column 8: unknown escape in a string: write `\\\"`, `\\\\` or `\\u{…}`",
        ),
        ("role = \"ä", "column 8: a string without its closing quote"),
        ("any(role = \"a\"", "column 15: expected `)`, found the end"),
        ("role = \"a\" role = \"b\"", "column 12: expected the end, found `role`"),
        (
            "all(authenticated), all()",
            "column 1: an empty `any` or `all` is never met: name at least one requirement",
        ),
        ("not(role = \"a\")", "column 1: there is no `not`: a rule says who is let in"),
        (
            "CanPublish",
            "column 1: a policy's name is not data: write its rule, or print the rule with `{:#}`",
        ),
        ("claim.a = 3", "column 9: expected an operator such as `==`, found `=`"),
        ("claim.a == 3x", "column 12: expected a decimal number, found `3x`"),
        (
            "ip = \"10.0.0/8\"",
            "column 6: expected a network such as `\"10.0.0.0/8\"`, found `\"10.0.0/8\"`",
        ),
        ("max_age = \"15\"", "column 11: expected a duration such as `\"15m\"`, found `\"15\"`"),
        ("check(f(\")\")", "column 7: `check(` without its closing parenthesis"),
        ("path == subject", "column 6: expected a name such as `.user_id`, found `==`"),
        ("conceal", "column 1: expected a requirement such as `role = \"admin\"`, found `conceal`"),
    ] {
        assert_eq!(text.parse::<Rule>().unwrap_err().to_string(), expected, "{text}");
    }
    for text in ["role = \"a\"", "#[require(role = \"a\"", "#[public()]", "#[require(conceal)]"] {
        assert!(text.parse::<Access>().is_err(), "{text}");
    }
}

#[test]
fn deep_nesting_is_an_error() {
    let nested =
        |depth: usize| format!("{}authenticated{}", "any(".repeat(depth), ")".repeat(depth));
    assert!(nested(64).parse::<Rule>().is_ok());
    let error = nested(100_000).parse::<Rule>().unwrap_err();
    assert_eq!(error.to_string(), "column 261: more than 64 groups in one another");
}
