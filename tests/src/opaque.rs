//! Opaque tokens of the decision tables, and an issuer that introspects them without a network.
//!
//! A token is the name of its caller. Some other tokens stand for other responses: see [`Issuer`].

use auth_core::http::{Request, Response, StatusCode};
use auth_core::http_client::{Fetching, HttpClient, Limits};
use auth_core::introspection::Introspection;
use auth_core::jwt::{Jwt, Key};
use serde_json::{Value, json};

use crate::callers::CallerBook;

const ISSUER: &str = "https://issuer.example";
/// The secret of the service at the issuer, which no log may show.
pub(crate) const SECRET: &str = "hidden-secret";

/// Returns an authenticator for opaque tokens.
pub(crate) fn introspection(book: &CallerBook) -> Introspection {
    Introspection::builder(ISSUER)
        .endpoint("https://issuer.example/introspect")
        .client_post("api", SECRET)
        .audience("api")
        .http_client(Issuer(book.clone()))
        .build()
        .unwrap()
}

/// Returns an authenticator for the JWTs of the same issuer.
pub(crate) fn jwt() -> Jwt {
    let key = Key::hs256(b"test data: thirty-two bytes long!").unwrap();
    Jwt::builder().issuer(ISSUER).audience("api").key(key).build().unwrap()
}

/// An issuer. The end of a token after `admin-` is the difference from the token `admin`.
#[derive(Debug)]
struct Issuer(CallerBook);

impl Issuer {
    /// Returns the status, the body and `Retry-After` of the response about a token.
    fn response(&self, token: &str) -> (u16, Value, Option<&'static str>) {
        let (name, difference) = token.split_once('-').unwrap_or((token, ""));
        let Ok(identity) = self.0.look_up(name) else {
            return (200, json!({"active": false}), None);
        };
        let mut claims = json!({
            "active": true,
            "sub": identity.subject(),
            "aud": "api",
            "roles": identity.roles().collect::<Vec<_>>(),
        });
        let (name, value) = match difference {
            "expired" => ("exp", json!(999_000)),
            "foreign" => ("iss", json!("https://other.example")),
            "misdirected" => ("aud", json!("other")),
            "bound" => ("token_type", json!("DPoP")),
            "odd" => ("active", json!("true")),
            "outage" => return (503, Value::Null, Some("7")),
            "unsupported" => return (400, json!({"error": "unsupported_token_type"}), None),
            "wrong" => return (401, json!({"error": "invalid_client"}), None),
            _ => return (200, claims, None),
        };
        claims[name] = value;
        (200, claims, None)
    }
}

impl HttpClient for Issuer {
    fn send<'a>(&'a self, request: Request<Vec<u8>>, _limits: &'a Limits) -> Fetching<'a> {
        let form = std::str::from_utf8(request.body()).unwrap();
        let token = form.strip_prefix("token=").unwrap().split('&').next().unwrap();
        assert!(!token.starts_with("ey"), "no JWT is sent to the endpoint");
        let (status, body, retry_after) = self.response(token);
        Box::pin(async move {
            tokio::task::yield_now().await;
            let mut response = Response::new(body.to_string().into_bytes());
            *response.status_mut() = StatusCode::from_u16(status)?;
            if let Some(seconds) = retry_after {
                response.headers_mut().insert("retry-after", seconds.parse()?);
            }
            Ok(response)
        })
    }
}
