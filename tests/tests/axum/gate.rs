//! The router for guarded handlers only: its routes behave like axum's, and its report lists them.

use auth_core::access::Route;
use auth_core::axum::Router;
use auth_core::axum::routing::{MethodFilter, any, delete, get, on};
use auth_core::policy::Facts;
use auth_core::{Auth, Guard, Identity, policy, public, require};
use axum::body::Body;
use axum::extract::{Path, Request, State};
use http::Method;
use tests::callers::{CallerBook, Pace};
use tests::vectors::Table;
use tower::ServiceExt as _;

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

#[require(role = "admin", conceal)]
async fn remove(Path(_id): Path<u64>) {}

#[require(scope = "posts:write", report_only)]
async fn publish() {}

#[require(check(note == "mine"))]
async fn edit(Path(note): Path<String>) {}

async fn by_hand(_proof: Guard<Staff>, State(state): State<u8>) -> String {
    state.to_string()
}

#[public("the page of a mistyped link")]
async fn not_found() -> (http::StatusCode, &'static str) {
    (http::StatusCode::NOT_FOUND, "no such page")
}

fn auth() -> Auth {
    Auth::new(CallerBook::new(&Table::load().callers(), Pace::AtOnce))
}

async fn status(app: &axum::Router, method: Method, path: &str, token: Option<&str>) -> u16 {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let request = request.body(Body::empty()).unwrap();
    app.clone().oneshot(request).await.unwrap().status().as_u16()
}

/// Returns the printed routes, without the modules of the handlers.
fn printed<S: Clone + Send + Sync + 'static>(router: &Router<S>) -> Vec<String> {
    let line = |route: &Route| {
        route.to_string().replace("axum::gate::", "").trim_end().replace("\n    ", " ")
    };
    router.report().routes().iter().map(line).collect()
}

fn routes() -> Router {
    let admin = Router::new().route("/", get(me)).route("/users/{id}", delete(remove));
    Router::new()
        .route("/health", get(health))
        .route("/posts", get(me).post(publish))
        .route("/notes/{note}", on(MethodFilter::PUT.or(MethodFilter::PATCH), edit))
        .route("/staff", any(by_hand))
        .nest("/admin", admin)
        .merge(Router::new().route("/me", get(me)))
        .fallback(not_found)
        .with_state(7)
}

#[test]
fn report_lists_each_route_with_its_rules() {
    assert_eq!(
        printed(&routes()),
        [
            "GET /admin me #[require(authenticated)]",
            r#"DELETE /admin/users/{id} remove #[require(role = "admin", conceal)]"#,
            r#"GET /health health #[public("a load balancer has no credentials")]"#,
            "GET /me me #[require(authenticated)]",
            r#"PATCH /notes/{note} edit #[require(check(note == "mine"))]"#,
            r#"PUT /notes/{note} edit #[require(check(note == "mine"))]"#,
            "GET /posts me #[require(authenticated)]",
            r#"POST /posts publish #[require(scope = "posts:write", report_only)]"#,
            r#"ANY /staff by_hand #[require(group = "staff")]"#,
            r#"ANY /{*fallback} not_found #[public("the page of a mistyped link")]"#,
        ]
    );
}

#[test]
fn route_has_the_place_of_its_routing_line() {
    let line = line!() + 1;
    let report = Router::<()>::new().route("/", get(me)).report();
    let location = report.routes()[0].location().unwrap();
    assert_eq!((location.file(), location.line()), (file!(), line));
}

#[tokio::test]
async fn secured_routes_enforce_their_rules() {
    let app = routes().secured_by(auth());
    for (method, path, token, expected) in [
        (Method::GET, "/health", None, 200),
        (Method::GET, "/admin", None, 401),
        (Method::GET, "/admin", Some("viewer"), 200),
        (Method::DELETE, "/admin/users/7", Some("viewer"), 404),
        (Method::DELETE, "/admin/users/7", Some("admin"), 200),
        (Method::POST, "/posts", Some("viewer"), 200),
        (Method::PATCH, "/notes/mine", Some("viewer"), 200),
        (Method::PUT, "/notes/other", Some("viewer"), 403),
        (Method::TRACE, "/staff", Some("viewer"), 403),
        (Method::GET, "/me", Some("viewer"), 200),
        (Method::GET, "/unknown", None, 404),
    ] {
        assert_eq!(status(&app, method.clone(), path, token).await, expected, "{method} {path}");
    }
}

#[tokio::test]
async fn fallback_of_a_nested_router_is_covered() {
    #[require(authenticated)]
    async fn fallback() {}
    let app = Router::new()
        .nest("/api", Router::new().route("/health", get(health)).fallback(fallback))
        .secured_by(auth());
    assert_eq!(status(&app, Method::GET, "/api/health", None).await, 200);
    assert_eq!(status(&app, Method::GET, "/api/unknown", None).await, 401);
    assert_eq!(status(&app, Method::GET, "/api/unknown", Some("viewer")).await, 200);
    assert_eq!(status(&app, Method::GET, "/unknown", None).await, 404);
}

#[tokio::test]
async fn method_not_allowed_handler_is_listed() {
    #[require(authenticated)]
    async fn other_method() {}
    let routes =
        Router::new().route("/health", get(health)).method_not_allowed_fallback(other_method);
    assert_eq!(
        printed(&routes)[1],
        "ANY /{*method_not_allowed} method_not_allowed_handler_is_listed::{{closure}}::other_method \
         #[require(authenticated)]"
    );
    assert_eq!(status(&routes.secured_by(auth()), Method::POST, "/health", None).await, 401);
}

#[tokio::test]
async fn group_decides_before_the_rules_of_its_routes() {
    let group = Router::new()
        .route("/users/{id}", delete(remove))
        .nest_service(
            "/legacy",
            axum::Router::new().route("/", axum::routing::any(|| async {})),
            "old",
        )
        .guarded_by::<Staff>();
    let routes = Router::new().nest("/staff", group).route("/health", get(health));
    assert_eq!(
        printed(&routes),
        [
            r#"GET /health health #[public("a load balancer has no credentials")]"#,
            r#"ANY /staff/legacy/{*path} axum::routing::Router #[require(group = "staff")] #[public("old")]"#,
            r#"DELETE /staff/users/{id} remove #[require(group = "staff")] #[require(role = "admin", conceal)]"#,
        ]
    );
    let app = routes.secured_by(auth());
    assert_eq!(status(&app, Method::GET, "/health", None).await, 200);
    // The rule of the group is not concealed.
    assert_eq!(status(&app, Method::DELETE, "/staff/users/7", None).await, 401);
    assert_eq!(status(&app, Method::DELETE, "/staff/users/7", Some("admin")).await, 403);
    assert_eq!(status(&app, Method::GET, "/staff/legacy", None).await, 401);
}

#[tokio::test]
async fn foreign_services_are_listed_with_their_reason() {
    let plain = || axum::Router::new().route("/plain", axum::routing::get(async || "plain"));
    let routes = Router::new()
        .route_service("/one", axum::routing::get(async || "one"), "a page")
        .nest_service("/files", plain(), "files of the front end")
        .fallback_service(plain(), "routes that are not moved yet");
    let listed = printed(&routes);
    assert_eq!(
        listed[0],
        r#"ANY /files/{*path} axum::routing::Router #[public("files of the front end")]"#
    );
    assert!(listed[1].starts_with("ANY /one axum::routing::method_routing::MethodRouter"));
    assert!(listed[2].starts_with("ANY /{*fallback} axum::routing::Router"));
    let app = routes.secured_by(auth());
    for path in ["/one", "/files/plain", "/plain"] {
        assert_eq!(status(&app, Method::GET, path, None).await, 200, "{path}");
    }
}

#[test]
#[should_panic(expected = "needs a reason")]
fn service_with_an_empty_reason_panics() {
    let _ = Router::<()>::new().nest_service("/files", axum::Router::new(), " ");
}

#[require(authenticated)]
#[require(Staff, report_only)]
#[require(check(note == "mine"))]
#[require(role = "admin", conceal)]
async fn stacked(Path(note): Path<String>) {}

#[test]
fn stacked_attributes_are_all_listed_in_order() {
    let routes = Router::<()>::new().route("/{note}", get(stacked));
    assert_eq!(
        printed(&routes),
        [
            r#"GET /{note} stacked #[require(authenticated)] #[require(group = "staff", report_only)] #[require(check(note == "mine"))] #[require(role = "admin", conceal)]"#
        ]
    );
}

#[tokio::test]
async fn stacked_handler_is_called_with_a_guard_each() {
    let alice = Identity::builder("https://issuer.example", "alice").role("admin").build().unwrap();
    let facts = Facts::of(&alice);
    let first = alice.check().unwrap();
    assert_eq!(format!("{first:?}"), "Guard<axum::gate::stacked>");
    let (second, third) = (facts.decide().unwrap(), alice.pending().unwrap());
    let note = Path("mine".to_owned());
    stacked(first, second, third, alice.check().unwrap(), note).await.into_result().unwrap();
}

#[tokio::test]
async fn each_stacked_rule_is_enforced() {
    let app = Router::new().route("/{note}", get(stacked)).secured_by(auth());
    for (path, token, expected) in [
        ("/mine", None, 401),
        ("/mine", Some("admin"), 200),
        ("/other", Some("admin"), 403),
        ("/mine", Some("viewer"), 404),
    ] {
        assert_eq!(status(&app, Method::GET, path, token).await, expected, "{path} {token:?}");
    }
}
