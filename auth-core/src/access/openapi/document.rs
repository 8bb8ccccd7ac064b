//! An OpenAPI document in which each operation has the guards of its route.

use std::error::Error;
use std::fmt::{self, Display, Formatter};

use serde_json::{Map, Value, json};

use crate::access::attribute::Access;
use crate::access::openapi::candidates::Candidates;
use crate::access::openapi::description::Description;
use crate::access::openapi::{fragments, path};
use crate::access::report::Report;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The differences between a report and an OpenAPI document. Prints itself as a list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OpenApiError {
    problems: Vec<String>,
}

impl OpenApiError {
    /// Returns the differences, one text for each.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.problems
    }
}

impl Display for OpenApiError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("the report does not fit the OpenAPI document:")?;
        self.problems.iter().try_for_each(|problem| write!(f, "\n- {problem}"))
    }
}

impl Error for OpenApiError {}

impl Report {
    /// Returns an OpenAPI document (3.0, 3.1 or 3.2) with the guards of this report. Operations and
    /// routes belong together by method and path; names of path parameters may differ.
    ///
    /// `schemes` is the object `components.securitySchemes`: a caller may use each scheme of it.
    /// Name the schemes that `Auth` accepts.
    ///
    /// Each operation gets:
    ///
    /// - `security`: one alternative for each way past the guards, with its scopes, and for each
    ///   scheme. A public operation has an empty list. `report_only` adds `{}`. OpenAPI 3.0 has
    ///   scopes with `oauth2` and `openIdConnect` only. Rules with more than 64 alternatives are
    ///   described without scopes.
    /// - `responses`: the possible rejections (401, 403, 503, or 404 for `conceal`). They refer to
    ///   `components.responses`, to `Unauthorized`, `Forbidden`, `ServiceUnavailable` and
    ///   `NotFound`. Responses that the document has already stay.
    ///
    /// ```
    /// use auth_core::access::{Access, Report, Route};
    /// use auth_core::policy::Rule;
    /// use serde_json::json;
    ///
    /// const RULE: Rule = Rule::any(&[Rule::role("admin"), Rule::scope("posts:write")]);
    /// let publish = Route::new("POST", "/posts", "api::publish", [Access::required(RULE)]);
    /// let document = json!({
    ///     "openapi": "3.1.0",
    ///     "info": { "title": "blog", "version": "1" },
    ///     "paths": { "/posts": { "post": {} } },
    /// });
    /// let schemes = json!({ "bearer": { "type": "http", "scheme": "bearer" } });
    ///
    /// let document = Report::from_iter([publish]).secure_openapi(document, &schemes)?;
    /// let operation = &document["paths"]["/posts"]["post"];
    /// assert_eq!(operation["security"], json!([{ "bearer": [] }, { "bearer": ["posts:write"] }]));
    /// assert_eq!(operation["responses"]["403"]["$ref"], "#/components/responses/Forbidden");
    /// # Ok::<(), auth_core::access::OpenApiError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`OpenApiError`] lists:
    ///
    /// - each operation without a route;
    /// - each route without an operation. A route with `conceal` and one for many paths, such as
    ///   `/{*path}`, may be missing;
    /// - an operation with several routes, or with a route without an attribute;
    /// - another `security` of an operation, or another scheme of the same name;
    /// - a value that is no document of OpenAPI 3.
    pub fn secure_openapi(
        &self,
        mut document: Value,
        schemes: &Value,
    ) -> Result<Value, OpenApiError> {
        let mut problems = Vec::new();
        let written = write(self, &mut document, schemes, &mut problems);
        if written.is_none() {
            problems.push("expected an OpenAPI 3 document with `paths`, and schemes".to_owned());
        }
        if problems.is_empty() { Ok(document) } else { Err(OpenApiError { problems }) }
    }
}

/// Returns `None` if a part of the document has another type than OpenAPI says.
fn write(
    report: &Report,
    document: &mut Value,
    schemes: &Value,
    problems: &mut Vec<String>,
) -> Option<()> {
    let schemes = schemes.as_object().filter(|schemes| !schemes.is_empty())?;
    let version = document.get("openapi")?.as_str().filter(|version| version.starts_with("3."))?;
    let is_3_0 = version.starts_with("3.0");
    let takes_scopes = |scheme: &Value| {
        let kind = scheme.get("type").and_then(Value::as_str);
        !is_3_0 || matches!(kind, Some("oauth2" | "openIdConnect"))
    };
    let mut routes = Candidates::of(report);
    let mut responses = Map::new();

    for (path, item) in document.get_mut("paths")?.as_object_mut()? {
        // An extension.
        if !path.starts_with('/') {
            continue;
        }
        for method in METHODS {
            let Some(operation) = item.as_object_mut()?.get_mut(method) else { continue };
            let operation = operation.as_object_mut()?;
            let name = format!("{} {path}", method.to_uppercase());
            let access = match routes.find(method, path).as_slice() {
                [] => Err("is in the document only: add its route to the report"),
                [route] if route.access().is_empty() => {
                    Err("has no attribute: write `#[require(…)]` or `#[public(\"reason\")]`")
                }
                [route] => Ok(route.access()),
                [_, _, ..] => Err("has several routes in the report: leave one of them"),
            };
            let description = match access {
                Ok(access) => Description::of(access),
                Err(problem) => {
                    problems.push(format!("`{name}` {problem}"));
                    continue;
                }
            };
            let security = fragments::security(&description, schemes, takes_scopes);
            if insert(operation, "security", security).is_err() {
                problems.push(format!("`{name}` has another `security`: remove it"));
            }
            for status in description.rejections {
                let name = fragments::name(status);
                object(operation, "responses")?
                    .entry(status.as_str())
                    .or_insert_with(|| json!({ "$ref": format!("#/components/responses/{name}") }));
                responses.entry(name).or_insert_with(|| fragments::response(status));
            }
        }
    }
    for route in routes.undocumented() {
        // SECURITY: a document for clients would reveal a concealed route.
        let may_be_missing =
            path::is_wildcard(route.path()) || route.access().iter().any(Access::is_concealed);
        if !may_be_missing {
            let (method, path) = (route.method(), route.path());
            problems.push(format!(
                "`{method} {path}` is in the report only: document it, or leave it out there"
            ));
        }
    }

    let components = object(document.as_object_mut()?, "components")?;
    // A response that the application describes stays: `Auth` may have bodies of its own.
    for (name, response) in responses {
        object(components, "responses")?.entry(name).or_insert(response);
    }
    let declared = object(components, "securitySchemes")?;
    for (name, scheme) in schemes {
        if insert(declared, name, scheme.clone()).is_err() {
            problems.push(format!("the document has another security scheme `{name}`"));
        }
    }
    Some(())
}

/// Returns the object `name` of `parent`, created if it is missing. `None` for a value of another
/// type.
fn object<'a>(
    parent: &'a mut Map<String, Value>,
    name: &str,
) -> Option<&'a mut Map<String, Value>> {
    parent.entry(name).or_insert_with(|| json!({})).as_object_mut()
}

/// Adds a member.
///
/// # Errors
///
/// The value, if the member has another one.
fn insert(parent: &mut Map<String, Value>, name: &str, value: Value) -> Result<(), Value> {
    if *parent.entry(name).or_insert_with(|| value.clone()) == value { Ok(()) } else { Err(value) }
}
