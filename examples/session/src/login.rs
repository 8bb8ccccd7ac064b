//! Login with a password, and logout.

use auth_core::{public, require};
use axum::extract::{Form, Query};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::accounts::{Accounts, Login};

/// The login of a request, from axum-login.
pub(crate) type AuthSession = axum_login::AuthSession<Accounts>;

const PAGE: Html<&str> = Html(include_str!("login.html"));

/// The query of the login page.
#[derive(Deserialize)]
pub(crate) struct Target {
    return_to: Option<String>,
}

impl Target {
    /// Returns the path that the browser asked for before the login.
    pub(crate) fn path(&self) -> &str {
        self.return_to.as_deref().and_then(auth_core::request::return_to).unwrap_or("/")
    }
}

/// Returns 503: the store of the sessions or of the accounts does not respond.
pub(crate) fn unavailable<E>(_: E) -> StatusCode {
    StatusCode::SERVICE_UNAVAILABLE
}

/// Shows the form. It is sent to its own URL, with the same `return_to`.
#[public("the login page")]
pub(crate) async fn form() -> Html<&'static str> {
    PAGE
}

/// Logs in. axum-login gives the session a new id.
#[public("the password is in the form")]
pub(crate) async fn log_in(
    mut session: AuthSession,
    Query(target): Query<Target>,
    Form(login): Form<Login>,
) -> Result<Response, StatusCode> {
    let Some(user) = session.authenticate(login).await.map_err(unavailable)? else {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, PAGE).into_response());
    };
    session.login(&user).await.map_err(unavailable)?;
    Ok(Redirect::to(target.path()).into_response())
}

/// Logs out: the session is deleted.
#[require(authenticated)]
pub(crate) async fn log_out(mut session: AuthSession) -> Result<Redirect, StatusCode> {
    session.logout().await.map_err(unavailable)?;
    Ok(Redirect::to("/"))
}
