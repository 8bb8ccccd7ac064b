//! Guards in the OpenAPI documents of utoipa (3.1) and poem-openapi (3.0), validated with the
//! schemas of the OpenAPI Initiative.
#![allow(clippy::unused_async, reason = "poem-openapi writes methods of them")]

use auth_core::access::{Access, Report, Route};
use auth_core::axum::Router;
use auth_core::axum::routing::{delete, get, post};
use auth_core::policy::Rule;
use auth_core::{Guard, Policy as _, policy, public, require};
use poem_openapi::payload::PlainText;
use poem_openapi::{OpenApiService, param::Path};
use serde_json::{Value, json};

const SCHEMA_3_0: &str = include_str!("../../vectors/openapi/3.0.json");
const SCHEMA_3_1: &str = include_str!("../../vectors/openapi/3.1.json");

policy! {
    CanPublish = any(role = "admin", all(role = "editor", scope = "posts:write"));
}

#[public("posts are public")]
#[utoipa::path(get, path = "/posts", responses((status = 200)))]
async fn list() {}

#[require(CanPublish)]
#[utoipa::path(post, path = "/posts", responses((status = 201)))]
async fn publish() {}

#[utoipa::path(delete, path = "/users/{user}", params(("user" = u64, Path)), responses((status = 204)))]
#[require(any(role = "admin", path.id == subject), conceal)]
async fn delete_user() {}

#[require(scope = "audit", report_only)]
#[utoipa::path(get, path = "/audit", responses((status = 200)))]
async fn audit() {}

#[require(authenticated)]
async fn document() {}

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, publish, delete_user, audit))]
struct Utoipa;

struct Poem;

#[poem_openapi::OpenApi]
impl Poem {
    #[oai(path = "/posts", method = "get")]
    async fn list(&self) -> PlainText<&'static str> {
        PlainText("posts")
    }

    #[oai(path = "/posts/:id", method = "put")]
    async fn publish(&self, _proof: Guard<CanPublish>, id: Path<u64>) -> PlainText<String> {
        PlainText(id.to_string())
    }
}

/// Returns the faults of a document: those of the schema, and references without a target.
fn faults(schema: &str, document: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    let mut faults: Vec<_> =
        validator.iter_errors(document).map(|fault| fault.to_string()).collect();
    without_target(document, document, &mut faults);
    faults
}

fn without_target(part: &Value, document: &Value, faults: &mut Vec<String>) {
    if let Some(reference) = part.get("$ref").and_then(Value::as_str)
        && document.pointer(reference.trim_start_matches('#')).is_none()
    {
        faults.push(reference.to_owned());
    }
    let parts: Vec<&Value> = match part {
        Value::Array(parts) => parts.iter().collect(),
        Value::Object(parts) => parts.values().collect(),
        _ => Vec::new(),
    };
    for part in parts {
        without_target(part, document, faults);
    }
}

fn statuses(operation: &Value) -> Vec<&str> {
    operation["responses"].as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn document_of_utoipa_has_the_guards_of_the_router() {
    let router: Router = Router::new()
        .route("/posts", get(list).merge(post(publish)))
        .route("/users/{id}", delete(delete_user))
        .route("/audit", get(audit))
        .route("/openapi.json", get(document));
    let report = router.report();
    let generated = serde_json::to_value(<Utoipa as utoipa::OpenApi>::openapi()).unwrap();
    let schemes = json!({
        "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" },
        "oidc": { "type": "openIdConnect", "openIdConnectUrl": "https://issuer.example" },
    });

    let error = report.secure_openapi(generated.clone(), &schemes).unwrap_err();
    assert_eq!(error.problems().len(), 1, "{error}");
    assert!(error.to_string().contains("`GET /openapi.json` is in the report only"), "{error}");

    let documented = |route: &&Route| route.path() != "/openapi.json";
    let report: Report = report.routes().iter().filter(documented).cloned().collect();
    let document = report.secure_openapi(generated, &schemes).unwrap();
    assert_eq!(faults(SCHEMA_3_1, &document), [""; 0], "{document:#}");
    let paths = &document["paths"];
    assert_eq!(paths["/posts"]["get"]["security"], json!([]));
    assert_eq!(statuses(&paths["/posts"]["get"]), ["200"]);
    let publish = &paths["/posts"]["post"];
    let alternatives = json!([
        { "bearer": [] }, { "oidc": [] },
        { "bearer": ["posts:write"] }, { "oidc": ["posts:write"] },
    ]);
    assert_eq!(publish["security"], alternatives);
    assert_eq!(statuses(publish), ["201", "401", "403", "503"]);
    let delete = &paths["/users/{user}"]["delete"];
    assert_eq!(delete["security"], json!([{ "bearer": [] }, { "oidc": [] }]));
    assert_eq!(statuses(delete), ["204", "404"]);
    let audit = &paths["/audit"]["get"];
    assert_eq!(audit["security"], json!([{ "bearer": ["audit"] }, { "oidc": ["audit"] }, {}]));
    assert_eq!(statuses(audit), ["200"]);
    assert!(!document.to_string().contains("editor"), "{document:#}");
}

#[test]
fn document_of_poem_openapi_has_guards_of_a_report() {
    let required = Access::required(CanPublish::RULE);
    let report = Report::from_iter([
        Route::new("GET", "/posts", "Poem::list", [Access::public("posts are public")]),
        Route::new("PUT", "/posts/:id", "Poem::publish", [required]),
    ]);
    let generated: Value =
        serde_json::from_str(&OpenApiService::new(Poem, "blog", "1").spec()).unwrap();
    // OpenAPI 3.0 has no scopes for `http`.
    for (scheme, security) in [
        (json!({ "type": "http", "scheme": "bearer" }), json!([{ "login": [] }])),
        (
            json!({ "type": "openIdConnect", "openIdConnectUrl": "https://issuer.example" }),
            json!([{ "login": [] }, { "login": ["posts:write"] }]),
        ),
    ] {
        let schemes = json!({ "login": scheme });
        let document = report.secure_openapi(generated.clone(), &schemes).unwrap();
        assert_eq!(faults(SCHEMA_3_0, &document), [""; 0], "{document:#}");
        assert_eq!(document["paths"]["/posts"]["get"]["security"], json!([]));
        let publish = &document["paths"]["/posts/{id}"]["put"];
        assert_eq!(publish["security"], security);
        assert_eq!(statuses(publish), ["200", "401", "403", "503"]);
    }
}

#[test]
fn validator_notices_each_broken_part() {
    let report =
        Report::from_iter([Route::new("GET", "/", "", [Access::required(Rule::role("a"))])]);
    for (schema, version) in [(SCHEMA_3_0, "3.0.3"), (SCHEMA_3_1, "3.1.0")] {
        let document = json!({
            "openapi": version,
            "info": { "title": "api", "version": "1" },
            "paths": { "/": { "get": { "responses": { "200": { "description": "OK" } } } } },
        });
        let schemes = json!({ "bearer": { "type": "http", "scheme": "bearer" } });
        let document = report.secure_openapi(document, &schemes).unwrap();
        assert_eq!(faults(schema, &document), [""; 0]);
        for (place, value) in [
            ("/paths/~1/get/security/0/bearer", json!("a")),
            ("/paths/~1/get/responses/401/$ref", json!("#/components/responses/Missing")),
            ("/components/responses/Unauthorized/description", json!(1)),
            ("/components/responses/Forbidden/headers/WWW-Authenticate/required", json!("no")),
            ("/components/securitySchemes/bearer/type", json!("token")),
        ] {
            let mut broken = document.clone();
            *broken.pointer_mut(place).unwrap() = value;
            assert!(!faults(schema, &broken).is_empty(), "{version} {place}");
        }
    }
}
