//! The tools and their rules.

use std::sync::{Arc, Mutex, PoisonError};

use auth_core::resource::ResourceMetadata;
use auth_core::{Auth, policy, public, require};
use axum::Router;
use axum::extract::State;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use http::request::Parts;
use rmcp::handler::server::tool::Extension;
use rmcp::handler::server::wrapper::{Json, Parameters};
use rmcp::schemars::{self, JsonSchema};
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ServerHandler, tool, tool_router};
use serde::{Deserialize, Serialize};

use crate::forbidden::forbid;
use crate::refused::Refused;
use crate::sessions::{Sessions, bind};

policy! {
    /// The rule of every message, also of the list of tools.
    Known = authenticated;
}

/// A note.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Note {
    /// The text of the note.
    text: String,
}

/// All notes.
#[derive(Debug, Default, JsonSchema, Serialize)]
pub(crate) struct NoteList {
    /// The texts of the notes, in the order of their addition.
    notes: Vec<String>,
}

/// Notes that all callers share.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes(Arc<Mutex<Vec<String>>>);

// `#[require]` stands above `#[tool]`. The other order does not compile: `#[tool]` turns an
// `async fn` into a function that returns a box.
#[tool_router(server_handler, vis = "pub(crate)")]
impl Notes {
    /// Lists all notes.
    #[require(scope = "notes:read", from = request)]
    #[tool]
    async fn list_notes(
        &self,
        Extension(request): Extension<Parts>,
    ) -> Result<Json<NoteList>, Refused> {
        Ok(Json(NoteList { notes: self.0.lock().unwrap_or_else(PoisonError::into_inner).clone() }))
    }

    /// Adds a note.
    #[require(scope = "notes:write", from = request)]
    #[tool]
    async fn add_note(
        &self,
        Extension(request): Extension<Parts>,
        Parameters(note): Parameters<Note>,
    ) -> Result<String, Refused> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(note.text);
        Ok("added".to_owned())
    }

    /// Deletes all notes.
    #[require(role = "admin", scope = "notes:write", from = request)]
    #[tool]
    async fn clear_notes(&self, Extension(request): Extension<Parts>) -> Result<String, Refused> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
        Ok("cleared".to_owned())
    }
}

/// Returns the server behind `auth`. Without sessions, each response belongs to its request.
pub(crate) fn router(auth: Auth) -> Router {
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true);
    serve(auth, Notes::default(), config)
}

/// Returns the document that leads clients to the login.
#[public("clients read it before they have a token")]
async fn document(State(metadata): State<ResourceMetadata>) -> ResourceMetadata {
    metadata
}

/// Returns a server of `tools` behind `auth`, with sessions or without. Each session is bound to
/// its caller.
///
/// Anonymous requests get a 401 with a challenge before MCP sees them.
pub(crate) fn serve<S>(auth: Auth, tools: S, config: StreamableHttpServerConfig) -> Router
where
    S: ServerHandler + Clone + Sync,
{
    let manager = Arc::new(LocalSessionManager::default());
    let sessions = Sessions::of(Arc::clone(&manager));
    let mcp = StreamableHttpService::new(move || Ok(tools.clone()), manager, config);
    let mut router = Router::new()
        .route_service("/mcp", mcp)
        .route_layer(from_fn(forbid))
        .route_layer(from_fn_with_state(sessions, bind))
        .route_layer(auth_core::adapters::axum::require::<Known>());
    if let Some(metadata) = auth.resource_metadata() {
        let methods = get(document).options(document).with_state(metadata.clone());
        router = router.route(metadata.path(), methods);
    }
    router.layer(auth)
}
