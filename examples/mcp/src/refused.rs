//! A rejection as the error of a tool.

use auth_core::Rejection;
use rmcp::ErrorData;
use rmcp::handler::server::tool::IntoCallToolResult;
use rmcp::model::{CallToolResponse, CallToolResult, ContentBlock, MetaObject};

/// The key of the challenge, for clients that can ask their user for more scopes.
pub(crate) const CHALLENGES: &str = "mcp/www_authenticate";

/// The rejection of a call of a tool.
#[derive(Debug)]
pub(crate) struct Refused(Rejection);

/// The conversion that `from = …` needs.
impl From<Rejection> for Refused {
    fn from(rejection: Rejection) -> Self {
        Self(rejection)
    }
}

/// Returns the error of the tool (`isError`), which the model sees: the status, and the challenge
/// with the scopes that would be sufficient.
impl IntoCallToolResult for Refused {
    fn into_call_tool_result(self) -> Result<CallToolResponse, ErrorData> {
        let challenges: Vec<_> = self.0.challenges().iter().map(ToString::to_string).collect();
        let status = self.0.status().to_string();
        let text = [&[status], challenges.as_slice()].concat().join("\n");
        let mut meta = MetaObject::new();
        if !challenges.is_empty() {
            meta.0.insert(CHALLENGES.to_owned(), challenges.into());
        }
        let result = CallToolResult::error(vec![ContentBlock::text(text)]);
        Ok(result.with_meta((!meta.0.is_empty()).then_some(meta)).into())
    }
}
