//! The quickstart's routes without guards, for comparison. Requests are anonymous.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::{delete, get};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use crate::calls::Call;
use crate::expectations::Answer;

#[derive(Debug, Deserialize, Serialize)]
struct Post {
    title: String,
}

async fn health() -> &'static str {
    "ok\n"
}

async fn me() -> String {
    format!("You are {} of {}\n", "somebody", "somewhere")
}

async fn posts() -> Json<Vec<Post>> {
    Json(vec![Post { title: "Hello".to_owned() }])
}

async fn publish(Json(post): Json<Post>) -> (StatusCode, Json<Post>) {
    (StatusCode::CREATED, Json(post))
}

async fn delete_user(Path(id): Path<u64>) -> String {
    format!("Deleted user {id}\n")
}

/// Returns the routes without guards.
pub(crate) fn router() -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/me", get(me))
        .route("/posts", get(posts).post(publish))
        .route("/users/{id}", delete(delete_user))
}

/// Returns their response to every request.
pub(crate) fn expected(call: Call) -> Answer {
    match call {
        Call::Health => Answer::served(200, "ok\n".to_owned()),
        Call::Me => Answer::served(200, "You are somebody of somewhere\n".to_owned()),
        Call::Posts => Answer::served(200, r#"[{"title":"Hello"}]"#.to_owned()),
        Call::Publish(_) => Answer::served(201, call.body()),
        Call::DeleteUser(id) => Answer::served(200, format!("Deleted user {id}\n")),
    }
}
