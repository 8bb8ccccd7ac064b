//! Tests of the parser of credentials.

use super::*;

fn read(value: &str) -> Result<Option<String>, CredentialsError> {
    let header = HeaderValue::from_bytes(value.as_bytes()).unwrap();
    Credentials::from_authorization(&header, &[Scheme::BEARER, Scheme::BASIC])
        .map(|found| found.map(|credentials| credentials.token().to_owned()))
}

#[test]
fn s1_schemes_are_case_insensitive() {
    for value in ["Bearer abc", "bearer abc", "BEARER abc", "bEaReR abc"] {
        assert_eq!(read(value), Ok(Some("abc".to_owned())), "{value}");
    }
}

#[test]
fn s2_one_or_more_spaces_and_one_token68() {
    assert_eq!(read("Bearer    a.b-c_d~e+f/g=="), Ok(Some("a.b-c_d~e+f/g==".to_owned())));
    assert_eq!(read("  Bearer abc \t"), Ok(Some("abc".to_owned())));
    let malformed = [
        "Bearer",
        "Bearer ",
        "Bearer\tabc",
        "Bearer \tabc",
        "Bearer a b",
        "Bearer a,b",
        "Bearer ,",
        "Bearer \"abc\"",
        "Bearer a=b",
        "Bearer =",
        "Bearer:abc",
        "Bearer=abc",
        "Bearer,abc",
        "Bearer a\tb",
        "Bearer äbc",
        "Bearer abc;",
    ];
    for value in malformed {
        assert_eq!(read(value), Err(CredentialsError::NotAToken(Scheme::BEARER)), "{value}");
    }
}

#[test]
fn s2_token68_has_the_characters_of_the_rfc() {
    let of_the_rfc = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/";
    for byte in 0..=u8::MAX {
        assert_eq!(is_token68_char(byte), of_the_rfc.as_bytes().contains(&byte), "{byte:#x}");
    }
}

#[test]
fn s2_own_header_has_one_visible_text_without_comma() {
    let of_a_key: Vec<u8> = (b'!'..=b'~').filter(|byte| *byte != b',').collect();
    for byte in 0..=u8::MAX {
        let Ok(header) = HeaderValue::from_bytes(&[b'a', byte, b'b']) else { continue };
        let key = Credentials::from_header(&header, Scheme::BEARER);
        assert_eq!(key.is_ok(), of_a_key.contains(&byte), "{byte:#x}");
    }
    let all = format!(" \t{} ", std::str::from_utf8(&of_a_key).unwrap());
    let header = HeaderValue::from_str(&all).unwrap();
    let key = Credentials::from_header(&header, Scheme::BEARER).unwrap();
    assert_eq!(key.token(), all.trim());
    for malformed in ["", " ", "a b", "a,b", "a, b", ",", "Bearer a"] {
        let header = HeaderValue::from_static(malformed);
        let error = Credentials::from_header(&header, Scheme::BEARER).unwrap_err();
        assert_eq!(error, CredentialsError::NotAToken(Scheme::BEARER), "{malformed}");
    }
}

#[test]
fn s7_joined_credentials_in_any_order_are_rejected() {
    let joined = [
        "Bearer a, Bearer b",
        "Bearer a,Bearer b",
        "Basic a, Bearer b",
        "Bearer b, Basic a",
        "Unknown a, Bearer b",
        "Bearer b, Unknown a",
        "Bearer a,, Bearer b",
        "Bearer a , Digest x=\"1\"",
    ];
    for value in joined {
        assert_eq!(read(value), Err(CredentialsError::Several), "{value}");
    }
}

#[test]
fn s10_other_schemes_and_raw_tokens_do_not_count() {
    let nothing = [
        "",
        "eyJhbGciOiJIUzI1NiJ9.e30.c2ln",
        "Bearerabc def",
        "Digest username=\"Mufasa, Bearer x\", realm=\"a\"",
        "Digest username = \"a\", realm = \"b\"",
        "\"Bearer abc\"",
        "Negotiate YII=",
        "BearerToken",
        "=abc",
    ];
    for value in nothing {
        assert_eq!(read(value), Ok(None), "{value}");
    }
}

#[test]
fn debug_of_credentials_hides_the_token() {
    let header = HeaderValue::from_static("Bearer verysecret");
    let credentials = Credentials::from_authorization(&header, &[Scheme::BEARER]).unwrap().unwrap();
    assert!(!format!("{credentials:?}").contains("verysecret"));
}

#[test]
fn scheme_that_is_not_a_token_is_rejected() {
    for name in ["", "two words", "tab\t", "quote\"", "comma,", "Schéma", "line\n"] {
        assert!(Scheme::new(name).is_err(), "{name:?}");
    }
}
