//! The place of the metadata, and its document.

use http::HeaderName;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE,
};
use serde_json::json;

use super::*;

fn metadata(identifier: &str) -> ResourceMetadata {
    let issuers = ["https://login.example"];
    ProtectedResource::new(identifier).unwrap().metadata(issuers.into_iter()).unwrap()
}

fn parsed(metadata: &ResourceMetadata) -> Value {
    serde_json::from_str(metadata.response().body()).unwrap()
}

#[test]
fn s32_path_of_the_resource_is_inserted() {
    let rows = [
        ("https://api.example", "https://api.example/.well-known/oauth-protected-resource"),
        ("https://api.example/", "https://api.example/.well-known/oauth-protected-resource"),
        (
            "https://api.example:8443/mcp",
            "https://api.example:8443/.well-known/oauth-protected-resource/mcp",
        ),
        (
            "https://api.example/a/mcp/",
            "https://api.example/.well-known/oauth-protected-resource/a/mcp/",
        ),
        (
            "https://api.example/mcp?tenant=a/b?c",
            "https://api.example/.well-known/oauth-protected-resource/mcp?tenant=a/b?c",
        ),
        ("https://api.example/?a", "https://api.example/.well-known/oauth-protected-resource?a"),
        ("https://api.example?a", "https://api.example/.well-known/oauth-protected-resource?a"),
        ("http://[::1]:80/x", "http://[::1]:80/.well-known/oauth-protected-resource/x"),
        ("HTTPS://API.example/X", "HTTPS://API.example/.well-known/oauth-protected-resource/X"),
    ];
    for (identifier, expected) in rows {
        let metadata = metadata(identifier);
        assert_eq!(metadata.url(), expected, "{identifier}");
        let path: http::Uri = expected.parse().unwrap();
        assert_eq!(metadata.path(), path.path(), "{identifier}");
        assert_eq!(parsed(&metadata)["resource"], identifier);
    }
}

#[test]
fn s32_resources_of_one_host_do_not_collide() {
    let (one, other) = (metadata("https://api.example/a"), metadata("https://api.example/b"));
    assert_ne!(one.path(), other.path());
    assert_ne!(one.response().body(), other.response().body());
}

#[test]
fn s32_identifier_without_a_safe_place_is_rejected() {
    for identifier in [
        "",
        "api.example",
        "http://api.example/mcp",
        "https://api.example/mcp#tools",
        "https://user@api.example/mcp",
        "https://api.example/a/../b",
        "https://api.example/.",
        "https://api.example/{id}",
        "https://api.example/:id",
        "https://api.example/*",
        "https://api.example/<id>",
        "https://api.example/a%2Fb",
        "https://api.example/\u{e9}",
        "https://api.example/mcp?a=\"",
    ] {
        let error = ProtectedResource::new(identifier).unwrap_err().to_string();
        assert!(error.contains(&format!("`{}`", identifier.escape_debug())), "{error}");
    }
}

#[test]
fn s32_document_has_no_empty_member() {
    let expected = json!({
        "resource": "https://api.example/mcp",
        "authorization_servers": ["https://login.example"],
        "bearer_methods_supported": ["header"],
    });
    assert_eq!(parsed(&metadata("https://api.example/mcp")), expected);
}

#[test]
fn s32_document_has_the_configured_members() {
    let resource = ProtectedResource::new("https://api.example").unwrap();
    let resource = resource
        .authorization_server("https://a.example/x")
        .unwrap()
        .authorization_server("https://b.example")
        .unwrap()
        .scopes(["read", "write"])
        .name("\"A\" \u{e9}")
        .documentation("https://docs.example/#a");
    let metadata = resource.metadata(["https://login.example"].into_iter()).unwrap();
    let expected = json!({
        "resource": "https://api.example",
        "authorization_servers": ["https://a.example/x", "https://b.example"],
        "bearer_methods_supported": ["header"],
        "scopes_supported": ["read", "write"],
        "resource_name": "\"A\" \u{e9}",
        "resource_documentation": "https://docs.example/#a",
    });
    assert_eq!(parsed(&metadata), expected);
}

#[test]
fn s32_servers_are_the_issuers_that_are_urls() {
    let of = |issuers: &[&'static str]| {
        let resource = ProtectedResource::new("https://api.example").unwrap();
        let metadata = resource.metadata(issuers.iter().copied())?;
        Some(parsed(&metadata)["authorization_servers"].clone())
    };
    let issuers = ["https://a.example/", "sessions", "http://b.example", "https://a.example/"];
    assert_eq!(of(&issuers), Some(json!(["https://a.example/"])));
    assert_eq!(of(&["sessions"]), None);
    for issuer in ["sessions", "https://a.example?b", "https://a.example#b"] {
        let resource = ProtectedResource::new("https://api.example").unwrap();
        assert!(resource.authorization_server(issuer).is_err(), "{issuer}");
    }
}

#[test]
fn s32_response_is_public_json_for_each_origin() {
    let response = metadata("https://api.example").response();
    assert_eq!(response.status(), 200);
    let header = |name: HeaderName| response.headers()[name].to_str().unwrap();
    assert_eq!(header(CONTENT_TYPE), "application/json");
    assert_eq!(header(CACHE_CONTROL), "max-age=3600");
    assert_eq!(header(ACCESS_CONTROL_ALLOW_ORIGIN), "*");
    assert_eq!(header(ACCESS_CONTROL_ALLOW_HEADERS), "*");
}
