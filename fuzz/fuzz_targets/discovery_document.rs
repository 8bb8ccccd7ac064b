//! Metadata of an issuer: keys are fetched from the `jwks_uri` of strict metadata of the issuer
//! only, and a simple reader agrees with the URL.
#![no_main]

use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, LazyLock, Mutex};

use auth_core::http::{Request, Response, Uri};
use auth_core::http_client::{Fetching, HttpClient, Limits};
use auth_core::jwt::Jwt;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

const ISSUERS: [&str; 2] = ["https://issuer.example/a", "http://127.0.0.1:8080"];

const METADATA: [&str; 5] = [
    "https://issuer.example/a/.well-known/openid-configuration",
    "https://issuer.example/.well-known/oauth-authorization-server/a",
    "https://issuer.example/.well-known/openid-configuration/a",
    "http://127.0.0.1:8080/.well-known/openid-configuration",
    "http://127.0.0.1:8080/.well-known/oauth-authorization-server",
];

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_time().build().expect("a runtime"));

/// A client that has the metadata, and the keys under each other URL.
#[derive(Debug)]
struct Documents {
    metadata: String,
    /// The URLs of fetched keys.
    keys: Mutex<Vec<Uri>>,
}

impl HttpClient for Documents {
    fn send<'a>(&'a self, request: Request<Vec<u8>>, _: &'a Limits) -> Fetching<'a> {
        let url = request.uri();
        let is_metadata = METADATA.contains(&&*url.to_string());
        let text = if is_metadata { self.metadata.clone() } else { r#"{"keys": []}"#.to_owned() };
        if !is_metadata {
            self.keys.lock().expect("no panic").push(url.clone());
        }
        Box::pin(async { Ok(Response::new(text.into_bytes())) })
    }
}

/// The starts of URLs, which random texts seldom have.
const STARTS: [&str; 6] = ["https://", "http://127.0.0.1", "http://", "HTTPS://a", "ftp://a", ""];

/// Asserts that good metadata leads to its keys: else the target would prove little.
fn check_good_metadata() {
    for issuer in ISSUERS {
        let metadata = json!({"issuer": issuer, "jwks_uri": "https://keys.example/a?b"});
        let found = fetched(issuer, &metadata.to_string());
        assert_eq!(found.as_deref(), Some("https://keys.example/a?b"), "{issuer}");
    }
}

fuzz_target!(init: check_good_metadata(), |input: (bool, bool, u8, &str, &str, &str)| {
    let (is_plain, is_raw, start, rest, other, text) = input;
    let issuer = ISSUERS[usize::from(is_plain)];
    let jwks_uri = format!("{}{rest}", STARTS[usize::from(start) % STARTS.len()]);
    let metadata = if is_raw {
        text.to_owned()
    } else {
        // The issuer, a URL, another member, and any text after it.
        let mut document =
            json!({"issuer": issuer, "jwks_uri": jwks_uri, other: null}).to_string();
        document.truncate(document.len() - 1);
        document + text + "}"
    };
    let found = fetched(issuer, &metadata);
    let value = serde_json::from_str::<Value>(&metadata).ok();
    let expected = value.as_ref().and_then(|value| simple(value, issuer));
    // Duplicates and other text that two readers could understand in two ways are rejected.
    assert!(found.is_none() || found == expected, "{metadata}: {found:?}, {expected:?}");
    if let (Some(value), Some(expected)) = (value, expected)
        && is_simple(&expected)
    {
        let text = value.to_string();
        // Deep nesting is rejected, and so are names with a meaning for `serde_json` itself.
        if text.matches(['{', '[']).count() <= 64 && !text.contains("$serde_json") {
            assert_eq!(fetched(issuer, &text), Some(expected), "{metadata}");
        }
    }
});

/// Returns the URL from which the keys are fetched.
fn fetched(issuer: &str, metadata: &str) -> Option<String> {
    let documents =
        Arc::new(Documents { metadata: metadata.to_owned(), keys: Mutex::default() });
    let jwt = Jwt::builder()
        .discover(issuer)
        .audience("api")
        .cache_capacity(0)
        .http_client(Arc::clone(&documents))
        .build()
        .expect("a valid configuration");
    // A set without keys is an error.
    RUNTIME.block_on(jwt.ready()).expect_err("no keys");
    let keys = documents.keys.lock().expect("no panic");
    assert!(keys.len() <= 1, "{metadata}: {keys:?}");
    keys.first().map(|url| url.to_string().to_ascii_lowercase())
}

/// Returns the URL that the metadata of `issuer` names, if it is encrypted or on this machine.
fn simple(metadata: &Value, issuer: &str) -> Option<String> {
    let (found, url) = (metadata["issuer"].as_str()?, metadata["jwks_uri"].as_str()?);
    let url = url.to_ascii_lowercase();
    let (scheme, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, target) = rest.split_at(end);
    let may_be_plain = issuer == ISSUERS[1] && is_loopback(authority);
    let is_allowed = scheme == "https" || (scheme == "http" && may_be_plain);
    if found != issuer || !is_allowed || authority.contains('@') || url.contains('#') {
        return None;
    }
    let slash = if target.starts_with('/') { "" } else { "/" };
    let url = format!("{scheme}://{authority}{slash}{target}");
    (!METADATA.contains(&&*url)).then_some(url)
}

fn is_loopback(authority: &str) -> bool {
    let bracketed = authority.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    if let Some((host, _)) = bracketed {
        return host.parse() == Ok(Ipv6Addr::LOCALHOST);
    }
    let host = authority.split(':').next().unwrap_or_default();
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// Returns `true` if each URL reader understands the URL in the same way.
fn is_simple(url: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"./-".contains(&byte);
    let rest = url.strip_prefix("https://").unwrap_or(url);
    !rest.starts_with('/') && rest.bytes().all(is_plain)
}
