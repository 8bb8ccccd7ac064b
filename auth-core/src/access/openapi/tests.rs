//! Tests of the guards in OpenAPI documents.

use serde_json::{Value, json};

use crate::access::openapi::description::Description;
use crate::access::{Access, Report, Route};
use crate::policy::Rule;

fn read(rule: &str) -> Access {
    Access::required(rule.parse().unwrap())
}

fn route(method: &str, path: &str, access: Access) -> Route {
    Route::new(method, path, "", [access])
}

/// Returns a document with these operations.
fn document(operations: &[(&str, &str)]) -> Value {
    let mut document = json!({ "openapi": "3.1.0", "info": {}, "paths": { "x-note": 1 } });
    for (method, path) in operations {
        document["paths"][path][method] = json!({ "responses": {} });
    }
    document
}

fn schemes() -> Value {
    json!({ "bearer": { "type": "http", "scheme": "bearer" } })
}

/// Returns `security` and the statuses of `GET /`, with these attributes.
fn described(access: &[Access], schemes: &Value, version: &str) -> (Value, Vec<u16>) {
    let report = Report::from_iter([Route::new("GET", "/", "", access.iter().copied())]);
    let mut document = document(&[("get", "/")]);
    document["openapi"] = version.into();
    let document = report.secure_openapi(document, schemes).unwrap();
    let operation = &document["paths"]["/"]["get"];
    let responses = operation["responses"].as_object().unwrap();
    (operation["security"].clone(), responses.keys().map(|key| key.parse().unwrap()).collect())
}

#[test]
fn each_way_past_a_rule_is_an_alternative() {
    for (rule, security, statuses) in [
        ("authenticated", json!([{ "bearer": [] }]), &[401, 503][..]),
        (r#"acr = "mfa", max_age = "15m""#, json!([{ "bearer": [] }]), &[401, 503]),
        (r#"role = "admin""#, json!([{ "bearer": [] }]), &[401, 403, 503]),
        (
            r#"any(role = "admin", all(role = "editor", scope = "posts:write"))"#,
            json!([{ "bearer": [] }, { "bearer": ["posts:write"] }]),
            &[401, 403, 503],
        ),
        (
            r#"scope = "a" | "b", scope = "c""#,
            json!([{ "bearer": ["a", "c"] }, { "bearer": ["b", "c"] }]),
            &[401, 403, 503],
        ),
        (
            r#"any(ip = "10.0.0.0/8", scope = "a")"#,
            json!([{ "bearer": ["a"] }, {}]),
            &[401, 403, 503],
        ),
        (r#"ip = "10.0.0.0/8", scope = "a""#, json!([{ "bearer": ["a"] }]), &[401, 403, 503]),
        ("path.id == subject", json!([{ "bearer": [] }]), &[401, 403, 503]),
        ("check(is_author(&post))", json!([{ "bearer": [] }]), &[401, 403, 503]),
    ] {
        let expected = (security, statuses.to_vec());
        assert_eq!(described(&[read(rule)], &schemes(), "3.1.0"), expected, "{rule}");
    }
}

#[test]
fn stacked_attributes_multiply() {
    let (public, admin) = (Access::public("x"), read(r#"role = "admin""#));
    let (first, second) = (read(r#"scope = "a" | "b""#), read(r#"scope = "b" | "c""#));
    let (watched, concealed) = (second.report_only(), second.concealed());
    for (access, security, statuses) in [
        (&[public][..], json!([]), &[][..]),
        (&[public, admin], json!([{ "bearer": [] }]), &[401, 403, 503]),
        (&[admin.report_only()], json!([{ "bearer": [] }, {}]), &[]),
        (
            &[first, second],
            json!([
                { "bearer": ["a", "b"] }, { "bearer": ["a", "c"] }, { "bearer": ["b"] },
                { "bearer": ["b", "c"] },
            ]),
            &[401, 403, 503],
        ),
        (
            &[admin, watched],
            json!([{ "bearer": ["b"] }, { "bearer": ["c"] }, { "bearer": [] }]),
            &[401, 403, 503],
        ),
        (&[concealed], json!([{ "bearer": ["b"] }, { "bearer": ["c"] }]), &[404]),
        (
            &[admin, concealed],
            json!([{ "bearer": ["b"] }, { "bearer": ["c"] }]),
            &[401, 403, 404, 503],
        ),
    ] {
        assert_eq!(described(access, &schemes(), "3.1.0"), (security, statuses.to_vec()));
    }
}

#[test]
fn route_that_rejects_all_is_not_public() {
    for rule in [Rule::never(), Rule::all(&[]), Rule::any(&[])] {
        let access = [Access::required(rule), Access::public("x")];
        let (security, _) = described(&access, &schemes(), "3.1.0");
        assert_eq!(security, json!([{ "bearer": [] }]), "{rule}");
    }
}

#[test]
fn long_rule_is_described_without_scopes() {
    let pair = |number| read(&format!(r#"any(scope = "a{number}", scope = "b{number}")"#));
    let rules: Vec<Access> = (0..7).map(pair).collect();
    let alternatives = |count| Description::of(&rules[..count]).alternatives;
    assert_eq!(alternatives(6).len(), 64);
    assert!(alternatives(6).iter().all(|way| way.scopes.len() == 6));
    assert_eq!(alternatives(7), Description::of(&[read("authenticated")]).alternatives);
    let watched = [rules.as_slice(), &[read("authenticated")]].concat();
    let watched: Vec<_> = watched.iter().map(|access| access.report_only()).collect();
    assert!(Description::of(&watched).alternatives.contains(&<_>::default()));
}

#[test]
fn each_scheme_is_an_alternative() {
    let schemes = json!({
        "key": { "type": "apiKey", "in": "header", "name": "x-api-key" },
        "oidc": { "type": "openIdConnect", "openIdConnectUrl": "https://issuer.example" },
    });
    let access = [read(r#"any(scope = "a", scope = "b")"#)];
    assert_eq!(
        described(&access, &schemes, "3.1.1").0,
        json!([{ "key": ["a"] }, { "oidc": ["a"] }, { "key": ["b"] }, { "oidc": ["b"] }])
    );
    assert_eq!(
        described(&access, &schemes, "3.0.3").0,
        json!([{ "key": [] }, { "oidc": ["a"] }, { "oidc": ["b"] }])
    );
}

#[test]
fn routes_and_operations_meet_by_method_and_path() {
    let report = Report::from_iter([
        route("GET", "/users/:id", read(r#"scope = "get""#)),
        route("ANY", "/users/<id>", read(r#"scope = "any""#)),
        route("POST", "/users", read(r#"scope = "post""#)),
        route("GET", "/secret", read(r#"scope = "x""#).concealed()),
        route("ANY", "/{*path}", Access::public("x")),
    ]);
    let operations = [
        ("get", "/users/{user_id}"),
        ("head", "/users/{user_id}"),
        ("patch", "/users/{user_id}"),
        ("post", "/users"),
    ];
    let secured = report.secure_openapi(document(&operations), &schemes()).unwrap();
    for ((method, path), scope) in operations.iter().zip(["get", "get", "any", "post"]) {
        assert_eq!(secured["paths"][path][method]["security"], json!([{ "bearer": [scope] }]));
    }
    assert_eq!(secured["components"]["securitySchemes"], schemes());
    // A document that is complete stays the same.
    assert_eq!(report.secure_openapi(secured.clone(), &schemes()).unwrap(), secured);
}

#[test]
fn each_difference_is_listed() {
    let report = Report::from_iter([
        Route::new("GET", "/bare", "", []),
        route("GET", "/only/report", Access::public("x")),
        route("GET", "/own", read("authenticated")),
        route("GET", "/twice/{a}", Access::public("x")),
        route("GET", "/twice/{b}", read("authenticated")),
    ]);
    let mut document = document(&[
        ("get", "/bare"),
        ("post", "/only/report"),
        ("get", "/own"),
        ("get", "/twice/{id}"),
    ]);
    document["paths"]["/own"]["get"]["security"] = json!([]);
    document["components"]["securitySchemes"]["bearer"] = json!({ "type": "mutualTLS" });
    let error = report.secure_openapi(document, &schemes()).unwrap_err();
    assert_eq!(error.problems().len(), 6);
    assert_eq!(
        error.to_string(),
        "the report does not fit the OpenAPI document:
- `GET /bare` has no attribute: write `#[require(…)]` or `#[public(\"reason\")]`
- `POST /only/report` is in the document only: add its route to the report
- `GET /own` has another `security`: remove it
- `GET /twice/{id}` has several routes in the report: leave one of them
- `GET /only/report` is in the report only: document it, or leave it out there
- the document has another security scheme `bearer`"
    );
}

#[test]
fn other_values_are_no_documents() {
    let report = Report::from_iter([route("GET", "/", Access::public("x"))]);
    for (document, schemes) in [
        (json!({ "swagger": "2.0", "paths": {} }), schemes()),
        (json!({ "openapi": "3.1.0" }), schemes()),
        (json!({ "openapi": "3.1.0", "paths": { "/": { "get": 1 } } }), schemes()),
        (json!([]), schemes()),
        (document(&[("get", "/")]), json!({})),
        (document(&[("get", "/")]), json!("bearer")),
    ] {
        let error = report.secure_openapi(document, &schemes).unwrap_err();
        assert!(error.to_string().contains("expected an OpenAPI 3 document"), "{error}");
    }
}

#[test]
fn responses_of_the_document_stay() {
    let report = Report::from_iter([route("GET", "/", read(r#"role = "admin""#))]);
    let mut document = document(&[("get", "/")]);
    document["paths"]["/"]["get"]["responses"]["403"] = json!({ "description": "own" });
    document["components"]["responses"]["Unauthorized"] = json!({ "description": "shared" });
    let document = report.secure_openapi(document, &schemes()).unwrap();
    let responses = &document["paths"]["/"]["get"]["responses"];
    assert_eq!(responses["403"]["description"], "own");
    assert_eq!(responses["401"]["$ref"], "#/components/responses/Unauthorized");
    let shared = &document["components"]["responses"];
    assert_eq!(shared["Unauthorized"]["description"], "shared");
    let unavailable = &shared["ServiceUnavailable"];
    assert_eq!(unavailable["headers"]["Retry-After"]["required"], true);
    let problem = &unavailable["content"]["application/problem+json"]["schema"];
    assert_eq!(problem["required"], json!(["type", "title", "status"]));
}
