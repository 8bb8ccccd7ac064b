//! Messages of errors: the expected and the actual value of a verified claim.

use serde_json::{Value, json};

use super::issuer::{AUDIENCE, Issuer, NOW, builder, good, verify, with};
use crate::authn::AuthenticationError;
use crate::jwt::{Algorithm, JwtBuilder, TokenError};
use crate::time::Timestamp;

fn said(claims: &Value) -> String {
    Issuer::new(Algorithm::HS256).says(claims).unwrap_err().to_string()
}

#[test]
fn s38_token_of_another_issuer_logs_both_names() {
    let issuer = "expected `https://issuer.example`, found `https://other.example`";
    assert_eq!(
        said(&with("iss", "https://other.example")),
        format!("the token is of another issuer: {issuer}")
    );
    let audience =
        "the token is meant for another audience: expected `https://api.example`, found ";
    assert_eq!(said(&with("aud", "other")), format!("{audience}`other`"));
    assert_eq!(said(&with("aud", json!(["a", "b"]))), format!("{audience}`a`, `b`"));
    let many: Vec<_> = (0..500).map(|name| format!("service-{name}")).collect();
    let told = said(&with("aud", many));
    assert!(
        told.ends_with("`service-0`, `service-1`, `service-2`, `service-3` and 496 more"),
        "{told}"
    );
    let Err(TokenError::Audience(wrong)) =
        Issuer::new(Algorithm::HS256).says(&with("aud", "other"))
    else {
        panic!("another error")
    };
    let parts = (wrong.claim(), wrong.expected(), wrong.found());
    assert_eq!(parts, ("aud", format!("`{AUDIENCE}`").as_str(), "`other`"));
    // Of two mistakes, the more general one is reported.
    let mut both = with("aud", "other");
    both["iss"] = "https://other.example".into();
    assert!(said(&both).contains(issuer) && !said(&both).contains("audience"));
}

#[test]
fn s17_verified_token_at_the_wrong_time_is_explained() {
    let times = [
        (
            "exp",
            NOW - 660,
            "the token has expired: it ended 660 s ago, at 1799999340; now is 1800000000",
        ),
        (
            "nbf",
            NOW + 75,
            "the token is not valid yet: it starts in 75 s, at 1800000075; now is 1800000000",
        ),
        (
            "iat",
            NOW + 75,
            "the token was issued in the future: `iat` is 1800000075, in 75 s; now is 1800000000",
        ),
    ];
    for (claim, time, expected) in times {
        let told = said(&with(claim, time));
        assert!(told.starts_with(expected), "{told}");
    }
    let (end, now) = (Timestamp::from_secs(NOW - 660), Timestamp::from_secs(NOW));
    let error = AuthenticationError::from(TokenError::Expired { end, now });
    let expected =
        "the credentials have expired: they ended 660 s ago, at 1799999340; now is 1800000000";
    assert_eq!(error.to_string(), expected);
    assert_eq!(AuthenticationError::expired_at(end, now).to_string(), expected);
    // Beyond the range of a timestamp.
    let (end, now) = (Timestamp::MIN, Timestamp::MAX);
    assert!(TokenError::Expired { end, now }.to_string().contains("18446744073709551615 s ago"));
}

#[test]
fn s25_verified_token_of_another_type_tells_the_type() {
    let told = "the token is no access token, as its claim";
    assert_eq!(
        said(&with("typ", "ID")),
        format!("{told} `typ` tells: expected `Bearer`, found `ID`")
    );
    assert_eq!(
        said(&with("type", "Refresh")),
        format!(
            "{told} `type` tells: expected a string that names no refresh, ID or logout token, found `Refresh`"
        )
    );
    assert!(
        said(&with("token_use", 1)).ends_with("expected `access`, found a value that is no string")
    );
    // A nonce is no name of a type.
    let nonce = said(&with("nonce", "n-0S6_WzA2Mj"));
    let advice = "to accept ID tokens, call `id_tokens`";
    assert_eq!(nonce, format!("{told} `nonce` tells: expected no such claim, found one: {advice}"));
}

#[test]
fn s38_text_of_a_verified_token_is_one_short_line() {
    let evil = format!("\r\nINFO forged=true \u{1b}[2J\u{202e}{}", "x".repeat(5_000));
    for claim in ["iss", "aud", "typ", "type"] {
        let value =
            if claim == "type" { format!("refresh{}", "\n".repeat(5_000)) } else { evil.clone() };
        let told = said(&with(claim, value));
        assert!(told.len() < 500 && !told.contains(char::is_control), "{claim} {told}");
        assert!(!told.contains('\u{202e}'), "{claim} {told}");
    }
}

#[test]
fn s41_token_without_known_key_logs_the_ids_of_keys() {
    let issuer = Issuer::new(Algorithm::HS256);
    let keys = ["2026-01", "2026-02\n"].map(|id| issuer.key().with_id(id));
    let jwt = keys.into_iter().fold(builder(), JwtBuilder::key).build().unwrap();
    let header = json!({"alg": "HS256", "kid": "2026-secret"}).to_string();
    let told = verify(&jwt, &issuer.sign(header, good().to_string())).unwrap_err().to_string();
    assert!(told.contains("`2026-01`, `2026-02\\n`") && told.contains("`replace_keys`"), "{told}");
    assert!(!told.contains("2026-secret"), "{told}");
    jwt.replace_keys([issuer.key().with_id("2026-03")]).unwrap();
    let told =
        verify(&jwt, &issuer.sign(r#"{"alg":"HS256","kid":"x"}"#, "{}")).unwrap_err().to_string();
    assert!(told.contains("`2026-03`") && !told.contains("2026-01"), "{told}");
}

#[test]
fn s41_unverified_token_is_not_described() {
    let (issuer, forger) = (Issuer::new(Algorithm::HS256), Issuer::new(Algorithm::HS256));
    let claims = [
        with("iss", "https://evil.example"),
        with("aud", "evil"),
        with("exp", 666),
        with("typ", "evil"),
    ];
    for claims in claims {
        let told = verify(&issuer.jwt(), &forger.token(&claims)).unwrap_err();
        assert_eq!(told, TokenError::Signature);
    }
    for (name, value) in [("kid", "evil"), ("typ", "evil+jwt"), ("alg", "evil"), ("crit", "evil")] {
        let mut header = json!({"alg": "HS256"});
        header[name] = value.into();
        let jwt = builder().key(issuer.key().with_id("1")).build().unwrap();
        let told = verify(&jwt, &forger.sign(header.to_string(), good().to_string())).unwrap_err();
        assert!(!format!("{told} {told:?}").contains("evil"), "{name} {told}");
    }
}
