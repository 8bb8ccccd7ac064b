//! Comparisons, on claims of one caller.

use super::*;

fn alice(claims: &str) -> Identity {
    let Ok(Value::Object(claims)) = serde_json::from_str(claims) else { panic!("{claims}") };
    Identity::builder("issuer", "alice").claims(claims).build().unwrap()
}

fn holds(claims: &str, left: Operand, operator: Operator, right: Operand) -> bool {
    Comparison::new(left, operator, right).holds(&alice(claims), true, &PathParameters::default())
}

const X: Operand = Operand::Claim(&["x"]);

#[test]
fn integers_compare_exactly() {
    use Operator::{Above, AtLeast, AtMost, Below, Equal};
    let big = r#"{"x":9007199254740993}"#;
    assert!(holds(big, X, Equal, Operand::Integer(9_007_199_254_740_993)));
    assert!(!holds(big, X, Equal, Operand::Integer(9_007_199_254_740_992)));
    assert!(!holds(big, X, Equal, Operand::Float(9_007_199_254_740_992.0)));
    assert!(holds(big, X, Above, Operand::Float(9_007_199_254_740_992.0)));
    let most = r#"{"x":18446744073709551615}"#;
    assert!(holds(most, X, Equal, Operand::Integer(u64::MAX.into())));
    assert!(holds(most, X, Below, Operand::Float(18_446_744_073_709_551_616.0)));
    assert!(holds(r#"{"x":-3}"#, X, AtMost, Operand::Integer(-3)));
    assert!(holds(r#"{"x":3.5}"#, X, AtLeast, Operand::Integer(3)));
    assert!(!holds(r#"{"x":2.5}"#, X, AtLeast, Operand::Integer(3)));
    assert!(holds(r#"{"x":-2.5}"#, X, Below, Operand::Integer(-2)));
    assert!(!holds(r#"{"x":2.5}"#, X, Equal, Operand::Integer(2)));
    assert!(holds(r#"{"x":2.5}"#, X, Above, Operand::Integer(2)));
    assert!(!holds(r#"{"x":2.5}"#, X, AtMost, Operand::Integer(2)));
    assert!(!holds(r#"{"x":-2.5}"#, X, Equal, Operand::Integer(-2)));
    assert!(holds(r#"{"x":2.5}"#, X, Equal, Operand::Float(2.5)));
    assert!(holds(r#"{"x":2.25}"#, X, Below, Operand::Float(2.5)));
    assert!(holds(r#"{"x":3.0}"#, X, Equal, Operand::Integer(3)));
    assert!(holds(r#"{"x":-0.0}"#, X, Equal, Operand::Integer(0)));
    for beyond in [
        "100000000000000000001",
        "1e300",
        "-1e300",
        "-100000000000000000001",
        "18446744073709551616",
    ] {
        let claims = format!(r#"{{"x":{beyond}}}"#);
        for operator in [Above, AtLeast, AtMost, Below, Equal] {
            assert!(
                !holds(&claims, X, operator, Operand::Integer(100_000_000_000_000_000_000)),
                "{beyond}"
            );
            assert!(!holds(&claims, X, operator, X), "{beyond}");
        }
    }
}

#[test]
fn what_is_absent_or_of_another_type_equals_nothing() {
    for claims in
        ["{}", r#"{"x":null}"#, r#"{"x":[]}"#, r#"{"x":["a"]}"#, r#"{"x":{"a":1}}"#, r#"{"x":""}"#]
    {
        for right in
            [Operand::Text("a"), Operand::Text(""), Operand::Integer(0), Operand::Boolean(false), X]
        {
            assert!(!holds(claims, X, Operator::Equal, right), "{claims} {right}");
        }
    }
    for (claims, right) in [
        (r#"{"x":"3"}"#, Operand::Integer(3)),
        (r#"{"x":3}"#, Operand::Text("3")),
        (r#"{"x":"true"}"#, Operand::Boolean(true)),
        (r#"{"x":1}"#, Operand::Boolean(true)),
        (r#"{"x":"A"}"#, Operand::Text("a")),
        (r#"{"x":"e\u0301"}"#, Operand::Text("\u{e9}")),
    ] {
        assert!(!holds(claims, X, Operator::Equal, right), "{claims} {right}");
    }
    assert!(!holds(r#"{"x":"b"}"#, X, Operator::AtLeast, Operand::Text("a")));
    assert!(!holds(r#"{"x":true}"#, X, Operator::AtLeast, Operand::Boolean(false)));
}

#[test]
fn integer_claim_equals_its_canonical_decimal_in_path() {
    let equals = |claim: &str, text: &str| {
        let path = PathParameters::new([("id", text)]);
        let compare = |left, operator, right| {
            let claims = format!(r#"{{"x":{claim},"xs":["y",{claim}]}}"#);
            Comparison::new(left, operator, right).holds(&alice(&claims), true, &path)
        };
        let (id, list) = (Operand::Path("id"), Operand::Claim(&["xs"]));
        let equal = compare(X, Operator::Equal, id);
        assert_eq!(compare(id, Operator::Equal, X), equal, "{claim} {text}");
        assert_eq!(compare(list, Operator::Contains, id), equal, "{claim} {text}");
        assert!(
            !compare(X, Operator::AtLeast, id) && !compare(X, Operator::AtMost, id),
            "{claim} {text}"
        );
        equal
    };
    for (claim, text) in [
        ("42", "42"),
        ("0", "0"),
        ("-42", "-42"),
        ("18446744073709551615", "18446744073709551615"),
        ("-9223372036854775808", "-9223372036854775808"),
        (r#""42""#, "42"),
        (r#""042""#, "042"),
    ] {
        assert!(equals(claim, text), "{claim} {text}");
    }
    for text in
        ["042", "+42", " 42", "42 ", "4_2", "42.0", "4.2e1", "0x2a", "٤٢", "-42", "43", "--42", ""]
    {
        assert!(!equals("42", text), "{text:?}");
    }
    for (claim, text) in [
        ("0", "-0"),
        ("0", "00"),
        ("0", "+0"),
        ("-42", "-042"),
        ("-42", "42"),
        ("42.0", "42"),
        ("42.0", "42.0"),
        ("18446744073709551616", "18446744073709551616"),
        ("18446744073709551615", "340282366920938463463374607431768211456"),
        ("true", "true"),
        ("1", "true"),
        ("null", "null"),
        (r#""+42""#, "42"),
    ] {
        assert!(!equals(claim, text), "{claim} {text}");
    }
}

#[test]
fn only_lists_contain() {
    let blue = Operand::Text("blue");
    assert!(holds(r#"{"x":["red","blue"]}"#, X, Operator::Contains, blue));
    assert!(holds(r#"{"x":[1,2.0]}"#, X, Operator::Contains, Operand::Integer(2)));
    for claims in [
        r#"{"x":"blue"}"#,
        r#"{"x":{"blue":1}}"#,
        r#"{"x":[["blue"]]}"#,
        r#"{"x":["bluer"]}"#,
        "{}",
    ] {
        assert!(!holds(claims, X, Operator::Contains, blue), "{claims}");
    }
    assert!(!holds(r#"{"x":[""]}"#, X, Operator::Contains, Operand::Text("")));
}

#[test]
fn claims_nest() {
    let tier = Operand::Claim(&["https://acme.example/a", "b"]);
    assert!(holds(
        r#"{"https://acme.example/a":{"b":true}}"#,
        tier,
        Operator::Equal,
        Operand::Boolean(true)
    ));
    assert!(!holds(
        r#"{"https://acme.example/a":true}"#,
        tier,
        Operator::Equal,
        Operand::Boolean(true)
    ));
    assert_eq!(tier.to_string(), r#"claim["https://acme.example/a"].b"#);
    assert_eq!(Operand::Claim(&["_", "_a1", "1a", ""]).to_string(), r#"claim["_"]._a1["1a"][""]"#);
}

#[test]
fn what_can_hold_is_no_mistake() {
    let fine = [
        (X, Operator::Equal, Operand::Text("a")),
        (X, Operator::Contains, Operand::Text("a")),
        (X, Operator::AtLeast, Operand::Integer(3)),
        (X, Operator::Equal, Operand::Claim(&["y"])),
        (X, Operator::Equal, Operand::Claim(&["x", "y"])),
        (Operand::Path("id"), Operator::Equal, Operand::Subject),
        (Operand::Integer(3), Operator::Below, X),
    ];
    for (left, operator, right) in fine {
        let comparison = Comparison::new(left, operator, right);
        assert_eq!(comparison.mistake(), None, "{comparison}");
        let paths: Vec<_> = comparison.path_names().collect();
        assert_eq!(!paths.is_empty(), comparison.names_path(), "{comparison}");
        assert_eq!(paths.first().copied(), matches!(left, Operand::Path(_)).then_some("id"));
    }
}

#[test]
fn s40_the_subject_of_another_issuer_is_another_user() {
    let path = PathParameters::new([("id", "alice")]);
    let own = Comparison::new(Operand::Path("id"), Operator::Equal, Operand::Subject);
    assert!(own.holds(&alice("{}"), true, &path));
    assert!(!own.holds(&alice("{}"), false, &path));
}
