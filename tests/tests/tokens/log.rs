//! Events about rejected tokens, of which the client learns nothing.

use auth_core::jwt::{Jwt, JwtBuilder, Key};
use auth_core::time::Timestamp;
use auth_core::{Auth, require};
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

#[require(any(group = "staff", role = "admin"))]
async fn staff() -> &'static str {
    "staff"
}

#[require(claim.teams contains "finance")]
async fn finance() -> &'static str {
    "finance"
}

fn jwt(key: Key) -> JwtBuilder {
    Jwt::builder().issuer("https://issuer.example").audience("https://api.example").key(key)
}

fn router(jwt: Jwt) -> Router {
    let auth = Auth::builder().authenticator(jwt).clock(|| Timestamp::from_secs(NOW));
    let routes = Router::new().route("/", get(whoami)).route("/staff", get(staff));
    routes.route("/finance", get(finance)).layer(auth.build().unwrap())
}

/// Returns all of the response, and the log, of a request with a token.
fn send(token: &str, key: Key) -> (String, String) {
    ask(&router(jwt(key).build().unwrap()), "/", token)
}

fn ask(router: &Router, path: &str, token: &str) -> (String, String) {
    let router = router.clone();
    let request = Request::get(path).header("authorization", format!("Bearer {token}"));
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
fn s38_rejected_verified_token_is_explained_in_log() {
    let signer = Signer::new("ES256", "2026-01");
    // The claim, its value, and the parts of the explanation.
    let mistakes = [
        (
            "iss",
            json!("https://staging.example"),
            ["`https://issuer.example`", "`https://staging.example`"],
        ),
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
fn s41_unverified_token_is_absent_from_the_log() {
    let (signer, forger) = (Signer::new("ES256", "2026-01"), Signer::new("ES256", "2026-01"));
    for claim in ["iss", "aud", "typ", "type"] {
        let (response, log) = send(&forger.token(&with(claim, "refresh-canary")), signer.key());
        assert!(response.starts_with("401") && !response.contains("canary"), "{response}");
        assert!(log.contains("the token's signature is wrong") && !log.contains("canary"), "{log}");
    }
    let unknown = Signer::new("ES256", "canary-2026");
    let (response, log) =
        send(&unknown.token(&with("iss", "https://issuer.example")), signer.key());
    assert!(response.starts_with("401") && !response.contains("2026"), "{response}");
    assert!(
        log.contains("`2026-01`") && log.contains("`replace_keys`") && !log.contains("canary"),
        "{log}"
    );
}

#[test]
fn missing_claim_in_first_verified_token_warns_once() {
    let signer = Signer::new("ES256", "2026-01");
    let build = || {
        let configured =
            jwt(signer.key()).roles("realm_access.roles").roles("/roles").groups("/groups");
        configured.build().unwrap()
    };
    let verifier = build();
    let router = router(verifier.clone());
    // Neither a forged token nor one for another service says anything about places.
    let forger = Signer::new("ES256", "2026-01");
    for token in [forger.token(&with("roles", "a")), signer.token(&with("aud", "other"))] {
        let (_, log) = ask(&router, "/", &token);
        assert!(!log.contains("WARN"), "{log}");
    }
    let mut claims = with("roles", json!([]));
    let (response, log) = ask(&router, "/", &signer.token(&claims));
    assert!(response.starts_with("200"), "{response}");
    let warnings: Vec<_> = log.lines().filter(|line| line.contains("WARN")).collect();
    let [roles, groups] = warnings[..] else { panic!("{log}") };
    assert!(
        roles.contains(r#"place="realm_access.roles""#) && groups.contains(r#"place="/groups""#),
        "{log}"
    );
    assert!(
        roles.contains(r#"advice="/realm_access/roles""#) && !groups.contains("advice"),
        "{log}"
    );
    assert!(
        roles.contains(r#"grants="roles""#) && roles.contains("https://issuer.example"),
        "{log}"
    );
    // Once, for all clones.
    claims["sub"] = "bob".into();
    for token in [signer.token(&claims), signer.token(&with("x", 1))] {
        assert_eq!(ask(&router, "/", &token).1, "");
        let log = Log::default();
        log.collect(|| verifier.verify(&token, Timestamp::from_secs(NOW)).unwrap());
        assert_eq!(log.events(), Vec::<String>::new());
    }
    // Each verifier has a word of its own, unless its places hold something or are the usual ones.
    let token = signer.token(&claims);
    let says = |jwt: Jwt| {
        let log = Log::default();
        log.collect(|| jwt.verify(&token, Timestamp::from_secs(NOW)).unwrap());
        log.events().len()
    };
    assert_eq!(says(build()), 2);
    assert_eq!(says(jwt(signer.key()).roles("/roles").build().unwrap()), 0);
    assert_eq!(says(jwt(signer.key()).build().unwrap()), 0);
}

#[test]
fn groups_left_out_by_issuer_error_once_per_issuer() {
    let signer = Signer::new("ES256", "2026-01");
    let router = router(jwt(signer.key()).build().unwrap());
    let errors = |path: &str, claims: &Value| {
        let (response, log) = ask(&router, path, &signer.token(claims));
        assert!(response.starts_with("403"), "{response}");
        log.lines().filter(|line| line.contains("ERROR")).map(str::to_owned).collect::<Vec<_>>()
    };
    let none: [&str; 0] = [];
    // No overage: nothing is left out, something else is, or there are groups after all.
    assert_eq!(errors("/staff", &with("x", 1)), none);
    assert_eq!(errors("/staff", &with("_claim_names", json!({"address": "src1"}))), none);
    assert_eq!(errors("/staff", &with("_claim_names", "groups")), none);
    let mut some = with("_claim_names", json!({"groups": "src1"}));
    some["groups"] = json!(["guests"]);
    assert_eq!(errors("/staff", &some), none);
    let overage = with("_claim_names", json!({"groups": "src1", "teams": "src1"}));
    let told = errors("/staff", &overage);
    assert_eq!(told.len(), 1, "{told:?}");
    for part in [r#"claim="groups""#, r#"issuer="https://issuer.example""#, "_claim_names"] {
        assert!(told[0].contains(part), "{told:?}");
    }
    assert_eq!(errors("/staff", &overage), none, "each request is an error");
    let told = errors("/finance", &overage);
    assert!(told.len() == 1 && told[0].contains(r#"claim="teams""#), "{told:?}");
}
