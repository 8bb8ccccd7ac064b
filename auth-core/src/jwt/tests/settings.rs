//! Settings for claims that issuers write in other ways.

use serde_json::{Value, json};

use super::issuer::{AUDIENCE, Issuer, NOW, every_type, good, kind, verify, with};
use crate::identity::Identity;
use crate::jwt::{Algorithm, Claim, JwtBuilder, JwtError, TokenError};

/// Returns the result for claims with these members, of a verifier with these settings.
#[expect(clippy::needless_pass_by_value, reason = "each caller makes the value")]
fn says(set: fn(JwtBuilder) -> JwtBuilder, members: Value) -> Result<Identity, TokenError> {
    let issuer = Issuer::new(Algorithm::HS256);
    let mut claims = good();
    for (name, value) in members.as_object().unwrap().clone() {
        claims[name] = value;
    }
    verify(&set(issuer.builder()).build().unwrap(), &issuer.token(&claims))
}

fn without_aud(mut claims: Value) -> Value {
    claims.as_object_mut().unwrap().remove("aud");
    claims
}

fn is_sorted(actual: impl Iterator<Item = impl Into<String>>, expected: &[&str]) {
    let mut actual: Vec<String> = actual.map(Into::into).collect();
    actual.sort();
    assert_eq!(actual, expected);
}

#[test]
fn s18_another_claim_names_the_audience() {
    let issuer = Issuer::new(Algorithm::HS256);
    let jwt = issuer.builder().audience_claim("client_id").build().unwrap();
    let token = |claims: &Value| issuer.token(&without_aud(claims.clone()));
    assert!(verify(&jwt, &token(&with("client_id", AUDIENCE))).is_ok());
    assert!(verify(&jwt, &issuer.token(&with("client_id", AUDIENCE))).is_ok());
    let other = verify(&jwt, &token(&with("client_id", "other"))).unwrap_err();
    assert_eq!(kind(other), "Audience");
    for claims in [good(), with("client_id", "other")] {
        assert!(verify(&jwt, &issuer.token(&claims)).is_err(), "`aud` does not count");
    }
    let missing = verify(&jwt, &token(&good())).unwrap_err();
    assert_eq!(missing, TokenError::MissingClaim("client_id"));
    for value in [json!(null), json!(7), json!({"a": AUDIENCE})] {
        let error = verify(&jwt, &token(&with("client_id", value))).unwrap_err();
        assert_eq!(error, TokenError::Claim("client_id"));
    }
    let error = verify(&issuer.jwt(), &token(&good())).unwrap_err();
    assert!(error.to_string().ends_with("call `audience_claim`"), "{error}");
}

#[test]
fn s40_another_claim_names_the_subject() {
    let oid: fn(JwtBuilder) -> JwtBuilder = |jwt| jwt.subject("oid");
    assert_eq!(says(oid, json!({"oid": "o-1"})).unwrap().subject(), "o-1");
    assert_eq!(says(oid, json!({"oid": "o-1", "sub": ""})).unwrap().subject(), "o-1");
    assert_eq!(says(oid, json!({})).unwrap_err(), TokenError::MissingClaim("oid"));
    for value in [json!(""), json!(null), json!(7)] {
        assert_eq!(says(oid, json!({"oid": value})).unwrap_err(), TokenError::Claim("oid"));
    }
    for claim in ["email", "preferred_username", "upn", "client_id", "azp"] {
        let builder = Issuer::new(Algorithm::HS256).builder().subject(claim);
        assert_eq!(builder.build().unwrap_err(), JwtError::NoSubject(claim));
    }
}

#[test]
fn another_claim_names_the_token() {
    let uti: fn(JwtBuilder) -> JwtBuilder = |jwt| jwt.token_id("uti");
    let identity = says(uti, json!({"uti": "u", "jti": "j"})).unwrap();
    assert_eq!(identity.token_id(), Some("u"));
    assert_eq!(says(uti, json!({"jti": "j"})).unwrap().token_id(), None);
    assert_eq!(says(uti, json!({"uti": null})).unwrap().token_id(), None);
    assert_eq!(says(uti, json!({"uti": 7})).unwrap_err(), TokenError::Claim("uti"));
}

#[test]
fn settings_of_claims_take_names_only() {
    let builder = || Issuer::new(Algorithm::HS256).builder();
    for name in ["", "/", "/uti", "/o/id"] {
        for set in [JwtBuilder::audience_claim, JwtBuilder::subject, JwtBuilder::token_id] {
            assert_eq!(set(builder(), name).build().unwrap_err(), JwtError::ClaimName(name));
        }
    }
    assert!(builder().token_id("https://acme.example/id").build().is_ok());
}

#[test]
fn s19_replaced_claims_still_have_their_type() {
    let replaced: fn(JwtBuilder) -> JwtBuilder =
        |jwt| jwt.audience_claim("azp").subject("oid").token_id("uti");
    let result = |name: &str, value: Value| {
        let mut members = json!({"azp": AUDIENCE, "oid": "o-1"});
        members[name] = value;
        says(replaced, members).map(|identity| identity.subject().to_owned())
    };
    for (name, value) in
        ["aud", "sub", "jti"].into_iter().flat_map(|name| every_type().map(|value| (name, value)))
    {
        let fits = value.is_string()
            || (name == "aud" && value.is_array())
            || (name == "jti" && value.is_null());
        let expected = if fits { Ok("o-1".to_owned()) } else { Err(TokenError::Claim(name)) };
        assert_eq!(result(name, value.clone()), expected, "{name} {value}");
    }
    assert_eq!(result("aud", json!(["other", 7])), Err(TokenError::Claim("aud")));
}

#[test]
fn s25_strict_profile_needs_jti_beside_token_id() {
    let issuer = Issuer::new(Algorithm::HS256);
    let jwt = issuer.builder().strict_profile().token_id("uti").build().unwrap();
    let result = |members: Value| {
        let mut claims = with("client_id", "web");
        claims["iat"] = NOW.into();
        claims.as_object_mut().unwrap().extend(members.as_object().cloned().unwrap());
        let token = issuer.sign(r#"{"alg":"HS256","typ":"at+jwt"}"#, claims.to_string());
        verify(&jwt, &token).map(|identity| identity.token_id().map(str::to_owned))
    };
    assert_eq!(result(json!({"uti": "u", "jti": "j"})), Ok(Some("u".to_owned())));
    for members in [json!({"uti": "u"}), json!({"uti": "u", "jti": null})] {
        assert_eq!(result(members), Err(TokenError::MissingClaim("jti")));
    }
    assert_eq!(result(json!({"jti": "j"})), Err(TokenError::MissingClaim("uti")));
    assert_eq!(result(json!({"uti": "u", "jti": 7})), Err(TokenError::Claim("jti")));
}

#[test]
fn s25_id_tokens_are_accepted_by_choice() {
    let usual: fn(JwtBuilder) -> JwtBuilder = |jwt| jwt;
    let id_tokens: fn(JwtBuilder) -> JwtBuilder = JwtBuilder::id_tokens;
    for members in [
        json!({"nonce": "n", "at_hash": "h", "c_hash": "h", "s_hash": "h"}),
        json!({"token_use": "id"}),
        json!({"typ": "ID"}),
        json!({"type": "id_token"}),
    ] {
        assert!(says(id_tokens, members.clone()).is_ok(), "{members}");
        assert!(says(usual, members.clone()).is_err(), "{members}");
    }
    for members in [
        json!({"events": {}}),
        json!({"typ": "Refresh"}),
        json!({"typ": "Logout"}),
        json!({"token_use": "refresh"}),
        json!({"type": "refresh"}),
        json!({"token_type": "offline_access"}),
        json!({"nonce": 7}),
    ] {
        let error = says(id_tokens, members.clone()).unwrap_err();
        assert!(matches!(error, TokenError::NotAccess(_)), "{members}: {error}");
    }
}

#[test]
fn s25_nonce_needs_a_sign_of_an_access_token() {
    let usual: fn(JwtBuilder) -> JwtBuilder = |jwt| jwt;
    let issuer = Issuer::new(Algorithm::HS256);
    let jwt = issuer.jwt();
    let sign = |first: &str, last: &str| {
        let good = good().to_string();
        let rest = good.trim_matches(['{', '}']);
        issuer.sign(r#"{"alg":"HS256"}"#, format!("{{{first},{rest},{last}}}"))
    };
    let nonce = r#""nonce":"n""#;
    for sign_of_access in
        [r#""typ":"Bearer""#, r#""token_use":"access""#, r#""tokenName":"access_token""#]
    {
        // The order of the claims does not matter.
        assert!(verify(&jwt, &sign(nonce, sign_of_access)).is_ok(), "{sign_of_access}");
        assert!(verify(&jwt, &sign(sign_of_access, nonce)).is_ok(), "{sign_of_access}");
        let hash = format!(r#"{nonce},"at_hash":"h""#);
        assert!(verify(&jwt, &sign(sign_of_access, &hash)).is_err(), "{sign_of_access}");
    }
    for members in [json!({"nonce": "n"}), json!({"nonce": "n", "token_type": "Bearer"})] {
        assert!(says(usual, members.clone()).is_err(), "{members}");
    }
    let token = |typ: &str| {
        issuer.sign(json!({"alg": "HS256", "typ": typ}).to_string(), with("nonce", "n").to_string())
    };
    assert!(verify(&jwt, &token("at+jwt")).is_ok());
    assert!(verify(&jwt, &token("JWT")).is_err());
}

#[test]
fn scope_is_a_string_or_a_list_of_single_scopes() {
    let usual: fn(JwtBuilder) -> JwtBuilder = |jwt| jwt;
    is_sorted(says(usual, json!({"scope": ["a", "b"]})).unwrap().scopes(), &["a", "b"]);
    is_sorted(says(usual, json!({"scope": "a b", "scp": "c"})).unwrap().scopes(), &["a", "b"]);
    is_sorted(says(usual, json!({"scope": null, "scp": ["c"]})).unwrap().scopes(), &["c"]);
    for value in [json!(["a b"]), json!(["a", 1]), json!({"a": true}), json!(true)] {
        assert_eq!(says(usual, json!({"scope": value})).unwrap_err(), TokenError::Claim("scope"));
    }
}

#[test]
fn s19_keys_of_an_object_are_grants() {
    let keys: fn(JwtBuilder) -> JwtBuilder = |jwt| jwt.roles(Claim::keys("/x/roles"));
    let roles = |value: Value| says(keys, json!({"x": {"roles": value}}));
    let identity =
        roles(json!({"admin": {"1": "acme"}, "b": true, "c": false, "d": null, "": true}));
    is_sorted(identity.unwrap().roles(), &["admin", "b"]);
    for wrong in [json!({"a": 1}), json!({"a": "true"}), json!(["a"]), json!("a"), json!(null)] {
        assert_eq!(roles(wrong.clone()).unwrap_err(), TokenError::Grants("roles"), "{wrong}");
    }
    assert_eq!(says(keys, json!({})).unwrap().roles().count(), 0);
}

#[test]
fn s19_split_string_is_several_grants() {
    let split: fn(JwtBuilder) -> JwtBuilder = |jwt| jwt.permissions(Claim::split("p", ','));
    let permissions = |value: Value| says(split, json!({ "p": value }));
    is_sorted(permissions(json!("read, write,,")).unwrap().permissions(), &["read", "write"]);
    assert_eq!(permissions(json!("")).unwrap().permissions().count(), 0);
    for wrong in [json!(["a"]), json!(1), json!(null), json!({"a": true})] {
        assert_eq!(permissions(wrong).unwrap_err(), TokenError::Grants("permissions"));
    }
}
