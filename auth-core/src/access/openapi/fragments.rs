//! The parts of an OpenAPI document that describe guards, as JSON.

use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::access::openapi::description::{Alternative, Description};

/// Returns `security` of an operation. `takes_scopes` is `false` for a scheme that cannot have
/// scopes in this version of OpenAPI.
pub(super) fn security(
    description: &Description,
    schemes: &Map<String, Value>,
    takes_scopes: impl Fn(&Value) -> bool,
) -> Value {
    let mut list = Vec::new();
    // An empty list means that the operation is public.
    if description.is_open() {
        return list.into();
    }
    let mut add = |requirement: Value| {
        if !list.contains(&requirement) {
            list.push(requirement);
        }
    };
    // SECURITY: a route that rejects every request must not be documented as public.
    let no_way = [Alternative { needs_caller: true, ..Alternative::default() }];
    let alternatives = &description.alternatives;
    let alternatives = if alternatives.is_empty() { &no_way[..] } else { alternatives };
    for alternative in alternatives.iter().filter(|alternative| alternative.needs_caller) {
        for (name, scheme) in schemes {
            let scopes: &[_] = if takes_scopes(scheme) { &alternative.scopes } else { &[] };
            add(json!({ name: scopes }));
        }
    }
    if alternatives.iter().any(|alternative| !alternative.needs_caller) {
        add(json!({}));
    }
    list.into()
}

/// Returns the name of a rejection among the responses of the document.
pub(super) const fn name(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "Unauthorized",
        StatusCode::FORBIDDEN => "Forbidden",
        StatusCode::NOT_FOUND => "NotFound",
        _ => "ServiceUnavailable",
    }
}

/// Returns the response of a rejection, as `Auth` makes it without settings.
pub(super) fn response(status: StatusCode) -> Value {
    let header = |name: &str, is_required, description| {
        let schema = json!({ "type": "string" });
        let header =
            json!({ "description": description, "required": is_required, "schema": schema });
        json!({ name: header })
    };
    let (description, headers) = match status {
        StatusCode::UNAUTHORIZED => (
            "Credentials are missing or bad, or another login is needed.",
            header("WWW-Authenticate", true, "A challenge for each scheme."),
        ),
        StatusCode::FORBIDDEN => (
            "The caller is known and not authorized.",
            header("WWW-Authenticate", false, "The scopes, if more of them would help."),
        ),
        StatusCode::NOT_FOUND => return json!({ "description": "Not found." }),
        _ => (
            "The decision cannot be made now.",
            header("Retry-After", true, "Seconds until the next attempt."),
        ),
    };
    let problem = json!({
        "type": "object",
        "required": ["type", "title", "status"],
        "properties": {
            "type": { "type": "string" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
        },
    });
    let title = status.canonical_reason();
    let example = json!({ "type": "about:blank", "title": title, "status": status.as_u16() });
    let content = json!({ "application/problem+json": { "schema": problem, "example": example } });
    json!({ "description": description, "headers": headers, "content": content })
}
