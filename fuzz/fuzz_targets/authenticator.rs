//! Tokens, from the header to the guard. An allowed request has a signed token with all required
//! claims. A rejected request gets one challenge, equal for a repeated request, without its input.
#![no_main]

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::pin::pin;
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};

use auth_core::jwt::{Jwt, Key};
use auth_core::{Auth, Policy};
use auth_core::policy::Rule;
use auth_core::time::Timestamp;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderValue, Request, Response};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use tower_layer::Layer;
use tower_service::Service;

const AUDIENCE: &str = "https://api.example";
const ISSUER: &str = "https://issuer.example";
const NOW: i64 = 1_800_000_000;
const OURS: &[u8] = b"test data: thirty-two bytes long!";
const THEIRS: &[u8] = b"test data: another one, not ours!";

struct Known;

impl Policy for Known {
    const RULE: Rule = Rule::authenticated();
}

#[derive(Clone)]
struct Guarded;

impl Service<Request<()>> for Guarded {
    type Response = Response<String>;
    type Error = Infallible;
    type Future = Ready<Result<Response<String>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<()>) -> Self::Future {
        let (parts, ()) = request.into_parts();
        let decided = now(auth_core::adapters::tower::guard::<Known>(&parts));
        ready(Ok(decided.map_or_else(auth_core::Rejection::into_response, |_| Response::new("in".to_owned()))))
    }
}

fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("nothing waits here"),
    }
}

static AUTH: LazyLock<Auth> = LazyLock::new(|| {
    let jwt = Jwt::builder()
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .key(Key::hs256(OURS).expect("long enough"))
        .roles("/realm_access/roles")
        .cache_capacity(64)
        .build()
        .expect("complete");
    Auth::builder().authenticator(jwt).clock(|| Timestamp::from_secs(NOW)).build().expect("one authenticator")
});

fn send(field: &HeaderValue) -> (u16, String) {
    let mut request = Request::new(());
    request.headers_mut().append("authorization", field.clone());
    let response = now(AUTH.layer(Guarded).call(request)).expect("infallible");
    let challenges = response.headers().get_all("www-authenticate").iter().count();
    assert_eq!(challenges, usize::from(response.status() != 200));
    (response.status().as_u16(), format!("{:?} {}", response.headers(), response.body()))
}

fn sign(secret: &[u8], header: &[u8], claims: &[u8]) -> String {
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let signature = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// Returns whether a plain JSON parser finds the required claims in an accepted token.
fn says_what_is_required(header: &[u8], claims: &[u8]) -> bool {
    let (Ok(header), Ok(claims)) = (serde_json::from_slice::<Value>(header), serde_json::from_slice::<Value>(claims))
    else {
        return false;
    };
    let audiences = |found: &Value| found == AUDIENCE || found.as_array().is_some_and(|list| list.iter().any(|one| one == AUDIENCE));
    let refused = ["b64", "crit", "cty", "enc"].iter().any(|name| header.get(name).is_some())
        || ["cnf", "events", "nonce", "at_hash", "c_hash", "s_hash"].iter().any(|name| claims.get(name).is_some());
    !refused
        && header["alg"] == "HS256"
        && claims["iss"] == ISSUER
        && audiences(&claims["aud"])
        && claims["sub"].as_str().is_some_and(|subject| !subject.is_empty())
        && claims["exp"].as_f64().is_some_and(|end| end > (NOW - 60) as f64)
        && claims.get("nbf").is_none_or(|start| start.as_f64().is_some_and(|start| start <= (NOW + 60) as f64))
}

fuzz_target!(|input: (u8, Vec<u8>, Vec<u8>)| {
    let (way, header, claims) = input;
    // Header and claims unchanged, or behind the required members, so that they are parsed.
    let complete = format!(r#"{{"iss":"{ISSUER}","aud":"{AUDIENCE}","sub":"ada","exp":{},"#, NOW + 600);
    let (header, claims) = match way & 0b11 {
        0 => (header, claims),
        1 => (br#"{"alg":"HS256"}"#.to_vec(), claims),
        2 => (header, [&complete.as_bytes()[..complete.len() - 1], b"}"].concat()),
        _ => (br#"{"alg":"HS256"}"#.to_vec(), [complete.as_bytes(), claims.as_slice()].concat()),
    };
    let (token, is_ours) = match way >> 2 & 0b11 {
        0 => (String::from_utf8_lossy(&claims).into_owned(), false),
        1 => (sign(THEIRS, &header, &claims), false),
        _ => (sign(OURS, &header, &claims), true),
    };
    let Ok(field) = HeaderValue::from_bytes(format!("Bearer {token}").as_bytes()) else { return };
    let first = send(&field);
    assert_eq!(first, send(&field), "the second time, another answer");
    match first.0 {
        200 => assert!(is_ours && says_what_is_required(&header, &claims), "{token}"),
        status => {
            assert_eq!(status, 401);
            let told = token.split('.').any(|segment| segment.len() >= 16 && first.1.contains(segment));
            assert!(!told || !is_ours, "{}", first.1);
        }
    }
});
