//! An issuer's endpoint for tokens.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use crate::OPAQUE_AUDIENCE;

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

    /// Requests an opaque access token and a refresh token for a user.
    pub async fn log_in_opaque(&self, username: &str, password: &str) -> (String, String) {
        let form = format!(
            "grant_type=password&username={username}&password={password}&resource={OPAQUE_AUDIENCE}"
        );
        let response = self.token(form).await;
        let token = |name: &str| response[name].as_str().unwrap().to_owned();
        (token("access_token"), token("refresh_token"))
    }

    /// Revokes a token of oidc-provider.
    pub async fn revoke(&self, token: &str) {
        let url = format!("{}/token/revocation", self.url);
        send(as_service(&url, format!("token={token}"))).await;
    }

    async fn token(&self, form: String) -> Value {
        json(as_service(&self.token_endpoint, form)).await
    }
}

/// Returns a request with a form, and with the credentials of the client.
pub fn as_service(url: &str, form: String) -> Request<String> {
    Request::post(url)
        .header(AUTHORIZATION, format!("Basic {}", STANDARD.encode("service:service-secret")))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(form)
        .unwrap()
}

/// Sends a request over a connection of its own and returns the JSON of the response.
pub async fn json(request: Request<String>) -> Value {
    serde_json::from_slice(&send(request).await).unwrap()
}

/// Sends a request over a connection of its own and returns the body of the response.
pub async fn send(request: Request<String>) -> Vec<u8> {
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
    body.to_vec()
}

/// Returns the header and the claims of a token, unverified.
pub fn decode(token: &str) -> (Value, Value) {
    let mut segments = token.split('.').map(|segment| URL_SAFE_NO_PAD.decode(segment).unwrap());
    let mut next = || serde_json::from_slice(&segments.next().unwrap()).unwrap();
    (next(), next())
}
