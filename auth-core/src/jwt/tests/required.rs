//! Required claims.

use serde_json::{Value, json};

use super::issuer::{ISSUER, Issuer, NOW, builder, every_type, good, kind, verify, with};
use crate::jwt::{Algorithm, JwtBuilder, JwtError, TokenError};

/// Returns the result of a verifier with this requirement for a token with these members, added to
/// the good ones.
#[expect(clippy::needless_pass_by_value, reason = "each caller makes the value")]
fn result(set: impl Fn(JwtBuilder) -> JwtBuilder, members: Value) -> Result<(), TokenError> {
    let issuer = Issuer::new(Algorithm::HS256);
    let mut claims = good();
    claims.as_object_mut().unwrap().extend(members.as_object().cloned().unwrap());
    verify(&set(issuer.builder()).build().unwrap(), &issuer.token(&claims)).map(|_| ())
}

#[test]
fn s19_required_claim_has_its_value_and_type() {
    let required = [json!("text"), json!(true), json!(7)];
    for (value, found) in
        required.into_iter().flat_map(|value| every_type().map(|found| (value.clone(), found)))
    {
        let is_met = found == value || (value == "text" && found == json!(["text"]));
        let actual = result(|jwt| jwt.require_claim("x", value.clone()), json!({"x": found}));
        let expected = if is_met { Ok(()) } else { Err("RequiredClaim(\"x\")".to_owned()) };
        assert_eq!(actual.map_err(kind), expected, "{value} {found}");
    }
    let active = |jwt: JwtBuilder| jwt.require_claim("sts", "active");
    for sts in [json!("pending"), json!("Active"), json!("active "), json!(""), json!([])] {
        assert!(result(active, json!({"sts": sts})).is_err(), "{sts}");
    }
    assert_eq!(result(active, json!({})), Err(TokenError::MissingClaim("sts")));
    assert!(result(active, json!({"sts": ["other", "active"]})).is_ok());
    // A list of another format.
    assert!(result(active, json!({"sts": ["active", 7]})).is_err());
}

#[test]
fn s19_required_numbers_are_compared_exactly() {
    let level = |jwt: JwtBuilder| jwt.require_claim("level", 9_007_199_254_740_993_u64);
    assert!(result(level, json!({"level": 9_007_199_254_740_993_u64})).is_ok());
    for other in [json!(9_007_199_254_740_992_u64), json!("9007199254740993"), json!(-1)] {
        assert!(result(level, json!({"level": other})).is_err(), "{other}");
    }
    assert!(result(|jwt| jwt.require_claim("level", 2), json!({"level": 2.0})).is_ok());
}

#[test]
fn s19_required_claim_is_at_a_pointer() {
    let id = |jwt: JwtBuilder| jwt.require_claim("/o/id", "org_1");
    assert!(result(id, json!({"o": {"id": "org_1"}})).is_ok());
    let other = result(id, json!({"o": {"id": "org_2"}, "id": "org_1", "/o/id": "org_1"}));
    assert_eq!(kind(other.unwrap_err()), "RequiredClaim(\"/o/id\")");
    for above in [json!({}), json!("org_1"), json!(null), json!([{"id": "org_1"}])] {
        assert_eq!(
            result(id, json!({"o": above})),
            Err(TokenError::MissingClaim("/o/id")),
            "{above}"
        );
    }
}

/// The settings for Clerk in the documentation, with claims as version 2 of its tokens has them.
#[test]
fn pending_session_of_clerk_is_rejected() {
    let issuer = Issuer::new(Algorithm::HS256);
    let jwt = builder().audience("https://example.com").key(issuer.key());
    let jwt = jwt.audience_claim("azp").require_claim("sts", "active").roles("/o/rol");
    let jwt = jwt.build().unwrap();
    let result = |members: Value| {
        let mut claims = json!({
            "azp": "https://example.com", "exp": NOW + 60, "fva": [7, -1], "iat": NOW, "iss": ISSUER,
            "jti": "1234567890", "nbf": NOW - 10, "o": {"id": "org_123", "rol": "admin", "per": "read,manage"},
            "pla": "u:free,o:pro", "sid": "sess_123", "sts": "active", "sub": "user_123", "v": 2,
        });
        claims.as_object_mut().unwrap().extend(members.as_object().cloned().unwrap());
        verify(&jwt, &issuer.token(&claims))
    };
    let identity = result(json!({})).unwrap();
    assert_eq!(identity.subject(), "user_123");
    assert_eq!(identity.roles().collect::<Vec<_>>(), ["admin"]);
    let pending = result(json!({"sts": "pending"})).unwrap_err();
    assert_eq!(kind(pending), "RequiredClaim(\"sts\")");
    let other = result(json!({"azp": "https://evil.example"})).unwrap_err();
    assert_eq!(kind(other), "Audience");
}

#[test]
fn all_required_claims_apply() {
    let both = |jwt: JwtBuilder| jwt.require_claim("x", "a").require_claim("x", "b");
    assert!(result(both, json!({"x": ["a", "b"]})).is_ok());
    for one in [json!("a"), json!("b"), json!(["a"]), json!(["b", "c"])] {
        assert!(result(both, json!({"x": one})).is_err(), "{one}");
    }
    let two = |jwt: JwtBuilder| jwt.require_claim("hd", "acme").require_claim("sts", "active");
    assert!(result(two, json!({"hd": "acme", "sts": "active"})).is_ok());
    assert!(result(two, json!({"hd": "acme"})).is_err());
    assert!(result(two, json!({"sts": "active"})).is_err());
}

#[test]
fn required_claim_applies_at_each_use() {
    let issuer = Issuer::new(Algorithm::HS256);
    let jwt = issuer.builder().require_claim("sts", "active").build().unwrap();
    let (active, pending) = (with("sts", "active"), with("sts", "pending"));
    for _ in 0..2 {
        assert!(verify(&jwt, &issuer.token(&active)).is_ok());
        let error = verify(&jwt, &issuer.token(&pending)).unwrap_err();
        assert_eq!(kind(error), "RequiredClaim(\"sts\")");
    }
}

#[test]
fn required_claim_needs_a_comparable_value() {
    let error = |place, value: Value| {
        let builder = Issuer::new(Algorithm::HS256).builder().require_claim(place, value);
        builder.build().unwrap_err()
    };
    for value in [json!(""), json!(null), json!(["a"]), json!({"a": 1}), json!(1e300)] {
        assert_eq!(error("x", value.clone()), JwtError::RequiredValue("x"), "{value}");
    }
    for place in ["", "$.x", "/https://acme.example/x"] {
        assert_eq!(error(place, json!("a")), JwtError::Pointer(place.into()));
    }
}

#[test]
fn s38_required_claim_logs_both_values() {
    let verified = |jwt: JwtBuilder| jwt.require_claim("email_verified", true);
    let logged =
        |found: Value| result(verified, json!({"email_verified": found})).unwrap_err().to_string();
    let start = "the token's claim `email_verified` has another value: expected the boolean true";
    for (found, shown) in [
        (json!("true"), "`true`"),
        (json!(false), "the boolean false"),
        (json!(1), "the number 1"),
        (json!(null), "null"),
        (json!({}), "an object"),
        (json!([]), "an empty list"),
        (json!(["a", "b"]), "`a`, `b`"),
        (json!([true]), "a list with values that are no strings"),
    ] {
        assert_eq!(logged(found), format!("{start}, found {shown}"));
    }
    let long = logged(json!(format!("\r\nforged {}", "x".repeat(5_000))));
    assert!(long.len() < 400 && !long.contains(char::is_control), "{long}");
}
