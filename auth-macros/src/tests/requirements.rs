//! The code of each requirement and each option.

use super::accepted::{accepted, require, rule, summary};
use quote::quote;

fn handler(arguments: &str) -> String {
    require(
        arguments,
        &quote!(
            fn handler() {}
        ),
    )
    .replace(":: auth_core :: macro_support :: ", "")
}

// ---- issuers, step-up

#[test]
fn texts_stay_as_they_were_written() {
    assert_eq!(summary(r#"issuer = "https://a" | r"b""#), r#"issuer = "https://a" | "b""#);
    assert_eq!(summary(r#"acr = "urn:example:mfa""#), r#"acr = "urn:example:mfa""#);
}

#[test]
fn durations_are_of_the_largest_unit() {
    for (text, printed) in [
        ("1s", "1s"),
        ("900s", "15m"),
        ("15m", "15m"),
        ("12h", "12h"),
        ("90m", "90m"),
        ("720h", "30d"),
    ] {
        assert_eq!(summary(&format!("max_age = \"{text}\"")), format!("max_age = \"{printed}\""));
    }
    assert_eq!(
        summary(r#"role = "admin", acr = "urn:example:mfa", max_age = "15m""#),
        r#"all(role = "admin", acr = "urn:example:mfa", max_age = "15m")"#
    );
}

#[test]
fn overlapping_issuers_and_networks_are_kept() {
    assert_eq!(
        summary(r#"issuer = "a" | "b", issuer = "b" | "c""#),
        r#"all(issuer = "a" | "b", issuer = "b" | "c")"#
    );
    assert!(rule(r#"authenticated, ip = "10.0.0.0/8""#).starts_with("all(&[authenticated(),ip("));
    assert!(
        rule(r#"any(authenticated, ip = "10.0.0.0/8")"#).starts_with("any(&[authenticated(),ip(")
    );
}

// ---- networks

#[test]
fn networks_are_bytes_and_a_prefix() {
    assert_eq!(
        rule(r#"ip = "10.0.0.0/8" | "fd00::/8""#),
        "ip(&[Network::v4([10,0,0,0],8),Network::v6([0xfd00,0,0,0,0,0,0,0],8)])"
    );
    assert_eq!(rule(r#"ip = "192.0.2.1""#), "ip(&[Network::v4([192,0,2,1],32)])");
    assert_eq!(
        rule(r#"ip = "2001:DB8::1""#),
        "ip(&[Network::v6([0x2001,0xdb8,0,0,0,0,0,0x1],128)])"
    );
    assert_eq!(
        rule(r#"ip = "0.0.0.0/0" | "::/0""#),
        "ip(&[Network::v4([0,0,0,0],0),Network::v6([0,0,0,0,0,0,0,0],0)])"
    );
}

// ---- comparisons

#[test]
fn claims_are_lists_of_names() {
    for (written, text) in [
        (r#"claim.department == "finance""#, r#"claim.department == "finance""#),
        (r#"claim.a["b.c"].d == r"x""#, r#"claim.a["b.c"].d == "x""#),
        (
            r#"claim["https://acme.example/tier"] == "gold""#,
            r#"claim["https://acme.example/tier"] == "gold""#,
        ),
        (r#"claim["plain"] == subject"#, "claim.plain == subject"),
        (r#"claim["7"] == claim["_"]"#, r#"claim["7"] == claim["_"]"#),
        ("claim.größe == subject", r#"claim["größe"] == subject"#),
        ("claim.r#type == claim.crate", "claim.type == claim.crate"),
        ("claim.self == claim.type", "claim.self == claim.type"),
        ("claim.claim == claim.path", "claim.claim == claim.path"),
    ] {
        assert_eq!(summary(written), text);
    }
}

#[test]
fn each_operator_has_its_name() {
    for (operator, name) in [
        ("==", "Equal"),
        (">=", "AtLeast"),
        (">", "Above"),
        ("<=", "AtMost"),
        ("<", "Below"),
        ("contains", "Contains"),
    ] {
        assert_eq!(summary(&format!("claim.x {operator} 3")), format!("claim.x {operator} 3"));
        assert_eq!(rule(&format!("claim.x {operator} 3.5")), compared(name, "Float(3.5)"));
    }
    for operator in ["==", ">=", ">", "<=", "<"] {
        assert_eq!(
            summary(&format!("claim.x{operator}-3")),
            format!("claim.x {operator} -3"),
            "without spaces"
        );
    }
}

#[test]
fn operands_may_stand_on_either_side() {
    for text in [
        "path.user_id == subject",
        "claim.tenant == path.tenant",
        "1 >= claim.level",
        "-1 <= claim.level",
        r#""alice" == subject"#,
        "claim.a < claim.b",
        "claim.a contains path.b",
        "true == claim.admin",
    ] {
        assert_eq!(summary(text), text);
    }
    assert_eq!(summary("subject == path.r#type"), "subject == path.type");
    assert_eq!(summary("-1<=claim.level"), "-1 <= claim.level");
}

#[test]
fn literals_are_values() {
    for (literal, text, value) in [
        ("3", "3", "Integer(3)"),
        ("-3", "-3", "Integer(-3)"),
        ("0xff", "255", "Integer(255)"),
        ("1_000_000", "1000000", "Integer(1000000)"),
        ("18446744073709551615", "18446744073709551615", "Integer(18446744073709551615)"),
        ("-9223372036854775808", "-9223372036854775808", "Integer(-9223372036854775808)"),
        ("true", "true", "Boolean(true)"),
        ("false", "false", "Boolean(false)"),
        ("\"a b\"", "\"a b\"", "Text(\"ab\")"),
    ] {
        let comparison = format!("claim.x == {literal}");
        assert_eq!(summary(&comparison), format!("claim.x == {text}"));
        assert_eq!(rule(&comparison), compared("Equal", value));
    }
    for (literal, value) in [
        ("3.5", "Float(3.5)"),
        ("-3.5", "Float(-3.5)"),
        ("3.0", "Float(3.0)"),
        ("1e3", "Float(1000.0)"),
        ("1.5e-7", "Float(0.00000015)"),
        (r#""a\"b""#, r#"Text("a\"b")"#),
        (r##"r#"a"b"#"##, r#"Text("a\"b")"#),
    ] {
        assert_eq!(rule(&format!("claim.x == {literal}")), compared("Equal", value));
    }
}

/// Returns the generated comparison of the claim `x`.
fn compared(operator: &str, value: &str) -> String {
    format!(
        r#"compare(Comparison::new(Operand::Claim(&["x"]),Operator::{operator},Operand::{value}))"#
    )
}

#[test]
fn comparisons_of_which_none_is_redundant_are_kept() {
    for rule_text in [
        "claim.level >= 3, claim.level < 5",
        "claim.level > 3, claim.level < 3.5",
        "claim.level >= 3, claim.level <= 3",
        "any(claim.level == 3, claim.level == \"3\")",
        "any(claim.level < 3, claim.level > 3)",
        "claim.teams contains \"a\", claim.teams contains \"b\"",
        "claim.a == claim.b, claim.a >= claim.b",
        "claim.a == path.a, claim.b == path.a",
        "subject == path.id, subject == claim.owner",
        "any(claim.a == \"x\", claim.a contains \"x\")",
        "issuer = \"a\", any(role = \"y\", issuer = \"b\")",
    ] {
        assert!(!rule(rule_text).is_empty());
    }
}

// ---- typed values

#[test]
fn typed_values_pass_through_their_kind() {
    for kind in ["role", "scope", "permission", "group"] {
        assert_eq!(
            rule(&format!("{kind} = x::V::A | \"b\" | ::y::V::C")),
            format!(
                "any_{kind}(&[GrantValue::of_kind({kind}(x::V::A),x::V::A.__auth_value()),GrantValue::literal(\"b\"),GrantValue::of_kind({kind}(::y::V::C),::y::V::C.__auth_value())])"
            )
        );
    }
    for (kind, path) in [
        ("role", "Admin"),
        ("scope", "roles :: ADMIN"),
        ("permission", "x :: V :: A"),
        ("group", ":: y :: V :: A"),
    ] {
        let typed = format!("{kind} = {path}");
        let path = path.replace(' ', "");
        assert_eq!(summary(&typed), format!("{kind} = {path}"));
        assert_eq!(rule(&typed), format!("grant({kind}({path}),{path}.__auth_value())"));
    }
}

#[test]
fn typed_values_may_differ() {
    assert!(rule("role = Role::A, role = Role::B").starts_with("all("));
    assert!(rule("role = Role::A, scope = Role::A").starts_with("all("));
    assert!(rule("any(role = Role::A, role = \"a\")").starts_with("any("));
}

/// The compiler checks the parts that the macro cannot see.
#[test]
fn rules_beside_opaque_values_are_checked() {
    let is_checked = |arguments: &str| handler(arguments).contains("const _ : () = check (");
    for checked in [
        "role = \"a\", CanPublish",
        "any(CanPublish, CanDelete)",
        "role = Role::A | Role::B",
        "role = Role::A | \"a\", scope = \"x\"",
        "any(role = \"a\", all(CanPublish, scope = \"x\"))",
    ] {
        assert!(is_checked(checked), "{checked}");
    }
    for unchecked in [
        "CanPublish",
        "CanPublish, conceal",
        "role = Role::A",
        // The name of a typed value is unknown, so no neighbour contradicts it.
        "role = Role::A, scope = \"x\"",
        "any(role = Role::A, all(role = Role::B, scope = Scope::C))",
        "role = \"a\" | \"b\", scope = \"x\"",
    ] {
        assert!(!is_checked(unchecked), "{unchecked}");
    }
    let policies = quote!(A = role = "x", B; C = B;);
    let text = accepted(|mistakes| crate::policy_tokens(policies, mistakes)).to_string();
    assert_eq!(text.matches(":: check (& < A as").count(), 1, "{text}");
    assert_eq!(text.matches(":: check (").count(), 1, "{text}");
}

// ---- options

#[test]
fn a_concealed_rule_says_so() {
    let concealed = "const CONCEALED : :: core :: primitive :: bool = true ;";
    assert!(handler(r#"role = "admin", conceal"#).contains(concealed));
    assert!(handler(r#"conceal, role = "admin""#).contains(concealed));
    assert!(!handler(r#"role = "admin""#).contains("CONCEALED"));
    let named = handler("CanPublish, conceal");
    assert!(
        named.contains(concealed) && named.contains("Rule :: policy :: < CanPublish > ()"),
        "{named}"
    );
    assert!(named.contains("_guard : Guard < __RequireHandler >"), "{named}");
}

#[test]
fn what_is_only_reported_proves_nothing() {
    let text = handler(r#"role = "admin", report_only"#);
    assert!(text.contains("fn handler (_guard : ReportOnly < __RequireHandler >)"), "{text}");
    assert!(!text.contains("Guard <"), "{text}");
    let named = handler("CanPublish, report_only");
    assert_eq!(named, "fn handler (_guard : ReportOnly < CanPublish >) { }");
}

#[test]
fn observers_and_guards_stack() {
    let first = require(
        "CanPublish, report_only",
        &quote!(
            fn f(x: u8) {}
        ),
    );
    let second = require(r#"role = "a""#, &first.parse().unwrap());
    assert!(
        second.contains(
            "fn f (_guard : :: auth_core :: macro_support :: ReportOnly < :: auth_core :: macro_support :: Stacked < CanPublish , :: auth_core :: macro_support :: Guard < __Require2F > > > , _guard2 : :: auth_core :: macro_support :: Guard < __Require2F > , x : u8)"
        ),
        "{second}"
    );
}
