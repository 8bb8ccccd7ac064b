//! The place of `#[require]` among other attributes on axum: where it compiles, it guards. The
//! places where it does not compile are in `tests/compile/ui/handler`.

use auth_core::{Auth, policy, require};
use axum::body::Body;
use axum::extract::{Path, Request};
use axum::response::Response;
use axum::routing::any;
use axum::{Router, debug_handler};
use http::StatusCode;
use tests::callers::{CallerBook, Pace};
use tests::vectors::Table;
use tower::ServiceExt as _;
use tracing::instrument;

policy! {
    Admins = role = "admin";
}

#[require(role = "admin")]
#[debug_handler]
async fn above_debug_handler() -> &'static str {
    "in"
}

#[require(role = "admin")]
#[instrument]
async fn above_instrument() -> &'static str {
    "in"
}

#[instrument]
#[require(role = "admin")]
async fn below_instrument() -> &'static str {
    "in"
}

#[instrument(err, skip_all)]
#[require(any(role = "admin", check(id == 0)))]
async fn check_below_instrument(Path(id): Path<u32>) -> Result<&'static str, StatusCode> {
    let _ = id;
    Ok("in")
}

#[cfg_attr(all(), require(role = "admin"))]
async fn conditional() -> &'static str {
    "in"
}

#[cfg_attr(all(), require(role = "admin"))]
#[cfg_attr(all(), debug_handler)]
async fn conditional_above_debug_handler() -> &'static str {
    "in"
}

#[require(role = "admin")]
#[utoipa::path(get, path = "/documented", responses((status = 200)))]
async fn above_documented() -> &'static str {
    "in"
}

#[utoipa::path(get, path = "/documented", responses((status = 200)))]
#[require(role = "admin")]
async fn below_documented() -> &'static str {
    "in"
}

struct Handlers;

impl Handlers {
    #[require(Admins)]
    async fn associated() -> &'static str {
        std::future::ready("in").await
    }
}

#[async_trait::async_trait]
trait Rewritten {
    async fn rewritten(proof: auth_core::Guard<Admins>) -> &'static str;
}

#[async_trait::async_trait]
impl Rewritten for Handlers {
    async fn rewritten(_proof: auth_core::Guard<Admins>) -> &'static str {
        "in"
    }
}

fn app() -> Router {
    Router::new()
        .route("/0", any(above_debug_handler))
        .route("/2", any(above_instrument))
        .route("/3", any(below_instrument))
        .route("/4/{id}", any(check_below_instrument))
        .route("/5", any(conditional))
        .route("/6", any(conditional_above_debug_handler))
        .route("/7", any(above_documented))
        .route("/8", any(below_documented))
        .route("/9", any(Handlers::associated))
        .route("/10", any(Handlers::rewritten))
        .layer(Auth::new(CallerBook::new(&Table::load().callers(), Pace::AtOnce)))
}

async fn send(path: &str, caller: Option<&str>) -> Response {
    let mut request = Request::get(path);
    if let Some(caller) = caller {
        request = request.header("authorization", format!("Bearer {caller}"));
    }
    app().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

#[tokio::test]
async fn attribute_guards_wherever_it_compiles() {
    for path in ["/0", "/2", "/3", "/4/7", "/5", "/6", "/7", "/8", "/9", "/10"] {
        for (caller, status) in [(None, 401), (Some("nobody-special"), 403), (Some("admin"), 200)] {
            assert_eq!(send(path, caller).await.status(), status, "{path} {caller:?}");
        }
    }
}
