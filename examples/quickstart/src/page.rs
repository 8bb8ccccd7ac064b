//! A page that sends the attempts. Development only: it holds tokens and shows the log.

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use demo::Attempts;

use crate::log::Log;

/// The sources that the browser may load from: this server only.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Returns the routes of the page.
pub(crate) fn routes(attempts: &Attempts, log: Log) -> Router {
    let attempts = attempts.to_json();
    Router::new()
        .route("/", file("text/html; charset=utf-8", include_str!("page/page.html")))
        .route("/page.css", file("text/css; charset=utf-8", include_str!("page/page.css")))
        .route("/page.js", file("text/javascript; charset=utf-8", include_str!("page/page.js")))
        .route("/attempts", get(async || Json(attempts)))
        .route("/log/{request}", get(lines))
        .with_state(log)
}

fn file(content_type: &'static str, text: &'static str) -> axum::routing::MethodRouter<Log> {
    get(async move || ([(CONTENT_TYPE, content_type), (CONTENT_SECURITY_POLICY, POLICY)], text))
}

async fn lines(State(log): State<Log>, Path(request): Path<u64>) -> impl IntoResponse {
    Json(log.of(request))
}
