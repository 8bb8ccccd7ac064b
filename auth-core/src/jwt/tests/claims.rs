//! Claims of a signed token, and the identity that they become.

use serde_json::{Map, Value, json};

use super::issuer::{AUDIENCE, ISSUER, Issuer, every_type, good, kind, verify, with};
use crate::identity::Identity;
use crate::jwt::{Algorithm, TokenError};
use crate::time::Timestamp;

fn says(claims: &Value) -> Result<Identity, TokenError> {
    Issuer::new(Algorithm::HS256).says(claims)
}

fn refusal(name: &str, value: impl Into<Value>) -> TokenError {
    says(&with(name, value)).unwrap_err()
}

fn scopes(claims: &Value) -> Result<Vec<String>, TokenError> {
    says(claims).map(|identity| identity.scopes().map(str::to_owned).collect())
}

#[test]
fn s18_iss_sub_aud_and_exp_are_required() {
    for name in ["iss", "sub", "aud", "exp"] {
        let mut claims = good();
        claims.as_object_mut().unwrap().remove(name);
        assert_eq!(says(&claims).unwrap_err(), TokenError::MissingClaim(name));
    }
    assert_eq!(refusal("sub", ""), TokenError::Claim("sub"));
}

#[test]
fn s18_issuer_is_compared_exactly() {
    for issuer in [
        "",
        "https://issuer.example/",
        "https://ISSUER.example",
        "https://issuer.exampl",
        "https://issuer.example\0",
    ] {
        assert_eq!(kind(refusal("iss", issuer)), "Issuer", "{issuer:?}");
    }
}

#[test]
fn s18_audience_is_a_string_or_a_list_of_strings() {
    for audience in [json!(AUDIENCE), json!([AUDIENCE]), json!(["other", AUDIENCE, ""])] {
        assert!(says(&with("aud", audience.clone())).is_ok(), "{audience}");
    }
    for audience in [
        json!(""),
        json!("https://api.example/"),
        json!("https://api"),
        json!([""]),
        json!(["a", "b"]),
        json!([]),
    ] {
        assert_eq!(kind(refusal("aud", audience.clone())), "Audience", "{audience}");
    }
    let wrong = [
        json!([AUDIENCE, null]),
        json!([AUDIENCE, 1]),
        json!([[AUDIENCE]]),
        json!([{"a": AUDIENCE}]),
        json!({"aud": AUDIENCE}),
    ];
    for audience in wrong {
        assert_eq!(refusal("aud", audience.clone()), TokenError::Claim("aud"), "{audience}");
    }
    let issuer = Issuer::new(Algorithm::HS256);
    let jwt = issuer.builder().audience("second").build().unwrap();
    for audience in [json!("second"), json!(AUDIENCE), json!(["second"])] {
        assert!(verify(&jwt, &issuer.token(&with("aud", audience))).is_ok());
    }
}

#[test]
fn s19_claim_of_a_wrong_type_is_rejected() {
    let texts = ["iss", "sub", "jti", "scope", "acr", "client_id", "azp"];
    for (name, value) in texts.into_iter().flat_map(|name| every_type().map(|value| (name, value)))
    {
        let said = says(&with(name, value.clone()));
        // Neither opens or closes a check, so `null` is none.
        let may_be_null = !["iss", "sub"].contains(&name);
        match (name, value.is_string()) {
            (_, false) if value.is_null() && may_be_null => assert!(said.is_ok(), "{name}"),
            ("scope", false) if value.is_array() => assert!(said.is_ok()),
            (_, false) => assert_eq!(said.unwrap_err(), TokenError::Claim(name), "{name} {value}"),
            ("iss", true) => assert_eq!(kind(said.unwrap_err()), "Issuer"),
            (_, true) => assert!(said.is_ok(), "{name} {value}"),
        }
    }
    for (name, value) in
        ["exp", "nbf", "iat"].into_iter().flat_map(|name| every_type().map(|value| (name, value)))
    {
        let said = says(&with(name, value.clone()));
        match (name, value.is_number()) {
            (_, false) => assert_eq!(said.unwrap_err(), TokenError::Claim(name), "{name} {value}"),
            ("exp", true) => assert_eq!(kind(said.unwrap_err()), "Expired"),
            (_, true) => assert!(said.is_ok(), "{name} {value}"),
        }
    }
    let issuer = Issuer::new(Algorithm::HS256);
    let places = issuer.builder().roles("roles").permissions("permissions").groups("groups");
    let jwt = places.build().unwrap();
    for name in ["aud", "scp", "roles", "permissions", "groups"] {
        for value in every_type() {
            let taken = value.is_string() || value.is_array() || (name == "scp" && value.is_null());
            match verify(&jwt, &issuer.token(&with(name, value.clone()))) {
                Ok(_) => assert!(taken, "{name} {value}"),
                Err(TokenError::Audience(_)) => assert!(taken && name == "aud", "{name} {value}"),
                Err(TokenError::Claim(found) | TokenError::Grants(found)) => {
                    assert!(!taken && found == name, "{name} {value}");
                }
                Err(other) => panic!("{name} {value}: {other}"),
            }
        }
    }
}

#[test]
fn auth_time_of_a_wrong_type_is_none() {
    for value in every_type() {
        let identity = says(&with("auth_time", value.clone())).unwrap();
        assert_eq!(identity.auth_time().is_some(), value.is_number(), "{value}");
    }
}

#[test]
fn grants_of_a_wrong_type_at_default_places_are_none() {
    for name in ["roles", "permissions", "groups"] {
        for value in [json!(null), json!(7), json!({"a": true}), json!(["a", 1]), json!([["a"]])] {
            let identity = says(&with(name, value.clone())).unwrap();
            let grants = identity.roles().chain(identity.permissions()).chain(identity.groups());
            assert_eq!(grants.count(), 0, "{name} {value}");
        }
    }
}

#[test]
fn s19_lists_of_grants_contain_strings_only() {
    let issuer = Issuer::new(Algorithm::HS256);
    let places = issuer.builder().roles("roles").permissions("permissions").groups("groups");
    let jwt = places.build().unwrap();
    for kind in ["roles", "permissions", "groups"] {
        for wrong in [json!(["a", null]), json!(["a", 1]), json!([["a"]]), json!([{"name": "a"}])] {
            let error = verify(&jwt, &issuer.token(&with(kind, wrong.clone()))).unwrap_err();
            assert_eq!(error, TokenError::Grants(kind), "{wrong}");
        }
    }
    assert_eq!(refusal("scp", json!(["a", null])), TokenError::Claim("scp"));
    let both = json!({"scope": "a", "scp": 1});
    let mut claims = good();
    claims.as_object_mut().unwrap().extend(both.as_object().cloned().unwrap());
    assert_eq!(says(&claims).unwrap_err(), TokenError::Claim("scp"));
}

#[test]
fn s20_duplicate_claims_are_rejected_at_every_depth() {
    let issuer = Issuer::new(Algorithm::HS256);
    let jwt = issuer.jwt();
    let good = good().to_string();
    let rest = good.strip_prefix('{').unwrap();
    for more in [
        r#""sub":"admin""#,
        r#""\u0073ub":"admin""#,
        r#""x":1,"x":1"#,
        r#""x":[{"y":{"z":1,"z":1}}]"#,
    ] {
        let token = issuer.sign(r#"{"alg":"HS256"}"#, format!("{{{more},{rest}"));
        assert_eq!(verify(&jwt, &token).unwrap_err(), TokenError::Duplicate, "{more}");
    }
    let deep = format!(r#"{{"x":{}{},{rest}"#, "[".repeat(64), "]".repeat(64));
    assert_eq!(
        verify(&jwt, &issuer.sign(r#"{"alg":"HS256"}"#, deep)).unwrap_err(),
        TokenError::Nesting
    );
}

#[test]
fn s25_id_tokens_of_the_issuer_are_rejected() {
    for name in ["nonce", "at_hash", "c_hash", "s_hash", "events"] {
        for value in every_type() {
            assert_eq!(kind(refusal(name, value)), format!("NotAccess({name:?})"));
        }
    }
    for value in
        every_type().into_iter().chain([json!("id"), json!("Access"), json!("refresh"), json!("")])
    {
        assert_eq!(kind(refusal("token_use", value)), format!("NotAccess({:?})", "token_use"));
    }
    for value in every_type().into_iter().chain([json!("ID"), json!("Refresh"), json!("JWT")]) {
        assert_eq!(kind(refusal("typ", value)), format!("NotAccess({:?})", "typ"));
    }
    assert!(says(&with("token_use", "access")).is_ok());
    for name in ["Bearer", "bearer", "access", "AT+JWT", "access_token"] {
        assert!(says(&with("typ", name)).is_ok(), "{name}");
    }
}

#[test]
fn s25_tokens_of_another_private_purpose_are_rejected() {
    let other_kinds = [
        "refresh",
        "Refresh",
        "REFRESH",
        "refresh_token",
        "refreshToken",
        "Refresh Token",
        "refresh-token",
        "offline",
        "Offline",
        "offline_access",
        "id",
        "ID",
        "id_token",
        "IdToken",
        "logout",
        "logout_token",
        "logout+jwt",
        "application/logout+jwt",
        "Application/Logout+JWT",
        "urn:ietf:params:oauth:token-type:refresh_token",
        "urn:ietf:params:oauth:token-type:id_token",
    ];
    let let_in = [
        "access",
        "Access",
        "Bearer",
        "bearer",
        "access_token",
        "at+jwt",
        "urn:ietf:params:oauth:token-type:access_token",
        // Private claims of the same name with another meaning.
        "user",
        "identity",
        "idea",
        "refreshment",
        "customer:id",
        "",
    ];
    for name in ["type", "token_type", "tokenName"] {
        for value in other_kinds {
            assert_eq!(
                kind(refusal(name, value)),
                format!("NotAccess({name:?})"),
                "{name} {value}"
            );
        }
        for value in let_in {
            assert!(says(&with(name, value)).is_ok(), "{name} {value}");
        }
        for value in every_type().into_iter().filter(|value| !value.is_string()) {
            assert_eq!(
                kind(refusal(name, value.clone())),
                format!("NotAccess({name:?})"),
                "{name} {value}"
            );
        }
    }
    for value in other_kinds {
        for name in ["typ", "token_use"] {
            assert_eq!(
                kind(refusal(name, value)),
                format!("NotAccess({name:?})"),
                "{name} {value}"
            );
        }
    }
}

#[test]
fn s29_bound_tokens_are_rejected() {
    for value in
        every_type().into_iter().chain([json!({}), json!({"jkt": "x"}), json!({"x5t#S256": "x"})])
    {
        assert_eq!(refusal("cnf", value), TokenError::Bound);
    }
}

#[test]
fn scopes_are_those_of_scope_and_else_of_scp() {
    assert_eq!(scopes(&with("scope", "a b")).unwrap(), ["a", "b"]);
    assert_eq!(scopes(&with("scope", "  a   b ")).unwrap(), ["a", "b"]);
    assert_eq!(scopes(&with("scope", "a\tb\u{a0}c")).unwrap(), ["a\tb\u{a0}c"]);
    assert_eq!(scopes(&with("scp", "a b")).unwrap(), ["a", "b"]);
    assert_eq!(scopes(&with("scp", json!(["a", "b", ""]))).unwrap(), ["a", "b"]);
    assert_eq!(scopes(&with("scp", json!(["a b"]))).unwrap_err(), TokenError::Claim("scp"));
    let mut both = with("scp", json!(["c"]));
    both["scope"] = "a".into();
    assert_eq!(scopes(&both).unwrap(), ["a"]);
    both["scope"] = "".into();
    assert_eq!(scopes(&both).unwrap(), Vec::<String>::new());
}

#[test]
fn identity_has_the_claims_of_the_token() {
    let mut claims = good();
    let more = json!({
        "roles": "content editor", "permissions": ["posts:edit", ""], "groups": ["staff"], "scope": "posts:write",
        "acr": "urn:example:mfa", "auth_time": 1_799_999_000.9, "department": {"name": "finance", "level": 3},
    });
    claims.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
    let identity = says(&claims).unwrap();
    assert_eq!((identity.issuer(), identity.subject()), (ISSUER, "alice"));
    assert_eq!(identity.roles().collect::<Vec<_>>(), ["content editor"]);
    assert_eq!(identity.permissions().collect::<Vec<_>>(), ["posts:edit"]);
    assert_eq!(identity.groups().collect::<Vec<_>>(), ["staff"]);
    assert_eq!(identity.scopes().collect::<Vec<_>>(), ["posts:write"]);
    assert_eq!(identity.acr(), Some("urn:example:mfa"));
    assert_eq!(identity.auth_time(), Some(Timestamp::from_secs(1_799_999_000)));
    assert_eq!(identity.expires_at(), Some(Timestamp::from_secs(super::issuer::NOW + 600)));
    let kept: Map<String, Value> = claims
        .as_object()
        .unwrap()
        .keys()
        .map(|name| (name.clone(), identity.claim(name).unwrap().clone()))
        .collect();
    assert_eq!(Value::Object(kept), claims);
}
