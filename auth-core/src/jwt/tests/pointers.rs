//! Configured places of roles, permissions and groups.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::issuer::{AUDIENCE, Issuer, every_type, verify, with};
use crate::jwt::{Algorithm, TokenError};

#[test]
fn s19_wrong_value_on_the_path_of_a_pointer_rejects() {
    let issuer = Issuer::new(Algorithm::HS256);
    let jwt = issuer
        .builder()
        .roles("/realm_access/roles")
        .roles("/https:~1~1x.example~1roles")
        .build()
        .unwrap();
    let roles = |claims: &Value| {
        verify(&jwt, &issuer.token(claims))
            .map(|found| found.roles().map(str::to_owned).collect::<Vec<_>>())
    };
    assert_eq!(
        roles(&with("realm_access", json!({"roles": ["a", "b c"]}))),
        Ok(vec!["a".into(), "b c".into()])
    );
    assert_eq!(roles(&with("https://x.example/roles", "d")), Ok(vec!["d".into()]));
    assert_eq!(roles(&with("realm_access", json!({"verify": true}))), Ok(vec![]));
    assert_eq!(roles(&with("roles", json!({"default": "unused"}))), Ok(vec![]));
    for wrong in every_type().into_iter().filter(|value| !value.is_object()) {
        assert_eq!(
            roles(&with("realm_access", wrong.clone())),
            Err(TokenError::Grants("roles")),
            "{wrong}"
        );
    }
}

#[test]
fn s19_pointers_may_share_their_way_and_their_end() {
    let issuer = Issuer::new(Algorithm::HS256);
    let jwt = issuer
        .builder()
        .roles("/access/roles")
        .groups("/access/groups")
        .permissions("/access/api/permissions")
        .permissions("/access/roles")
        .roles("/sub")
        .groups("/aud")
        .build()
        .unwrap();
    let says = |access: Value| verify(&jwt, &issuer.token(&with("access", access)));
    let found = says(
        json!({"groups": ["g"], "roles": ["r", ""], "api": {"permissions": "p", "roles": 1}, "x": [{}]}),
    );
    let identity = found.unwrap();
    assert_eq!(identity.roles().collect::<BTreeSet<_>>(), ["alice", "r"].into());
    assert_eq!(identity.groups().collect::<BTreeSet<_>>(), [AUDIENCE, "g"].into());
    assert_eq!(identity.permissions().collect::<BTreeSet<_>>(), ["p", "r"].into());
    assert_eq!(says(json!({"roles": {}})).unwrap_err(), TokenError::Grants("roles"));
    assert_eq!(says(json!({"groups": 1})).unwrap_err(), TokenError::Grants("groups"));
    for way in every_type().into_iter().filter(|way| !way.is_object()) {
        assert_eq!(says(json!({"api": way})).unwrap_err(), TokenError::Grants("permissions"));
    }
    for duplicate in
        [r#"{"roles":["r"],"roles":["s"]}"#, r#"{"api":{"x":1,"x":1}}"#, r#"{"x":{"y":1,"y":1}}"#]
    {
        let claims = with("access", "here").to_string().replacen("\"here\"", duplicate, 1);
        let token = issuer.sign(r#"{"alg":"HS256"}"#, claims);
        assert_eq!(verify(&jwt, &token).unwrap_err(), TokenError::Duplicate, "{duplicate}");
    }
}

#[test]
fn place_without_a_slash_in_front_is_one_claim() {
    let issuer = Issuer::new(Algorithm::HS256);
    let name = "https://acme.example/roles";
    for place in [name, "/https:~1~1acme.example~1roles"] {
        let jwt = issuer.builder().roles(place).groups("teams").build().unwrap();
        let mut claims = with(name, json!(["editor"]));
        claims["teams"] = "press".into();
        claims["roles"] = "unused".into();
        let identity = verify(&jwt, &issuer.token(&claims)).unwrap();
        assert_eq!(identity.roles().collect::<Vec<_>>(), ["editor"], "{place}");
        assert_eq!(identity.groups().collect::<Vec<_>>(), ["press"], "{place}");
    }
}
