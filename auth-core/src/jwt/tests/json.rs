//! Strict JSON, for readers that keep values and for readers that skip them.

use std::marker::PhantomData;

use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use crate::jwt::json::strict::{Fault, read};

fn object(text: &str) -> Result<Map<String, Value>, Fault> {
    match read(text, PhantomData)? {
        Value::Object(members) => Ok(members),
        _ => Err(Fault::Syntax),
    }
}

/// Returns the result of both readers.
fn both(text: &str) -> Result<(), Fault> {
    let kept = object(text).map(|_| ());
    assert_eq!(read(text, PhantomData::<IgnoredAny>).map(|_| ()), kept, "{text}");
    kept
}

#[test]
fn s20_duplicate_members_are_rejected_at_every_depth() {
    let duplicates = [
        r#"{"iss":1,"iss":1}"#,
        r#"{"iss":1,"a":2,"\u0069ss":3}"#,
        r#"{"a":{"b":1,"b":2}}"#,
        r#"{"a":[[{"b":null,"c":1,"b":null}]]}"#,
        r#"{"":1,"":2}"#,
        r#"{"\ud83d\ude00":1,"😀":2}"#,
    ];
    for text in duplicates {
        assert_eq!(both(text), Err(Fault::Duplicate), "{text}");
    }
    assert_eq!(both(r#"{"a":{"b":1},"b":{"b":[{"b":1},{"b":1}]}}"#), Ok(()));
}

#[test]
fn s20_duplicates_are_found_among_many_members() {
    for count in [2, 15, 16, 17, 18, 33, 1000] {
        let names: Vec<String> =
            (0..count).map(|number| format!("\"n{number}\":{number}")).collect();
        assert_eq!(both(&format!("{{{}}}", names.join(","))), Ok(()), "{count}");
        for again in [0, count / 2, count - 1] {
            let text = format!("{{{},\"n{again}\":null}}", names.join(","));
            assert_eq!(both(&text), Err(Fault::Duplicate), "{again} of {count}");
        }
    }
}

#[test]
fn s20_nesting_is_bounded() {
    let nested = |depth: usize| format!(r#"{{"a":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
    assert_eq!(both(&nested(63)), Ok(()));
    for depth in [64, 200, 10_000] {
        assert_eq!(both(&nested(depth)), Err(Fault::Nesting));
        assert_eq!(both(&r#"{"a":"#.repeat(depth + 1)), Err(Fault::Nesting));
        assert_eq!(both(&format!(r#"{{"a":{}"#, "[".repeat(depth))), Err(Fault::Nesting));
    }
}

#[test]
fn s20_only_one_json_object_is_accepted() {
    let broken = [
        "",
        " ",
        "{",
        "{}x",
        "{}{}",
        "{},",
        "\u{feff}{}",
        "\u{a0}{}",
        "{/**/}",
        "{'a':1}",
        "{a:1}",
        r#"{"a":1,}"#,
        r#"{"a":01}"#,
        r#"{"a":+1}"#,
        r#"{"a":.5}"#,
        r#"{"a":1.}"#,
        r#"{"a":0x1}"#,
        r#"{"a":NaN}"#,
        r#"{"a":Infinity}"#,
        r#"{"a":1_000}"#,
        r#"{"a":"\x"}"#,
        r#"{"a":"\ud800"}"#,
        r#"{"a":"\udc00x"}"#,
        "{\"a\":\"\n\"}",
        r#"{"a":tru}"#,
        r#"{"a" 1}"#,
        r#"{"a":1 "b":2}"#,
    ];
    for text in broken {
        assert_eq!(both(text), Err(Fault::Syntax), "{text}");
    }
    for text in ["[]", "null", "1", "\"{}\"", "[{}]", "true"] {
        assert_eq!(object(text), Err(Fault::Syntax), "{text}");
    }
    assert_eq!(both(" \t\r\n{ \"a\" : 1 } \n"), Ok(()));
}

#[test]
fn values_are_kept_as_they_are() {
    let text = r#"{"b":[true,null,-1,18446744073709551615,1.5,"x\n"],"a":{"$serde_json::privates":"1"},"c":{}}"#;
    let value: Value = serde_json::from_str(text).unwrap();
    assert_eq!(Value::Object(object(text).unwrap()), value);
}

#[test]
fn s20_ambiguous_names_are_rejected() {
    for name in ["RawValue", "Number", "Anything"] {
        for text in [
            format!(r#"{{"profile":{{"$serde_json::private::{name}":"m"}}}}"#),
            format!(r#"{{"profile":{{"\u0024serde_json::private::{name}":"1e"}}}}"#),
            format!(r#"{{"profile":[{{"a":1,"$serde_json::private::{name}":"m"}}]}}"#),
            format!(r#"{{"$serde_json::private::{name}":"m"}}"#),
        ] {
            assert_eq!(both(&text), Err(Fault::Syntax), "{text}");
        }
    }
}
