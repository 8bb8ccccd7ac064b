//! Applications with an authenticator, a clock and hierarchies of their own.

use auth_core::axum::Router;
use auth_core::axum::routing::get;
use auth_core::jwt::Jwt;
use auth_core::testing::{self, Callers, Suite};
use auth_core::time::Timestamp;
use auth_core::{Auth, Identity, Role, require};
use serde_json::json;
use tests::signer::Signer;

const ISSUER: &str = "https://issuer.example";
const NOW: Timestamp = Timestamp::from_secs(1_900_000_000);

#[require(any(role = "admin", path.id == subject))]
async fn user() {}

#[require(claim.tenant == path.tenant, acr = "gold", max_age = "5m")]
async fn tenant() {}

#[require(issuer = "https://partner.example")]
async fn partner() {}

fn routes() -> Router {
    Router::new()
        .route("/users/{id}", get(user))
        .route("/tenants/{tenant}", get(tenant))
        .route("/partner", get(partner))
}

/// Returns a JWT of a caller.
fn token(signer: &Signer, caller: &Identity) -> Option<String> {
    let end = caller.expires_at().map_or(NOW.as_secs() + 600, Timestamp::as_secs);
    let claims = json!({
        "iss": caller.issuer(),
        "sub": caller.subject(),
        "aud": "api",
        "exp": end,
        "iat": NOW.as_secs() - 7200,
        "roles": caller.roles().collect::<Vec<_>>(),
        "tenant": caller.claim("tenant"),
        "acr": caller.acr(),
        "auth_time": caller.auth_time().map(Timestamp::as_secs),
    });
    (caller.issuer() == ISSUER).then(|| signer.token(&claims))
}

#[tokio::test]
async fn real_tokens_are_tested() {
    let signer = Signer::new("ES256", "key");
    let jwt = Jwt::builder().issuer(ISSUER).audience("api").key(signer.key()).build().unwrap();
    let auth = Auth::builder().authenticator(jwt).clock(|| NOW).build().unwrap();
    let report = routes().report();
    let app = testing::axum(routes().secured_by(auth.clone()));
    let sign = |caller: &Identity| token(&signer, caller);
    let suite = Suite::new(&report).parameter("id", "7").auth(&auth);
    let outcome = suite.run(&sign, &app).await;
    assert!(outcome.mismatches().is_empty(), "{outcome}");
    assert_eq!(outcome.unreached(), ["GET /partner: no caller was made that is let in"]);
    suite.clone().accept_unreached("GET /partner").run(&sign, &app).await.assert();

    let none = |_: &Identity| None;
    assert_eq!(suite.run(&none, &app).await.unreached().len(), report.routes().len());
    let other = Signer::new("ES256", "key");
    let forged = |caller: &Identity| token(&other, caller);
    assert!(!suite.run(&forged, &app).await.mismatches().is_empty());
}

#[tokio::test]
async fn registered_hierarchy_counts() {
    #[derive(Role)]
    enum Level {
        #[role(implies = [Editor])]
        Admin,
        Editor,
    }

    #[require(role = "editor", role = "admin")]
    async fn both() {}

    let callers = Callers::new();
    let auth = Auth::builder().authenticator(callers.clone()).hierarchy::<Level>().build().unwrap();
    let routes = Router::new().route("/", get(both));
    let report = routes.report();
    let app = testing::axum(routes.secured_by(auth.clone()));
    let plain = Suite::new(&report).run(&callers, &app).await;
    assert_eq!(plain.mismatches().len(), 2, "{plain}");
    let expected = "expected rejected with 403; received status 200 without a rejection";
    assert!(plain.to_string().contains(expected), "{plain}");
    Suite::new(&report).auth(&auth).run(&callers, &app).await.assert();
}
