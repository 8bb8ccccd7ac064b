//! Binds each MCP session to the caller that began it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use auth_core::Identity;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use rmcp::transport::streamable_http_server::session::SessionId;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;

/// The header that names a session.
pub(crate) const SESSION_ID: &str = "mcp-session-id";

/// A user is an issuer and a subject, never a subject alone.
type AuthSource = (String, String);

/// The callers that began the sessions of a manager.
#[derive(Clone, Debug)]
pub(crate) struct Sessions {
    manager: Arc<LocalSessionManager>,
    began: Arc<Mutex<HashMap<SessionId, AuthSource>>>,
}

impl Sessions {
    pub(crate) fn of(manager: Arc<LocalSessionManager>) -> Self {
        Self { manager, began: Arc::default() }
    }

    /// Stores the caller that began a session, and removes the sessions that ended.
    pub(crate) async fn begin(&self, id: SessionId, caller: AuthSource) {
        let live = self.manager.sessions.read().await;
        let mut began = self.began.lock().unwrap_or_else(PoisonError::into_inner);
        began.retain(|id, _| live.contains_key(id));
        began.entry(id).or_insert(caller);
    }

    pub(crate) fn is_of(&self, id: &str, caller: &AuthSource) -> bool {
        self.began.lock().unwrap_or_else(PoisonError::into_inner).get(id) == Some(caller)
    }
}

/// Allows a request in a session that its caller began, and in no other.
///
/// SECURITY: a guard decides on each request's own token, but the responses belong to the session.
/// With its id, another caller reads them, ends the session, or answers the server's questions. The
/// response is that for a session that does not exist.
pub(crate) async fn bind(
    State(sessions): State<Sessions>,
    identity: Identity,
    request: Request,
    next: Next,
) -> Response {
    let caller = (identity.issuer().to_owned(), identity.subject().to_owned());
    let mut ids =
        request.headers().get_all(SESSION_ID).iter().map(|id| id.to_str().unwrap_or_default());
    let may = match (ids.next(), ids.next()) {
        (None, _) => true,
        (Some(id), None) => sessions.is_of(id, &caller),
        (Some(_), Some(_)) => false,
    };
    if !may {
        return (StatusCode::NOT_FOUND, "Not Found: Session not found").into_response();
    }
    let response = next.run(request).await;
    if let Some(id) = response.headers().get(SESSION_ID).and_then(|id| id.to_str().ok()) {
        sessions.begin(id.into(), caller).await;
    }
    response
}
