//! An issuer's endpoint for tokens.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

/// The address of an issuer.
#[derive(Clone, Debug)]
pub struct Issuer {
    /// The value of `iss` in its tokens.
    pub url: String,
    /// The URL that tokens are requested from.
    pub token_endpoint: String,
}

impl Issuer {
    /// Requests a token for the client itself.
    pub async fn service_token(&self, scope: &str, audience: &str) -> String {
        let form = format!("grant_type=client_credentials&scope={scope}&resource={audience}");
        self.token(form).await["access_token"].as_str().unwrap().to_owned()
    }

    /// Requests an access token and an ID token for a user.
    pub async fn log_in(&self, username: &str, password: &str) -> (String, String) {
        let scope = "openid posts:read";
        let form =
            format!("grant_type=password&username={username}&password={password}&scope={scope}");
        let response = self.token(form).await;
        let token = |name: &str| response[name].as_str().unwrap().to_owned();
        (token("access_token"), token("id_token"))
    }

    async fn token(&self, form: String) -> Value {
        let request = Request::post(&self.token_endpoint)
            .header(AUTHORIZATION, format!("Basic {}", STANDARD.encode("service:service-secret")))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form)
            .unwrap();
        json(request).await
    }
}

/// Sends a request over a connection of its own and returns the JSON of the response.
pub async fn json(request: Request<String>) -> Value {
    let (mut parts, body) = request.into_parts();
    let authority = parts.uri.authority().unwrap().to_string();
    parts.headers.insert(HOST, authority.parse().unwrap());
    parts.uri = parts.uri.path_and_query().unwrap().as_str().parse().unwrap();
    let stream = TcpStream::connect(&authority).await.unwrap();
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let response = sender.send_request(Request::from_parts(parts, body)).await.unwrap();
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(status, StatusCode::OK, "{}", String::from_utf8_lossy(&body));
    serde_json::from_slice(&body).unwrap()
}

/// Returns the header and the claims of a token, unverified.
pub fn decode(token: &str) -> (Value, Value) {
    let mut segments = token.split('.').map(|segment| URL_SAFE_NO_PAD.decode(segment).unwrap());
    let mut next = || serde_json::from_slice(&segments.next().unwrap()).unwrap();
    (next(), next())
}
