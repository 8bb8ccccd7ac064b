//! Parameters in the header of a signed token.

use serde_json::{Value, json};

use super::issuer::{Issuer, builder, encode, every_type, good, verify};
use crate::jwt::{Algorithm, Jwt, JwtBuilder, TokenError};

/// Returns the result for a token that the issuer signed with this header.
fn says(issuer: &Issuer, jwt: &Jwt, header: &Value) -> Result<(), TokenError> {
    verify(jwt, &issuer.sign(header.to_string(), good().to_string())).map(|_| ())
}

/// Returns the result for a token with one more parameter in its header.
fn says_with(name: &str, value: Value) -> Result<(), TokenError> {
    let issuer = Issuer::new(Algorithm::HS256);
    let mut header = json!({"alg": "HS256"});
    header[name] = value;
    says(&issuer, &issuer.jwt(), &header)
}

/// Returns the error for a token that names none of the keys.
fn unknown(known: &str) -> TokenError {
    TokenError::KeyId(known.into())
}

#[test]
fn s16_key_fixes_the_algorithm() {
    let signing = super::issuer::ALL.map(Issuer::new);
    for key in &signing {
        let jwt = key.jwt();
        for named in &signing {
            let header = json!({"alg": named.algorithm.as_str()});
            let expected =
                if named.algorithm == key.algorithm { Ok(()) } else { Err(TokenError::Algorithm) };
            assert_eq!(
                says(key, &jwt, &header),
                expected,
                "{} key, {}",
                key.algorithm,
                named.algorithm
            );
        }
    }
}

#[test]
fn s16_none_and_other_spellings_are_rejected() {
    let issuer = Issuer::new(Algorithm::RS256);
    let jwt = issuer.jwt();
    for name in [
        "none",
        "None",
        "NONE",
        "nOnE",
        "rs256",
        "Rs256",
        "RS256 ",
        " RS256",
        "RS256\0",
        "",
        "RSA256",
        "\u{ff32}S256",
    ] {
        assert_eq!(
            says(&issuer, &jwt, &json!({"alg": name})),
            Err(TokenError::Algorithm),
            "{name:?}"
        );
    }
    assert_eq!(says(&issuer, &jwt, &json!({})), Err(TokenError::Algorithm));
    for value in every_type().into_iter().filter(|value| !value.is_string()) {
        assert_eq!(says(&issuer, &jwt, &json!({"alg": value})), Err(TokenError::Header), "{value}");
    }
    let unsigned =
        format!("{}.{}.", encode(br#"{"alg":"none"}"#), encode(good().to_string().as_bytes()));
    assert_eq!(verify(&jwt, &unsigned).unwrap_err(), TokenError::Form);
    assert_eq!(verify(&jwt, &format!("{unsigned}AA")).unwrap_err(), TokenError::Algorithm);
}

#[test]
fn s16_public_key_is_no_secret() {
    for algorithm in [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA] {
        let issuer = Issuer::new(algorithm);
        let texts = [
            issuer.pem().into_bytes(),
            issuer.pem().trim().as_bytes().to_vec(),
            issuer.der(),
            issuer.jwk("k").to_string().into_bytes(),
        ];
        for text in texts {
            let forger = Issuer::with_secret(Algorithm::HS256, &text);
            assert_eq!(
                verify(&issuer.jwt(), &forger.token(&good())).unwrap_err(),
                TokenError::Algorithm
            );
        }
    }
}

#[test]
fn s20_duplicate_parameters_are_rejected() {
    let issuer = Issuer::new(Algorithm::HS256);
    let jwt = issuer.jwt();
    let duplicates = [
        r#"{"alg":"HS256","alg":"HS256"}"#,
        r#"{"alg":"none","\u0061lg":"HS256"}"#,
        r#"{"alg":"HS256","kid":"a","kid":"a"}"#,
        r#"{"alg":"HS256","x":1,"x":1}"#,
        r#"{"alg":"HS256","x":{"y":[{"z":1,"z":2}]}}"#,
    ];
    for header in duplicates {
        let token = issuer.sign(header, good().to_string());
        assert_eq!(verify(&jwt, &token).unwrap_err(), TokenError::Duplicate, "{header}");
    }
}

#[test]
fn s20_header_is_one_small_object() {
    let issuer = Issuer::new(Algorithm::HS256);
    let jwt = issuer.jwt();
    for header in [
        "[]",
        "null",
        "\"HS256\"",
        " ",
        r#"{"alg":"HS256"}{}"#,
        r#"{"alg":"HS256",}"#,
        r#"[{"alg":"HS256"}]"#,
    ] {
        let token = issuer.sign(header, good().to_string());
        assert_eq!(verify(&jwt, &token).unwrap_err(), TokenError::Header, "{header}");
    }
    let deep = format!(r#"{{"alg":"HS256","x":{}{}}}"#, "[".repeat(64), "]".repeat(64));
    assert_eq!(
        verify(&jwt, &issuer.sign(deep, good().to_string())).unwrap_err(),
        TokenError::Nesting
    );
    let many: serde_json::Map<String, Value> =
        (0..1000).map(|n| (n.to_string(), json!(n))).collect();
    assert_eq!(says(&issuer, &jwt, &many.into()), Err(TokenError::Header));
}

#[test]
fn s21_critical_extensions_are_rejected() {
    for value in [
        json!([]),
        json!(["exp"]),
        json!(["x", "x"]),
        json!(["alg"]),
        json!(["b64"]),
        json!("b64"),
        json!(null),
    ] {
        assert_eq!(says_with("crit", value.clone()), Err(TokenError::Critical), "{value}");
    }
    for value in every_type() {
        assert_eq!(says_with("b64", value.clone()), Err(TokenError::Critical), "{value}");
    }
    assert_eq!(says_with("x", json!({"any": [1, 2.5, "thing", null, true, -1]})), Ok(()));
}

#[test]
fn s23_with_several_keys_only_the_id_selects() {
    let (first, second) = (Issuer::new(Algorithm::HS256), Issuer::new(Algorithm::HS256));
    let keys = [first.key().with_id("1"), second.key().with_id("2")];
    let jwt = keys.into_iter().fold(builder(), JwtBuilder::key).build().unwrap();
    let header = |kid: Value| json!({"alg": "HS256", "kid": kid});
    assert_eq!(says(&first, &jwt, &header("1".into())), Ok(()));
    assert_eq!(says(&second, &jwt, &header("2".into())), Ok(()));
    assert_eq!(says(&first, &jwt, &header("2".into())), Err(TokenError::Signature));
    assert_eq!(says(&first, &jwt, &json!({"alg": "HS256"})), Err(unknown("`1`, `2`")));
    for kid in ["", "3", "1 ", " 1", "1\0", "01", "../1", "' OR '1'='1", "1\r\nx: y"] {
        assert_eq!(says(&first, &jwt, &header(kid.into())), Err(unknown("`1`, `2`")), "{kid:?}");
    }
    for kid in every_type().into_iter().filter(|kid| !kid.is_string()) {
        assert_eq!(says(&first, &jwt, &header(kid.clone())), Err(TokenError::Header), "{kid}");
    }
}

#[test]
fn s23_one_key_with_an_id_takes_that_id_or_none() {
    let issuer = Issuer::new(Algorithm::HS256);
    let long = "k".repeat(256);
    let jwt = builder().key(issuer.key().with_id(long.as_str())).build().unwrap();
    assert_eq!(says(&issuer, &jwt, &json!({"alg": "HS256"})), Ok(()));
    assert_eq!(says(&issuer, &jwt, &json!({"alg": "HS256", "kid": long})), Ok(()));
    assert_eq!(
        says(&issuer, &jwt, &json!({"alg": "HS256", "kid": "k"})),
        Err(unknown(&format!("`{}…`", "k".repeat(128))))
    );
    // A key without an id accepts any id, but no value of another type.
    assert_eq!(says_with("kid", "any".into()), Ok(()));
    assert_eq!(says_with("kid", "k".repeat(257).into()), Err(unknown("one without an id")));
    assert_eq!(says_with("kid", json!(["any"])), Err(TokenError::Header));
}

#[test]
fn s23_keys_that_a_token_brings_along_are_never_used() {
    let (issuer, forger) = (Issuer::new(Algorithm::ES256), Issuer::new(Algorithm::ES256));
    let jwt = issuer.jwt();
    let certificate = json!([encode(&forger.der())]);
    let brought = [
        ("jwk", forger.jwk("k")),
        ("jku", json!("https://forger.example/jwks.json")),
        ("x5u", json!("https://forger.example/cert.pem")),
        ("x5c", certificate),
    ];
    for (name, value) in brought {
        let mut header = json!({"alg": "ES256"});
        header[name] = value;
        assert_eq!(says(&forger, &jwt, &header), Err(TokenError::Signature), "{name}");
        assert_eq!(says(&issuer, &jwt, &header), Ok(()), "{name}");
    }
}

#[test]
fn s25_types_of_access_tokens_in_any_case() {
    for kind in [
        "JWT",
        "jwt",
        "at+jwt",
        "AT+JWT",
        "application/at+jwt",
        "Application/At+Jwt",
        "application/jwt",
    ] {
        assert_eq!(says_with("typ", kind.into()), Ok(()), "{kind}");
    }
    let others = [
        "",
        "dpop+jwt",
        "logout+jwt",
        "secevent+jwt",
        "id+jwt",
        "JWE",
        "JOSE",
        "JWT ",
        "JWT;x=1",
        "application/",
        "application/application/jwt",
        "text/jwt",
        "at+jwt\0",
    ];
    for kind in others {
        assert_eq!(says_with("typ", kind.into()), Err(TokenError::Type), "{kind}");
    }
    for kind in every_type().into_iter().filter(|kind| !kind.is_string()) {
        assert_eq!(says_with("typ", kind.clone()), Err(TokenError::Header), "{kind}");
    }
    assert_eq!(says_with("cty", "JWT".into()), Err(TokenError::Type));
    assert_eq!(says_with("cty", Value::Null), Err(TokenError::Type));
}

#[test]
fn s25_strict_profile_accepts_complete_tokens_only() {
    let issuer = Issuer::new(Algorithm::ES256);
    let jwt = issuer.builder().strict_profile().build().unwrap();
    let mut complete = good();
    complete["client_id"] = "app".into();
    complete["iat"] = super::issuer::NOW.into();
    complete["jti"] = "1".into();
    let says = |header: Value, claims: &Value| {
        verify(&jwt, &issuer.sign(header.to_string(), claims.to_string())).map(|_| ())
    };
    for kind in ["at+jwt", "AT+JWT", "application/at+jwt"] {
        assert_eq!(says(json!({"alg": "ES256", "typ": kind}), &complete), Ok(()), "{kind}");
    }
    for kind in ["JWT", "", "at+jwt;", "application/jwt"] {
        assert_eq!(
            says(json!({"alg": "ES256", "typ": kind}), &complete),
            Err(TokenError::Type),
            "{kind}"
        );
    }
    assert_eq!(says(json!({"alg": "ES256"}), &complete), Err(TokenError::Type));
    for name in ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"] {
        let mut claims = complete.clone();
        claims.as_object_mut().unwrap().remove(name);
        let said = says(json!({"alg": "ES256", "typ": "at+jwt"}), &claims);
        assert_eq!(said, Err(TokenError::MissingClaim(name)));
    }
}
