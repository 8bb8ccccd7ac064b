//! The meaning of each response of the endpoint.

use http::HeaderValue;
use serde_json::{Value, json};

use super::fake::{AUDIENCE, Fake, ISSUER, Mode, NOW, active, present, status, with};
use crate::authn::AuthenticationError;
use crate::introspection::IntrospectionBuilder;

/// Asserts the status and a part of the reason, for a token about which the endpoint sends `body`.
async fn assert_status(body: impl ToString, expected: u16, reason: &str) {
    assert_built(|builder| builder.audience(AUDIENCE), body, expected, reason).await;
}

async fn assert_built(
    build: impl FnOnce(IntrospectionBuilder) -> IntrospectionBuilder,
    body: impl ToString,
    expected: u16,
    reason: &str,
) {
    let body = body.to_string();
    let fake = Fake::responding(&body);
    let introspection = build(fake.bare()).build().unwrap();
    let (status, found) = status(present(&introspection, "token").await);
    assert_eq!(status, expected, "{body}: {found}");
    assert!(found.contains(reason), "{body}: {found}");
}

#[tokio::test]
async fn s33_only_active_true_is_accepted() {
    assert_status(active(), 200, "alice").await;
    assert_status(json!({"active": false}), 401, "is not active").await;
    let inactive = with("active", false);
    assert_status(inactive, 401, "is not active").await;
    for value in [json!("true"), json!(1), json!([true]), json!({}), json!("false"), json!(0)] {
        assert_status(with("active", value), 503, "no boolean `active`").await;
    }
    let mut null = active();
    null["active"] = Value::Null;
    for body in [with("active", Value::Null), null, json!({}), json!([]), json!(true)] {
        assert_status(body, 503, "no boolean `active`").await;
    }
    let twice = active().to_string().replacen('{', "{\"active\": false, ", 1);
    for body in [twice.as_str(), "", "<html>", "{\"active\": true", "{\"active\": true} x", "\u{1}"]
    {
        assert_status(body, 503, "no JSON object without duplicates").await;
    }
    let long = with("x", "x".repeat(64 * 1024));
    assert_status(long, 503, "more than 65536 bytes").await;
}

#[tokio::test]
async fn s33_audience_is_required() {
    let other = "https://other.example";
    for audience in [json!(AUDIENCE), json!([other, AUDIENCE])] {
        assert_status(with("aud", audience), 200, "alice").await;
    }
    for audience in [json!(other), json!([other]), json!([])] {
        assert_status(with("aud", audience), 401, "another audience").await;
    }
    assert_status(with("aud", Value::Null), 401, "no `aud`").await;
    for audience in [json!(1), json!({}), json!([AUDIENCE, 1])] {
        assert_status(with("aud", audience.clone()), 401, "wrong type").await;
        assert_built(IntrospectionBuilder::any_audience, with("aud", audience), 401, "wrong type")
            .await;
    }
    assert_built(IntrospectionBuilder::any_audience, with("aud", Value::Null), 200, "alice").await;
    assert_built(IntrospectionBuilder::any_audience, with("aud", other), 200, "alice").await;
}

#[tokio::test]
async fn s33_issuer_and_times_hold() {
    assert_status(with("iss", Value::Null), 200, "alice").await;
    for issuer in ["https://issuer.example/shop/", "https://evil.example", ""] {
        assert_status(with("iss", issuer), 401, "another issuer").await;
    }
    assert_status(with("iss", 1), 401, "wrong type").await;
    assert_status(with("exp", Value::Null), 200, "alice").await;
    assert_status(with("exp", NOW - 59), 200, "alice").await;
    assert_status(with("exp", NOW - 60), 401, "expired").await;
    assert_status(with("nbf", NOW + 60), 200, "alice").await;
    assert_status(with("nbf", NOW + 61), 401, "not valid yet").await;
    assert_status(with("iat", NOW + 61), 401, "in the future").await;
    for name in ["exp", "nbf", "iat"] {
        assert_status(with(name, "1000"), 401, "wrong type").await;
    }
}

#[tokio::test]
async fn s33_token_of_another_type_is_rejected() {
    for kind in ["Bearer", "bearer", "access_token"] {
        assert_status(with("token_type", kind), 200, "alice").await;
    }
    for kind in ["DPoP", "dpop", "refresh_token", "N_A", "mac", ""] {
        assert_status(with("token_type", kind), 401, "no access token").await;
    }
    assert_status(with("token_type", 1), 401, "wrong type").await;
    // Hydra.
    assert_status(with("token_use", "access_token"), 200, "alice").await;
    assert_status(with("token_use", "refresh_token"), 401, "no access token").await;
    // Keycloak.
    assert_status(with("typ", "Bearer"), 200, "alice").await;
    assert_status(with("typ", "Refresh"), 401, "no access token").await;
    for bound in [json!({"jkt": "x"}), json!({"x5t#S256": "x"}), json!({}), json!(1)] {
        assert_status(with("cnf", bound), 401, "bound to a key").await;
    }
}

#[tokio::test]
async fn s33_subject_is_the_configured_member() {
    let without = || with("sub", Value::Null);
    assert_status(without(), 401, "no `sub`").await;
    assert_status(with("sub", ""), 401, "empty").await;
    assert_status(with("sub", 1), 401, "wrong type").await;
    let machine = |extra: Value| {
        let mut claims = without();
        claims.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        claims
    };
    let clients = |builder: IntrospectionBuilder| builder.audience(AUDIENCE).client_subjects();
    assert_status(machine(json!({"client_id": "billing"})), 401, "`client_subjects`").await;
    assert_built(clients, machine(json!({"client_id": "billing"})), 200, "billing").await;
    assert_built(clients, with("client_id", "billing"), 200, "alice").await;
    assert_built(clients, without(), 401, "no `sub`").await;
    assert_built(clients, machine(json!({"client_id": 1})), 401, "wrong type").await;
    assert_built(clients, machine(json!({"client_id": "", "sub": ""})), 401, "empty").await;
    let django = |builder: IntrospectionBuilder| {
        builder.any_audience().subject("username").client_subjects()
    };
    let user = json!({"active": true, "username": "bob", "client_id": "shop", "exp": NOW + 1});
    assert_built(django, user, 200, "bob").await;
    let client = json!({"active": true, "client_id": "shop", "exp": NOW + 1});
    assert_built(django, client, 200, "shop").await;
    assert_status(with("username", "bob"), 200, "alice").await;
    // The token of a user whose subject is not where the setting looks.
    let of_user = machine(json!({"client_id": "shop", "username": "bob"}));
    assert_built(clients, of_user, 401, "no `sub`").await;
    let user_ids = |builder: IntrospectionBuilder| clients(builder).subject("user_id");
    for (sub, expected, reason) in [("alice", 401, "no `user_id`"), ("shop", 200, "shop")] {
        let body = machine(json!({"client_id": "shop", "sub": sub}));
        assert_built(user_ids, body, expected, reason).await;
    }
}

#[tokio::test]
async fn response_has_scopes_and_grants_as_a_token() {
    let mut body = with("scope", "posts:read posts:write");
    body["roles"] = json!(["editor"]);
    body["o"] = json!({"permissions": "a,b"});
    let fake = Fake::responding(&body);
    let place = crate::jwt::Claim::split("/o/permissions", ',');
    let introspection = fake.builder().permissions(place).build().unwrap();
    let identity = present(&introspection, "token").await.unwrap();
    assert!(identity.has_scope("posts:read") && identity.has_scope("posts:write"));
    assert!(identity.has_role("editor") && identity.has_permission("b"));
    assert_eq!(identity.issuer(), ISSUER);
    assert_eq!(identity.expires_at().unwrap().as_secs(), NOW + 600);
    assert_eq!(identity.claim("active"), Some(&json!(true)));
    // The SHA-256 digest of `token`.
    let digest = "3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0";
    assert_eq!(identity.token_id(), Some(digest));
    let introspection = Fake::responding(&with("jti", "t1")).introspection();
    assert_eq!(present(&introspection, "token").await.unwrap().token_id(), Some("t1"));
}

#[tokio::test]
async fn s54_status_of_the_endpoint_decides() {
    let unsupported = r#"{"error": "unsupported_token_type"}"#;
    let client = r#"{"error": "invalid_client"}"#;
    let active = active().to_string();
    let rows = [
        (400, unsupported, 401, "introspects no such tokens"),
        (400, client, 503, "does not accept the id and the secret"),
        (400, r#"{"error": "invalid_request"}"#, 503, "the status is 400"),
        (401, client, 503, "does not accept the id and the secret"),
        (401, unsupported, 503, "does not accept the id and the secret"),
        (403, "", 503, "does not accept the id and the secret"),
        (404, "", 503, "the status is 404"),
        (405, unsupported, 503, "the status is 405"),
        (429, "", 503, "the status is 429"),
        (500, unsupported, 503, "the status is 500"),
        (503, &active, 503, "the status is 503"),
        (201, &active, 503, "the status is 201"),
        (204, &active, 503, "the status is 204"),
        (302, &active, 503, "redirects to other origins are not followed"),
        (307, &active, 503, "the status is 307"),
    ];
    for (status_code, body, expected, reason) in rows {
        let fake = Fake::new(Mode::Status(status_code, body.to_owned(), None));
        let (status, found) = status(present(&fake.introspection(), "token").await);
        assert_eq!(status, expected, "{status_code} {body}: {found}");
        assert!(found.contains(reason), "{status_code} {body}: {found}");
        assert_eq!(fake.calls().len(), 1);
    }
    let down = Fake::new(Mode::Down).introspection();
    let (status, reason) = status(present(&down, "token").await);
    assert_eq!(status, 503);
    assert!(
        reason.ends_with("/shop/introspect: the request failed: connection refused"),
        "{reason}"
    );
}

#[tokio::test]
async fn expired_token_is_known_to_have_expired() {
    let introspection = Fake::responding(&with("exp", NOW - 60)).introspection();
    let error = present(&introspection, "token").await.unwrap_err();
    assert!(error.is_expired());
}

#[tokio::test]
async fn s54_request_is_a_post_without_redirects() {
    let fake = Fake::new(Mode::Users);
    let posting = fake.bare().audience(AUDIENCE).client_post("api", "p&s").build().unwrap();
    for introspection in [fake.introspection(), posting] {
        assert_eq!(present(&introspection, "abc").await.unwrap().subject(), "abc");
    }
    let [basic, form] = <[_; 2]>::try_from(fake.calls()).unwrap();
    for call in [&basic, &form] {
        assert_eq!(call.url, "https://issuer.example/shop/introspect");
        assert_eq!((call.limits.redirects(), call.limits.time().as_secs()), (0, 4));
        let same = "https://issuer.example/other".parse().unwrap();
        assert!(!call.limits.allows_redirect(1, &call.url, &same));
    }
    assert_eq!(basic.body, "token=abc&token_type_hint=access_token");
    // api:secret
    assert_eq!(basic.authorization, Some(HeaderValue::from_static("Basic YXBpOnNlY3JldA==")));
    assert_eq!(form.body, format!("{}&client_id=api&client_secret=p%26s", basic.body));
    assert_eq!(form.authorization, None);
}

#[tokio::test]
async fn s33_too_long_token_causes_no_call() {
    let fake = Fake::new(Mode::Users);
    let introspection = fake.introspection();
    let (status, reason) = status(present(&introspection, &"a".repeat(16 * 1024 + 1)).await);
    assert_eq!((status, reason.as_str()), (401, "the token is too long"));
    assert_eq!(fake.calls().len(), 0);
    assert!(present(&introspection, &"a".repeat(16 * 1024)).await.is_ok());
}

#[tokio::test]
async fn no_reason_contains_the_token() {
    for mode in [
        Mode::Down,
        Mode::Status(401, String::new(), None),
        Mode::Status(200, json!({"active": false}).to_string(), None),
    ] {
        let introspection = Fake::new(mode).introspection();
        let error: AuthenticationError = present(&introspection, "hidden-token").await.unwrap_err();
        let (_, reason) = status(Err(error.clone()));
        assert!(!format!("{error:?} {error} {reason}").contains("hidden"));
    }
}
