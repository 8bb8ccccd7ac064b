//! Single requirements.

use std::net::IpAddr;

use super::*;

#[test]
fn grants_match_exactly_and_within_their_kind() {
    const ADMIN: &[Value] = &[Value::Text("root"), Value::Text("admin")];
    let caller = known(Caller { roles: vec!["admin"], groups: vec!["staff"], ..Caller::default() });
    assert!(holds(&role(ADMIN), &caller));
    assert!(holds(&Grant(Kind::Group, &[Value::Text("staff")]), &caller));
    assert!(!holds(&Grant(Kind::Permission, ADMIN), &caller));
    assert!(!holds(&role(&[Value::Text("Admin")]), &caller));
    assert!(!holds(&role(&[Value::Text("adm")]), &caller));
    assert!(!holds(&role(ADMIN), &anonymous()));
}

#[test]
fn typed_values_are_held_through_implications() {
    const EDITOR: Tree = role(&[Value::Typed { name: "content-editor", implied_by: &["admin"] }]);
    for (name, held) in
        [("content-editor", true), ("admin", true), ("Editor", false), ("viewer", false)]
    {
        assert_eq!(
            holds(&EDITOR, &known(Caller { roles: vec![name], ..Caller::default() })),
            held,
            "{name}"
        );
    }
    assert_eq!(EDITOR.to_string(), "role = \"content-editor\"");
}

#[test]
fn empty_lists_and_never_are_unmet() {
    for tree in [Any(&[]), All(&[]), role(&[]), Never] {
        assert!(!holds(&tree, &nobody_special()));
        assert_eq!(answer(&tree, &anonymous()), forbidden(&[&tree.to_string()]));
        assert_eq!(answer(&tree, &nobody_special()), forbidden(&[&tree.to_string()]));
    }
}

#[test]
fn authenticated_tells_known_from_anonymous() {
    assert_eq!(answer(&Authenticated, &nobody_special()), Answer::Allowed);
    assert_eq!(answer(&Authenticated, &anonymous()), Answer::Unauthorized);
    assert_eq!(answer(&tree!(Any(&[Never, scope(A)])), &anonymous()), Answer::Unauthorized);
}

#[test]
fn logins_age() {
    let facts = |auth_time, now| Facts { now, ..known(Caller { auth_time, ..Caller::default() }) };
    let times = [
        (Some(1_000), Some(1_030), true),
        (Some(1_000), Some(1_031), false),
        (Some(1_060), Some(1_000), true),
        (Some(1_061), Some(1_000), false),
        (Some(i64::MIN), Some(i64::MAX), false),
        (Some(i64::MAX), Some(i64::MIN), false),
        (None, Some(1_000), false),
        (Some(1_000), None, false),
    ];
    for (auth_time, now, met) in times {
        assert_eq!(holds(&Tree::MaxAge(30), &facts(auth_time, now)), met, "{auth_time:?} {now:?}");
    }
}

#[test]
fn addresses_are_known_before_the_caller_is() {
    let tree = tree!(Tree::Ip(&[
        (IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 0)), 9),
        (IpAddr::V6(std::net::Ipv6Addr::new(0xfd00, 0, 0, 0, 0, 0, 0, 0)), 8),
    ]));
    let addresses = [
        ("10.127.0.1", true),
        ("10.128.0.1", false),
        ("::ffff:10.1.2.3", true),
        ("::10.1.2.3", false),
        ("fdff::1", true),
        ("fc00::1", false),
    ];
    for (address, met) in addresses {
        let facts = Facts { address: Some(address.parse().unwrap()), ..anonymous() };
        assert_eq!(holds(&tree, &facts), met, "{address}");
        let expected = if met { Foreseen::Allowed } else { Foreseen::Denied };
        assert_eq!(Ways::of(&tree).foreseen(&facts), expected, "{address}");
    }
    assert_eq!(answer(&tree, &anonymous()), forbidden(&[&tree.to_string()]));
}

#[test]
fn issuers_and_classes_are_alternatives() {
    let tree = tree!(All(&[Tree::Issuer(&["x", "https://issuer.example"]), MFA]));
    assert!(holds(&tree, &known(Caller { acr: Some("hwk"), ..Caller::default() })));
    assert!(!holds(&tree, &known(Caller { acr: Some("mf"), ..Caller::default() })));
    assert!(!holds(&tree, &known(Caller { acr: Some("hwk"), issuer: "y", ..Caller::default() })));
}

#[test]
fn trees_are_printed() {
    let tree = tree!(Any(&[
        All(&[
            Grant(Kind::Permission, &[Value::Text("a\"b"), Value::Text("c")]),
            Grant(Kind::Group, D)
        ]),
        role(&[]),
        Any(&[]),
        All(&[]),
        Authenticated,
        Never,
    ]));
    let expected = r#"any(all(permission = "a\"b" | "c", group = "d"), role =, any(), all(), authenticated, never)"#;
    assert_eq!(tree.to_string(), expected);
    let tree = tree!(All(&[
        Tree::Named("CanPublish", &Any(&[role(A), role(B)])),
        Tree::Issuer(&["https://a", "b"]),
        Tree::MaxAge(5_400),
        Tree::Compare(
            Operand::Claim(&["a", "type", "b c"]),
            Operator::AtLeast,
            Operand::Float(-3.0)
        ),
        Tree::Compare(Operand::Integer(-3), Operator::Below, LEVEL),
        Tree::Compare(Operand::Path("id"), Operator::Equal, Operand::Subject),
        Tree::Compare(LEVEL, Operator::Contains, Operand::Boolean(false)),
    ]));
    let rest = r#"issuer = "https://a" | "b", max_age = "90m", claim.a.type["b c"] >= -3.0, -3 < claim.level, path.id == subject, claim.level contains false)"#;
    assert_eq!(tree.to_string(), format!("all(CanPublish, {rest}"));
    assert_eq!(format!("{tree:#}"), format!(r#"all(any(role = "a", role = "b"), {rest}"#));
    for (age, printed) in [(86_400, "1d"), (7_200, "2h"), (86_460, "1441m"), (61, "61s")] {
        assert_eq!(Tree::MaxAge(age).to_string(), format!("max_age = {printed:?}"));
    }
}
