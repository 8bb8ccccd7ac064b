//! Comparisons.

use std::cmp::Ordering;

use super::*;
use crate::reference::comparison::{Scalar, number, order};

#[test]
fn numbers_are_compared_exactly() {
    let numbers = [
        json!(-1e300),
        json!(i64::MIN),
        json!(-0.5),
        json!(0),
        json!(0.1),
        json!(9_007_199_254_740_992_i64),
        json!(9_007_199_254_740_993_i64),
        json!(9_007_199_254_740_994.0),
        json!(i64::MAX),
        json!(9_223_372_036_854_775_808.0),
        json!(u64::MAX),
        json!(18_446_744_073_709_551_616.0),
        json!(1e300),
    ];
    for (i, left) in numbers.iter().enumerate() {
        for (j, right) in numbers.iter().enumerate() {
            let of = |json: &Json| number(json.as_number().unwrap()).unwrap();
            let ordering = order(of(left), of(right));
            assert_eq!(ordering, Some(i.cmp(&j)), "{left} and {right}");
        }
    }
    assert_eq!(order(Scalar::Integer(0), Scalar::Float(-0.0)), Some(Ordering::Equal));
    assert_eq!(
        order(Scalar::Integer(i128::MAX), Scalar::Float(f64::INFINITY)),
        Some(Ordering::Less)
    );
    assert_eq!(
        order(Scalar::Integer(i128::MIN), Scalar::Float(f64::NEG_INFINITY)),
        Some(Ordering::Greater)
    );
    assert_eq!(order(Scalar::Integer(0), Scalar::Float(f64::NAN)), None);
}

#[test]
fn numbers_beyond_64_bits_are_not_compared() {
    let numbers = [
        (json!(9_223_372_036_854_775_808.0), true),
        (json!(u64::MAX), true),
        (json!(18_446_744_073_709_549_568.0), true),
        (json!(18_446_744_073_709_551_616.0), false),
        (json!(-9_223_372_036_854_775_808.0), true),
        (json!(-9_223_372_036_854_777_856.0), false),
        (json!(1e300), false),
    ];
    for (number, compared) in numbers {
        let facts = claiming(&json!({ "level": number }));
        let holds = |operator| {
            let level = number.as_f64().map(Operand::Float).unwrap();
            holds(&Tree::Compare(LEVEL, operator, level), &facts)
        };
        assert_eq!(holds(Operator::AtLeast) || holds(Operator::AtMost), compared, "{number}");
    }
}

#[test]
fn only_like_is_compared_with_like() {
    let facts = claiming(&json!({
        "level": 3, "name": "3", "empty": "", "yes": true, "none": null, "object": { "a": { "b c": 1 } },
        "list": [3, "x", "", [1], true, null]
    }));
    let is = |left, operator, right| holds(&Tree::Compare(left, operator, right), &facts);
    let claim = |names| Operand::Claim(names);
    assert!(is(LEVEL, Operator::Equal, Operand::Float(3.0)));
    assert!(is(LEVEL, Operator::AtMost, Operand::Integer(3)));
    assert!(!is(LEVEL, Operator::Equal, Operand::Text("3")));
    assert!(!is(claim(&["name"]), Operator::AtLeast, Operand::Integer(3)));
    assert!(!is(claim(&["name"]), Operator::AtLeast, Operand::Text("3")));
    assert!(!is(claim(&["empty"]), Operator::Equal, Operand::Text("")));
    assert!(!is(claim(&["none"]), Operator::Equal, claim(&["none"])));
    assert!(!is(claim(&["list"]), Operator::Equal, claim(&["list"])));
    assert!(!is(claim(&["object"]), Operator::Equal, claim(&["object"])));
    assert!(!is(claim(&["missing"]), Operator::Equal, claim(&["missing"])));
    assert!(is(claim(&["yes"]), Operator::Equal, Operand::Boolean(true)));
    assert!(!is(claim(&["yes"]), Operator::Equal, Operand::Integer(1)));
    assert!(!is(claim(&["yes"]), Operator::AtLeast, Operand::Boolean(true)));
    assert!(is(claim(&["object", "a", "b c"]), Operator::Below, Operand::Integer(2)));
    assert!(!is(claim(&["object.a"]), Operator::Equal, Operand::Integer(1)));
    assert!(is(claim(&["list"]), Operator::Contains, LEVEL));
    assert!(is(claim(&["list"]), Operator::Contains, Operand::Boolean(true)));
    assert!(!is(claim(&["list"]), Operator::Contains, Operand::Text("")));
    assert!(!is(claim(&["list"]), Operator::Contains, claim(&["none"])));
    assert!(!is(claim(&["name"]), Operator::Contains, Operand::Text("3")));
}

#[test]
fn integer_claim_equals_its_canonical_decimal_in_path() {
    let of = |level: Json, text: &'static str| {
        let path = Path::Parameters(vec![("id", text)]);
        let facts = Facts { path, ..claiming(&json!({ "level": level })) };
        holds(&Tree::Compare(LEVEL, Operator::Equal, Operand::Path("id")), &facts)
    };
    assert!(
        of(json!(42), "42")
            && of(json!(-42), "-42")
            && of(json!(0), "0")
            && of(json!("042"), "042")
    );
    assert!(
        !of(json!(42), "042")
            && !of(json!(42), "+42")
            && !of(json!(0), "-0")
            && !of(json!(42.0), "42")
    );
}

#[test]
fn invalid_path_is_denied_before_authentication() {
    let own = tree!(Tree::Compare(Operand::Path("id"), Operator::Equal, Operand::Subject));
    let parameters =
        |parameters: &[(&'static str, &'static str)]| Path::Parameters(parameters.to_vec());
    let paths = [
        (Path::Unknown, false),
        (Path::Invalid, false),
        (parameters(&[]), false),
        (parameters(&[("id", "somebody"), ("id", "somebody")]), false),
        (parameters(&[("id", "some\u{FFFD}body")]), false),
        (parameters(&[("id", "")]), false),
        (parameters(&[("id", "somebody"), ("team", "x"), ("team", "y")]), true),
    ];
    for (path, met) in paths {
        let facts = Facts { path, ..nobody_special() };
        assert_eq!(holds(&own, &facts), met, "{facts:?}");
        let expected = if met { Foreseen::Undecided } else { Foreseen::Denied };
        assert_eq!(Ways::of(&own).foreseen(&facts), expected, "{facts:?}");
        let expected = if met { Answer::Unauthorized } else { forbidden(&["path.id == subject"]) };
        assert_eq!(answer(&own, &Facts { caller: None, ..facts }), expected);
    }
    let path = parameters(&[("id", "somebody")]);
    for user_issuer in [Some("https://staff.example"), None] {
        let facts = Facts { path: path.clone(), user_issuer, ..nobody_special() };
        assert!(!holds(&own, &facts));
        assert_eq!(Ways::of(&own).foreseen(&facts), Foreseen::Undecided);
    }
}
