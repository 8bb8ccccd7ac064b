//! Tests that are generated from a report: they pass for the application of the report, and find
//! the mistakes of others.

mod socket;
mod tokens;

use auth_core::access::Report;
use auth_core::axum::Router;
use auth_core::axum::routing::{any, delete, get, post};
use auth_core::testing::{self, Callers, Outcome, Suite};
use auth_core::{Auth, Identity, policy, public, require};
use axum::extract::{Json, Path, Request};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use http::StatusCode;

policy! {
    Staff = group = "staff";
}

#[public("a load balancer has no credentials")]
async fn health() -> &'static str {
    "up"
}

#[require(authenticated)]
async fn me(identity: Identity) -> String {
    identity.subject().to_owned()
}

#[require(any(role = "admin", all(role = "editor", scope = "posts:write")))]
async fn publish(Json(_title): Json<String>) {}

#[require(role = "admin", conceal)]
async fn remove(Path(_id): Path<u64>) -> StatusCode {
    StatusCode::NOT_FOUND
}

#[require(any(role = "admin", path.id == subject))]
async fn user(Path(_id): Path<u64>) {}

#[require(path.tenant == claim.tenant, claim.level >= 3)]
async fn tenant() {}

#[require(acr = "gold", max_age = "5m")]
async fn pay() {}

#[require(scope = "transfer", acr = "gold")]
async fn transfer() {}

#[require(any(ip = "10.0.0.0/8", role = "operator"))]
async fn metrics() {}

#[require(issuer = "https://partner.example", permission = "read")]
async fn partner() {}

#[require(scope = "beta", report_only)]
async fn beta() {}

#[require(role = "admin")]
#[require(scope = "audit", conceal)]
async fn audit() {}

#[require(role = "author", check(note == "mine"))]
async fn edit(Path(note): Path<String>) {}

#[public("the page of a mistyped link")]
async fn not_found() -> (StatusCode, &'static str) {
    (StatusCode::NOT_FOUND, "no such page")
}

fn staff() -> Router {
    Router::new().route("/", get(me)).route("/{*page}", any(beta)).guarded_by::<Staff>()
}

/// Returns the routes. `nested` is under `/staff`.
fn routes(nested: Router) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/me", get(me))
        .route("/posts", post(publish))
        .route("/posts/{id}", delete(remove))
        .route("/users/{id}", get(user).put(user))
        .route("/tenants/{tenant}", get(tenant))
        .route("/pay", post(pay))
        .route("/transfer", post(transfer))
        .route("/metrics", get(metrics))
        .route("/partner", get(partner))
        .route("/beta", get(beta))
        .route("/audit", get(audit))
        .route("/notes/{note}", get(edit))
        .nest("/staff", nested)
        .fallback(not_found)
}

/// Returns the routes of [`staff`] as a developer adds them to axum's router, without an `Auth`.
fn plain() -> axum::Router {
    use axum::routing::{any, get};

    axum::Router::new()
        .route("/", get(me))
        .route("/{*page}", any(beta))
        .route_layer(auth_core::adapters::tower::require::<Staff>())
}

fn suite(report: &Report) -> Suite {
    Suite::new(report).parameter("id", "7").parameter("note", "mine").parameter("page", "a/b").body(
        "POST /posts",
        "application/json",
        r#""Hello""#,
    )
}

/// Runs the suite of the routes against an application that is made of them.
async fn outcome(application: impl FnOnce(Router, Auth) -> axum::Router) -> Outcome {
    let callers = Callers::new();
    let routes = routes(staff());
    let report = routes.report();
    let app = application(routes, callers.auth());
    suite(&report).run(&callers, &testing::axum(app)).await
}

/// Returns the mismatches of a route as text, without the path.
fn of(outcome: &Outcome, method: &str, path: &str) -> Vec<String> {
    let all = outcome.mismatches().iter();
    all.filter(|it| it.method() == method && it.path() == path)
        .map(|it| format!("{}: {}, {}", it.caller(), it.expected(), it.received()))
        .collect()
}

#[tokio::test]
async fn application_of_the_report_passes() {
    let outcome = outcome(Router::secured_by).await;
    outcome.assert();
    let expected = "\
UNTESTED GET /notes/{note}, a caller with role \"author\", `check(note == \"mine\")` true: a \
`check(…)` decides
203 requests: 0 different, 0 routes unreached, 1 callers untested";
    assert_eq!(outcome.to_string(), expected);
}

#[tokio::test]
async fn router_outside_of_auth_is_found() {
    let callers = Callers::new();
    let report = routes(staff()).report();
    let outside = axum::Router::new().nest_service("/staff", plain());
    let app = routes(Router::new()).secured_by(callers.auth()).merge(outside);
    let outcome = suite(&report).run(&callers, &testing::axum(app)).await;
    let mismatches = of(&outcome, "GET", "/staff");
    assert!(!mismatches.is_empty(), "{outcome}");
    assert!(outcome.mismatches().iter().all(|it| it.path().starts_with("/staff")), "{outcome}");
    assert!(
        mismatches.iter().all(|it| it.ends_with("rejected with 500: the log names the mistake")),
        "{mismatches:?}"
    );
}

#[tokio::test]
async fn middleware_that_hides_rejections_is_found() {
    async fn hide(request: Request, next: Next) -> Response {
        let mut response = next.run(request).await;
        if response.status() == StatusCode::FORBIDDEN {
            *response.status_mut() = StatusCode::OK;
        }
        response
    }
    // A new response has no rejection in its extensions.
    async fn replace(request: Request, next: Next) -> Response {
        let response = next.run(request).await;
        if response.status().is_client_error() { "sorry".into_response() } else { response }
    }
    let outcome = outcome(|routes, auth| routes.secured_by(auth).layer(from_fn(hide))).await;
    let expected = "any authenticated caller: rejected with 403, status 200 in place of a \
                    rejection with 403";
    assert!(of(&outcome, "POST", "/posts").iter().any(|it| it.ends_with(expected)), "{outcome}");
    let outcome = self::outcome(|routes, auth| routes.secured_by(auth).layer(from_fn(replace)));
    let expected = "bad credentials: rejected with 401, status 200 without a rejection";
    assert!(of(&outcome.await, "GET", "/me").iter().any(|it| it == expected));
}

async fn lose(mut request: Request, next: Next) -> Response {
    request.headers_mut().remove("authorization");
    next.run(request).await
}

#[tokio::test]
async fn lost_credentials_are_found() {
    let outcome = outcome(|routes, auth| routes.secured_by(auth).layer(from_fn(lose))).await;
    let expected = "any authenticated caller: let in, rejected with 401";
    assert_eq!(of(&outcome, "GET", "/me"), [expected], "{outcome}");
}

#[tokio::test]
async fn another_rule_is_found() {
    let callers = Callers::new();
    let strict = "GET /me\n    me\n    #[require(role = \"admin\")]\n";
    let loose = "GET /me\n    me\n    #[public(\"x\")]\n";
    let swapped = "GET /beta\n    beta\n    #[require(scope = \"beta\")]\n";
    let app = testing::axum(routes(staff()).secured_by(callers.auth()));
    for report in [strict, loose, swapped] {
        let report: Report = report.parse().unwrap();
        let outcome = Suite::new(&report).run(&callers, &app).await;
        assert!(!outcome.mismatches().is_empty(), "{report}{outcome}");
    }
}

#[tokio::test]
async fn route_that_no_caller_reaches_is_found() {
    let callers = Callers::new();
    let report = routes(staff()).report();
    let app = testing::axum(axum::Router::new().layer(callers.auth()));
    let outcome = Suite::new(&report).run(&callers, &app).await;
    assert!(outcome.mismatches().is_empty(), "{outcome}");
    // All but the fallback, which axum has by itself.
    assert_eq!(outcome.unreached().len() + 1, report.routes().len(), "{outcome}");
    let first = "DELETE /posts/{id}: set the path parameter `id`";
    assert!(outcome.unreached().iter().any(|it| it == first), "{outcome}");
    let second = "GET /me: each response was 404 or 405, as for a route that does not exist";
    assert!(outcome.unreached().iter().any(|it| it == second), "{outcome}");
    let suite = Suite::new(&Report::default()).accept_unreached("GET /me").parameter("idd", "7");
    let unknown = suite.run(&callers, &app).await;
    let expected =
        ["GET /me: the report has no such route", "`idd`: no route has such a parameter"];
    assert_eq!(unknown.unreached(), expected);
    assert!(!Suite::new(&Report::default()).run(&callers, &app).await.is_good());
}
