//! The application that each generator describes: its rules, its routes, and the expected document.

use std::fs;
use std::path::Path;

use auth_core::access::Report;
use auth_core::policy;
use serde_json::{Value, json};

use crate::validator::{SCHEMA_3_0, SCHEMA_3_1, faults};

policy! {
    pub Admins = role = "admin";
    pub CanAudit = scope = "audit";
    pub CanPublish = any(role = "admin", all(role = "editor", scope = "posts:write"));
    pub CanRead = scope = "posts:read" | "posts:write";
    pub Local = any(ip = "10.0.0.0/8", authenticated);
    pub OneSelf = path.user == subject;
}

pub const fn is_even(id: u64) -> bool {
    id.is_multiple_of(2)
}

/// Method, path in the document, security, and statuses of rejections.
fn operations() -> [(&'static str, &'static str, Value, &'static [u16]); 9] {
    let caller = |scopes: &[&str]| json!({ "login": scopes });
    let all = &[401, 403, 503];
    [
        ("get", "/posts", json!([]), &[]),
        ("post", "/posts", json!([caller(&[]), caller(&["posts:write"])]), all),
        ("get", "/posts/{id}", json!([caller(&["posts:read"]), caller(&["posts:write"])]), all),
        (
            "put",
            "/posts/{id}",
            json!([
                caller(&["posts:read"]),
                caller(&["posts:write"]),
                caller(&["posts:write", "posts:read"]),
            ]),
            all,
        ),
        ("patch", "/posts/{id}", json!([caller(&[])]), all),
        ("delete", "/users/{user}", json!([caller(&[])]), &[404]),
        ("get", "/audit", json!([caller(&["audit"]), {}]), &[]),
        ("get", "/files/{path}", json!([caller(&[]), {}]), all),
        ("get", "/admin/stats", json!([caller(&["audit"])]), all),
    ]
}

/// Completes the document of a generator, and compares the result with the table.
#[track_caller]
pub fn verify(generator: &str, report: &Report, generated: &Value) {
    let schemes = json!({
        "login": { "type": "openIdConnect", "openIdConnectUrl": "https://issuer.example" },
    });
    let document = report.secure_openapi(generated.clone(), &schemes).unwrap();
    let is_3_0 = document["openapi"].as_str().unwrap().starts_with("3.0");
    let schema = if is_3_0 { SCHEMA_3_0 } else { SCHEMA_3_1 };
    assert_eq!(faults(schema, &document), [""; 0], "{document:#}");
    leave(generator, &document);

    for (method, path, security, statuses) in operations() {
        let operation = &document["paths"][path][method];
        assert_eq!(operation["security"], security, "{method} {path} of {document:#}");
        let found = |status: &u16| {
            let response = &operation["responses"][status.to_string()];
            response["$ref"].as_str().is_some_and(|it| it.starts_with("#/components/responses/"))
        };
        let found: Vec<u16> = [401, 403, 404, 503].into_iter().filter(found).collect();
        assert_eq!(found, statuses, "{method} {path} of {document:#}");
    }
    for hidden in ["admin", "editor", "Guard", "CanPublish"] {
        let text = document.to_string().replace("/admin/stats", "");
        assert!(!text.contains(hidden), "{hidden} in {document:#}");
    }
    each_side_alone_is_an_error(report, generated, &schemes);
}

/// Leaves a document for a second validator: `.ci/openapi`.
pub fn leave(generator: &str, document: &Value) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("openapi");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(format!("{generator}.json")), document.to_string()).unwrap();
}

/// Takes each route, and then each operation, away.
#[track_caller]
fn each_side_alone_is_an_error(report: &Report, generated: &Value, schemes: &Value) {
    let problems = |report: &Report, document: Value| {
        let error = report.secure_openapi(document, schemes).unwrap_err();
        assert_eq!(error.problems().len(), 1, "{error}");
        error.to_string()
    };
    for left_out in report.routes() {
        let others = report
            .routes()
            .iter()
            .filter(|route| (route.method(), route.path()) != (left_out.method(), left_out.path()));
        let error = problems(&others.cloned().collect(), generated.clone());
        assert!(error.contains("is in the document only"), "{error}");
    }
    for (method, path, ..) in operations() {
        // They may be missing.
        if matches!(path, "/users/{user}" | "/files/{path}") {
            continue;
        }
        let mut document = generated.clone();
        let operation = document["paths"][path].as_object_mut().unwrap().remove(method);
        assert!(operation.is_some(), "{method} {path}");
        let error = problems(report, document);
        assert!(error.contains("is in the report only"), "{error}");
    }
}
