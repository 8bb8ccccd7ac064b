//! Ten variants of the API, with a mistake each.

use auth_core::access::Report;
use auth_core::adapters::tower::require;
use auth_core::axum::Router;
use auth_core::axum::routing::{MethodRouter, get, post};
use auth_core::{Auth, Identity, public, require};
use axum::extract::{Path, Request};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::middleware::{map_request, map_response};
use axum::response::Response;
use axum::routing;

use crate::{Staff, drafts, figures, health, me, profile, publish, rename, state};

/// A variant of the API.
#[derive(Debug)]
pub struct Variant {
    /// The mistake.
    pub mistake: &'static str,
    /// `true` if the router of `auth_core::axum` takes all handlers.
    pub compiles: bool,
    /// The report of the routes. For a router of axum it is the list that the team reviewed.
    pub report: Report,
    /// The application.
    pub app: axum::Router,
}

/// Returns the ten variants behind `auth`.
pub fn all(auth: &Auth) -> Vec<Variant> {
    let gate = |mistake, routes: Router| {
        let report = routes.report();
        Variant { mistake, compiles: true, report, app: routes.secured_by(auth.clone()) }
    };
    let around = |mistake, app| {
        let report = crate::routes().report();
        Variant { mistake, compiles: true, report, app }
    };
    let right = || crate::routes().secured_by(auth.clone());
    vec![
        guard_forgotten(auth),
        around("layer missing on a nested router", layer_missing(auth)),
        gate("roles swapped", roles_swapped()),
        gate("public by accident", public_by_accident()),
        gate("wrong method", wrong_method()),
        around("middleware swallows rejections", right().layer(map_response(swallow))),
        around("middleware loses Authorization", right().layer(map_request(lose))),
        gate("rule loosened", rule_loosened()),
        gate("path parameter misspelt", parameter_misspelt()),
        gate("route added after a layer", route_after_layer()),
    ]
}

/// Returns the routes of the API without those that the arguments replace.
fn routes(publish: MethodRouter, users: MethodRouter, staff: Router) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/me", get(me))
        .route("/posts", publish)
        .route("/state", get(state))
        .route("/users/{user}", users)
        .nest("/staff", staff)
}

fn users() -> MethodRouter {
    get(profile).put(rename).delete(crate::delete_user)
}

/// Deletes a user: without an attribute.
pub async fn delete_user_without_guard(Path(_user): Path<String>) {}

fn guard_forgotten(auth: &Auth) -> Variant {
    let users = routing::get(profile).put(rename).delete(delete_user_without_guard);
    let app = plain(users).nest("/staff", plain_staff()).layer(auth.clone());
    let report = crate::routes().report();
    Variant { mistake: "guard forgotten", compiles: false, report, app }
}

fn layer_missing(auth: &Auth) -> axum::Router {
    let users = routing::get(profile).put(rename).delete(crate::delete_user);
    plain(users).layer(auth.clone()).nest("/staff", plain_staff())
}

/// Returns the API with axum's own router, without the routes for employees.
fn plain(users: routing::MethodRouter) -> axum::Router {
    axum::Router::new()
        .route("/health", routing::get(health))
        .route("/me", routing::get(me))
        .route("/posts", routing::post(publish))
        .route("/state", routing::get(state))
        .route("/users/{user}", users)
}

fn plain_staff() -> axum::Router {
    axum::Router::new()
        .route("/drafts", routing::get(drafts))
        .route("/figures", routing::get(figures))
        .route_layer(require::<Staff>())
}

fn roles_swapped() -> Router {
    #[require(role = "auditor", scope = "posts:write")]
    async fn publish() {}

    #[require(role = "editor")]
    async fn figures() {}

    let staff = Router::new().route("/drafts", get(drafts)).route("/figures", get(figures));
    routes(post(publish), users(), staff.guarded_by::<Staff>())
}

fn public_by_accident() -> Router {
    #[public("copied from the health check")]
    async fn delete_user(Path(_user): Path<String>) {}

    routes(post(publish), get(profile).put(rename).delete(delete_user), crate::staff())
}

fn wrong_method() -> Router {
    routes(get(publish), users(), crate::staff())
}

async fn swallow(mut response: Response) -> Response {
    if response.status().is_client_error() {
        *response.status_mut() = StatusCode::OK;
    }
    response
}

async fn lose(mut request: Request) -> Request {
    request.headers_mut().remove(AUTHORIZATION);
    request
}

fn rule_loosened() -> Router {
    #[require(any(role = "editor", scope = "posts:write"))]
    async fn publish() {}

    routes(post(publish), users(), crate::staff())
}

fn parameter_misspelt() -> Router {
    #[require(any(role = "admin", path.id == subject))]
    async fn profile(_identity: Identity, Path(user): Path<String>) -> String {
        user
    }

    routes(post(publish), get(profile).put(rename).delete(crate::delete_user), crate::staff())
}

fn route_after_layer() -> Router {
    let staff = Router::new().route("/drafts", get(drafts)).guarded_by::<Staff>();
    routes(post(publish), users(), staff.route("/figures", get(figures)))
}
