//! What each requirement and each option becomes.

use super::accepted::{accepted, require, rule};
use quote::quote;

fn handler(arguments: &str) -> String {
    require(
        arguments,
        &quote!(
            fn handler() {}
        ),
    )
    .replace(":: auth_core :: __private :: ", "")
}

/// The comparison that the rule consists of, also where it has a variant of its own.
fn comparison(arguments: &str) -> String {
    let rule = rule(arguments);
    for kind in ["Integer", "Text"] {
        let inner = rule.strip_prefix(&format!("Claim{kind}(")).and_then(|rest| rest.strip_suffix(')'));
        if let Some((claim, rest)) = inner.and_then(|inner| inner.split_once(",Operator::")) {
            let (operator, value) = rest.split_once(',').unwrap();
            return format!("Claim(&[{claim}]),{operator},{kind}({value})");
        }
    }
    let inner = rule.strip_prefix("compare(Comparison::new(").and_then(|rest| rest.strip_suffix("))"));
    inner.unwrap_or_else(|| panic!("{rule}")).replace("Operand::", "").replace("Operator::", "")
}

// ---- issuers, step-up

#[test]
fn texts_stay_as_they_were_written() {
    assert_eq!(rule(r#"issuer = "https://a" | r"b""#), r#"Issuer(&["https://a",r"b"])"#);
    assert_eq!(rule(r#"acr = "urn:example:mfa""#), r#"Acr(&["urn:example:mfa"])"#);
}

#[test]
fn durations_are_seconds() {
    for (text, seconds) in [("1s", "1"), ("15m", "900"), ("12h", "43200"), ("30d", "2592000")] {
        assert_eq!(rule(&format!("max_age = \"{text}\"")), format!("MaxAge({seconds})"));
    }
    assert_eq!(
        rule(r#"role = "admin", acr = "urn:example:mfa", max_age = "15m""#),
        r#"All(&[Role("admin"),Acr(&["urn:example:mfa"]),MaxAge(900)])"#
    );
}

#[test]
fn overlapping_issuers_and_networks_are_kept() {
    assert_eq!(
        rule(r#"issuer = "a" | "b", issuer = "b" | "c""#),
        r#"All(&[Issuer(&["a","b"]),Issuer(&["b","c"])])"#
    );
    assert!(rule(r#"authenticated, ip = "10.0.0.0/8""#).starts_with("All(&[Authenticated,Ip("));
    assert!(rule(r#"any(authenticated, ip = "10.0.0.0/8")"#).starts_with("Any(&[Authenticated,Ip("));
}

// ---- networks

#[test]
fn networks_are_bytes_and_a_prefix() {
    assert_eq!(
        rule(r#"ip = "10.0.0.0/8" | "fd00::/8""#),
        "Ip(&[Network::v4([10,0,0,0],8),Network::v6([0xfd00,0,0,0,0,0,0,0],8)])"
    );
    assert_eq!(rule(r#"ip = "192.0.2.1""#), "Ip(&[Network::v4([192,0,2,1],32)])");
    assert_eq!(rule(r#"ip = "2001:DB8::1""#), "Ip(&[Network::v6([0x2001,0xdb8,0,0,0,0,0,0x1],128)])");
    assert_eq!(
        rule(r#"ip = "0.0.0.0/0" | "::/0""#),
        "Ip(&[Network::v4([0,0,0,0],0),Network::v6([0,0,0,0,0,0,0,0],0)])"
    );
}

// ---- comparisons

#[test]
fn claims_are_lists_of_names() {
    assert_eq!(
        comparison(r#"claim.department == "finance""#),
        r#"Claim(&["department"]),Equal,Text("finance")"#
    );
    assert_eq!(comparison(r#"claim.a["b.c"].d == r"x""#), r#"Claim(&["a","b.c","d"]),Equal,Text("x")"#);
    assert_eq!(
        comparison(r#"claim["https://acme.example/tier"] == "gold""#),
        r#"Claim(&["https://acme.example/tier"]),Equal,Text("gold")"#
    );
    assert_eq!(comparison("claim.r#type == claim.crate"), r#"Claim(&["type"]),Equal,Claim(&["crate"])"#);
    assert_eq!(comparison("claim.self == claim.type"), r#"Claim(&["self"]),Equal,Claim(&["type"])"#);
    assert_eq!(comparison("claim.claim == claim.path"), r#"Claim(&["claim"]),Equal,Claim(&["path"])"#);
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
        let expected = format!(r#"Claim(&["x"]),{name},Integer(3)"#);
        assert_eq!(comparison(&format!("claim.x {operator} 3")), expected);
    }
    for (operator, name) in
        [("==", "Equal"), (">=", "AtLeast"), (">", "Above"), ("<=", "AtMost"), ("<", "Below")]
    {
        let expected = format!(r#"Claim(&["x"]),{name},Integer(-3)"#);
        assert_eq!(comparison(&format!("claim.x{operator}-3")), expected, "without spaces");
    }
}

#[test]
fn operands_may_stand_on_either_side() {
    assert_eq!(comparison("path.user_id == subject"), r#"Path("user_id"),Equal,Subject"#);
    assert_eq!(comparison("subject == path.r#type"), r#"Subject,Equal,Path("type")"#);
    assert_eq!(comparison("claim.tenant == path.tenant"), r#"Claim(&["tenant"]),Equal,Path("tenant")"#);
    assert_eq!(comparison("1 >= claim.level"), r#"Integer(1),AtLeast,Claim(&["level"])"#);
    assert_eq!(comparison("-1<=claim.level"), r#"Integer(-1),AtMost,Claim(&["level"])"#);
    assert_eq!(comparison(r#""alice" == subject"#), r#"Text("alice"),Equal,Subject"#);
    assert_eq!(comparison("claim.a < claim.b"), r#"Claim(&["a"]),Below,Claim(&["b"])"#);
    assert_eq!(comparison("claim.a contains path.b"), r#"Claim(&["a"]),Contains,Path("b")"#);
    assert_eq!(comparison("true == claim.admin"), r#"Boolean(true),Equal,Claim(&["admin"])"#);
}

#[test]
fn literals_are_values() {
    for (literal, value) in [
        ("3", "Integer(3)"),
        ("-3", "Integer(-3)"),
        ("0xff", "Integer(255)"),
        ("1_000_000", "Integer(1000000)"),
        ("18446744073709551615", "Integer(18446744073709551615)"),
        ("-9223372036854775808", "Integer(-9223372036854775808)"),
        ("3.5", "Float(3.5)"),
        ("-3.5", "Float(-3.5)"),
        ("3.0", "Float(3.0)"),
        ("1e3", "Float(1000.0)"),
        ("1.5e-7", "Float(0.00000015)"),
        ("true", "Boolean(true)"),
        ("false", "Boolean(false)"),
        (r#""a\"b""#, r#"Text("a\"b")"#),
        (r##"r#"a"b"#"##, r#"Text("a\"b")"#),
    ] {
        assert_eq!(comparison(&format!("claim.x == {literal}")), format!(r#"Claim(&["x"]),Equal,{value}"#));
    }
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
                "{kind}_values(&[{kind}(&x::V::A,x::V::A.__auth_value()),Value::literal(\"b\"),{kind}(&::y::V::C,::y::V::C.__auth_value())])"
            )
        );
    }
    assert_eq!(rule("role = Admin"), "RoleVariant(&Admin)");
    assert_eq!(rule("scope = roles::ADMIN"), "ScopeVariant(&roles::ADMIN)");
    assert_eq!(rule("permission = x::V::A"), "PermissionVariant(&x::V::A)");
    assert_eq!(rule("group = ::y::V::A"), "GroupVariant(&::y::V::A)");
}

#[test]
fn typed_values_may_differ() {
    assert!(rule("role = Role::A, role = Role::B").starts_with("All("));
    assert!(rule("role = Role::A, scope = Role::A").starts_with("All("));
    assert!(rule("any(role = Role::A, role = \"a\")").starts_with("Any("));
}

/// Where the macro cannot look, the compiler does.
#[test]
fn rules_are_checked_where_something_is_beside_what_the_macro_cannot_see() {
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
        // Whatever it is called, nothing beside it can be wrong with it.
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
    assert!(named.contains(concealed) && named.contains("Rule :: policy :: < CanPublish > ()"), "{named}");
    assert!(named.contains("_guard : Guard < __RequireHandler >"), "{named}");
}

#[test]
fn what_is_only_reported_proves_nothing() {
    let text = handler(r#"role = "admin", report_only"#);
    assert!(text.contains("fn handler (_guard : Observed < __RequireHandler >)"), "{text}");
    assert!(!text.contains("Guard <"), "{text}");
    let named = handler("CanPublish, report_only");
    assert_eq!(named, "fn handler (_guard : Observed < CanPublish >) { }");
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
            "fn f (_guard : :: auth_core :: __private :: Observed < CanPublish > , _guard2 : :: auth_core :: __private :: Guard < __Require2F > , x : u8)"
        ),
        "{second}"
    );
}
