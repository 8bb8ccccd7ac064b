//! What the log tells of a refused token, and that the client is told none of it.

use auth_core::jwt::{Jwt, Key};
use auth_core::{Auth, Timestamp, require};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::routing::get;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tests::log::Log;
use tests::signer::Signer;
use tower::ServiceExt as _;

const NOW: i64 = 1_800_000_000;

#[require(authenticated)]
async fn whoami() -> &'static str {
    "known"
}

/// Returns all of the response, and the log, of a request with a token.
fn send(token: &str, key: Key) -> (String, String) {
    let jwt = Jwt::builder().issuer("https://issuer.example").audience("https://api.example").key(key);
    let auth = Auth::builder().authenticator(jwt.build().unwrap()).clock(|| Timestamp::from_secs(NOW));
    let router = Router::new().route("/", get(whoami)).layer(auth.build().unwrap());
    let request = Request::get("/").header("authorization", format!("Bearer {token}"));
    let request = request.body(Body::empty()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let log = Log::default();
    let response = log.collect(|| {
        runtime.block_on(async {
            let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
            let body = body.collect().await.unwrap().to_bytes();
            format!("{} {:?} {}", parts.status, parts.headers, String::from_utf8_lossy(&body))
        })
    });
    (response, log.events().join("\n"))
}

fn with(name: &str, value: impl Into<Value>) -> Value {
    let mut claims = json!({
        "iss": "https://issuer.example", "aud": "https://api.example", "sub": "alice", "exp": NOW + 600,
    });
    claims[name] = value.into();
    claims
}

#[test]
fn s38_refused_token_that_is_verified_is_explained_to_the_log_only() {
    let signer = Signer::new("ES256", "2026-01");
    // The claim, what it says, and the parts of the explanation.
    let mistakes = [
        ("iss", json!("https://staging.example"), ["`https://issuer.example`", "`https://staging.example`"]),
        ("aud", json!(["billing", "shop"]), ["`https://api.example`", "`billing`, `shop`"]),
        ("exp", json!(NOW - 1_234), ["1234 s ago", "now is 1800000000"]),
        ("nbf", json!(NOW + 1_234), ["in 1234 s", "now is 1800000000"]),
        ("iat", json!(NOW + 1_234), ["in 1234 s", "synchronise the clocks"]),
        ("typ", json!("Refresh"), ["`Bearer`", "`Refresh`"]),
        ("type", json!("refresh_token"), ["no refresh, ID or logout token", "`refresh_token`"]),
    ];
    let plain = send(&signer.token(&with("iss", "https://issuer.example")), signer.key());
    assert!(plain.0.starts_with("200") && plain.1.is_empty(), "{plain:?}");
    let mut responses = Vec::new();
    for (claim, value, told) in mistakes {
        let token = signer.token(&with(claim, value));
        let (response, log) = send(&token, signer.key());
        assert!(told.iter().all(|part| log.contains(part)), "{claim}: {log}");
        assert_eq!(log.lines().count(), 1, "{claim}: {log}");
        assert!(
            response.starts_with("401") && told.iter().all(|part| !response.contains(part)),
            "{response}"
        );
        assert!(token.split('.').all(|segment| !log.contains(segment)), "{claim}: {log}");
        if claim != "exp" {
            responses.push(response);
        }
    }
    // The client learns that a token expired, and else not even which claim was wrong.
    assert!(responses.iter().all(|response| *response == responses[0]), "{responses:?}");
}

#[test]
fn s41_refused_token_that_is_not_verified_leaves_no_text_in_the_log() {
    let (signer, forger) = (Signer::new("ES256", "2026-01"), Signer::new("ES256", "2026-01"));
    for claim in ["iss", "aud", "typ", "type"] {
        let (response, log) = send(&forger.token(&with(claim, "refresh-canary")), signer.key());
        assert!(response.starts_with("401") && !response.contains("canary"), "{response}");
        assert!(log.contains("the token's signature is wrong") && !log.contains("canary"), "{log}");
    }
    let unknown = Signer::new("ES256", "canary-2026");
    let (response, log) = send(&unknown.token(&with("iss", "https://issuer.example")), signer.key());
    assert!(response.starts_with("401") && !response.contains("2026"), "{response}");
    assert!(log.contains("`2026-01`") && log.contains("rotated") && !log.contains("canary"), "{log}");
}
