//! Faults of a document: those of the schemas of the OpenAPI Initiative, and broken references.

use auth_core::access::{Access, Report, Route};
use auth_core::policy::Rule;
use serde_json::{Value, json};

pub const SCHEMA_3_0: &str = include_str!("../../../vectors/openapi/3.0.json");
pub const SCHEMA_3_1: &str = include_str!("../../../vectors/openapi/3.1.json");

/// Returns the faults of a document: those of the schema, and references without a target.
pub fn faults(schema: &str, document: &Value) -> Vec<String> {
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
