//! A refusal as the error of a tool.

use auth_core::Rejection;
use rmcp::ErrorData;
use rmcp::handler::server::tool::IntoCallToolResult;
use rmcp::model::{CallToolResponse, CallToolResult, ContentBlock, MetaObject};

/// Where clients that can ask their user for more scopes look for the challenge.
pub(crate) const CHALLENGES: &str = "mcp/www_authenticate";

/// A tool that the caller may not use.
#[derive(Debug)]
pub(crate) struct Refused(Rejection);

/// What `from = …` asks for.
impl From<Rejection> for Refused {
    fn from(rejection: Rejection) -> Self {
        Self(rejection)
    }
}

/// The tool's own error (`isError`), which the model is shown: the status, and the challenge with the scopes that would do.
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
