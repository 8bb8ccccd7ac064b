//! The handlers, each with its requirements, and the grants of their callers.

use std::error::Error;

use auth_core::auth::{AuthBuilder, AuthError};
use auth_core::authn::AuthenticationError;
use auth_core::axum::{
    Router,
    routing::{delete, get, put},
};
use auth_core::identity::Additions;
use auth_core::{Auth, Identity, public, require};
use axum::extract::{Path, State};
use axum::http::StatusCode;

use crate::database::{Account, Database};

/// Returns the grants of a caller, and the account for handlers.
async fn of_user(
    database: Database,
    caller: Identity,
) -> Result<Additions, Box<dyn Error + Send + Sync>> {
    let Some(account) = database.account(caller.subject()).await? else {
        return Err(AuthenticationError::invalid("the caller has no open account").into());
    };
    let additions = Additions::new().roles(&account.roles).permissions(&account.permissions);
    Ok(additions.attach(account))
}

/// Builds an `Auth` whose callers have the grants of the database.
///
/// # Errors
///
/// If a setting of `builder` is wrong.
pub fn auth(builder: AuthBuilder, database: &Database) -> Result<Auth, AuthError> {
    let database = database.clone();
    builder.enrich(move |caller| of_user(database.clone(), caller)).build()
}

/// Responds as long as the program runs.
#[public("liveness probe, no data")]
async fn health() -> &'static str {
    "ok\n"
}

/// Greets callers by the name in the database.
#[require(authenticated)]
async fn me(caller: Identity) -> String {
    let account = caller.attached::<Account>();
    format!("Hello, {}\n", account.map_or("stranger", |account| &account.name))
}

/// Shows drafts to those who may read them.
#[require(permission = "drafts:read")]
async fn drafts() -> &'static str {
    "Draft: News\n"
}

/// Changes a post.
#[require(permission = "posts:edit")]
async fn edit(Path(id): Path<u64>) -> String {
    format!("Changed post {id}\n")
}

/// Closes an account. Tokens of its user are rejected some seconds later.
#[require(role = "admin", permission = "users:close")]
async fn close(State(database): State<Database>, Path(user): Path<String>) -> StatusCode {
    match database.close(&user).await {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Returns the routes. A handler without an attribute does not compile here.
pub fn routes() -> Router<Database> {
    Router::new()
        .route("/health", get(health))
        .route("/me", get(me))
        .route("/drafts", get(drafts))
        .route("/posts/{id}", put(edit))
        .route("/users/{user}", delete(close))
}

/// Returns the API behind `auth`.
pub fn router(auth: Auth, database: Database) -> axum::Router {
    routes().with_state(database).secured_by(auth)
}
