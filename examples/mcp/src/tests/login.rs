//! A client of rmcp that knows only the URL of the server: from the 401 to the metadata, to the
//! login at a real provider, and to the tools. `.ci/interop` runs it.

use std::collections::BTreeMap;

use auth_core::resource::ProtectedResource;
use auth_core::{Auth, jwt::Jwt};
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use rmcp::ServiceExt as _;
use rmcp::model::CallToolRequestParams;
use rmcp::service::{RoleClient, RunningService};
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::auth::{AuthClient, AuthorizationRequest, OAuthState, WWWAuthenticateParams};
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::Outcome;
use crate::notes::router;

/// The address to which the provider sends the user back.
const REDIRECT: &str = "http://127.0.0.1/callback";

/// Starts a server whose users belong to `issuer`, and returns its URL.
async fn start(issuer: &str) -> Outcome<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/mcp", listener.local_addr()?);
    let jwt = Jwt::builder().discover(issuer).audience(&*url).build()?;
    let resource = ProtectedResource::new(&*url)?.scopes(["notes:read", "notes:write"]);
    let auth = Auth::builder().authenticator(jwt).protected_resource(resource).build()?;
    tokio::spawn(async move { axum::serve(listener, router(auth)).await });
    Ok(url)
}

/// A user's browser: it follows redirects and submits the forms of the provider.
struct Browser {
    client: Client,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    fn new() -> Outcome<Self> {
        let client = Client::builder().redirect(Policy::none()).no_proxy().build()?;
        Ok(Self { client, cookies: BTreeMap::new() })
    }

    /// Opens `url`, or submits `form` there.
    async fn send(&mut self, url: &Url, form: Option<&'static str>) -> Outcome<Response> {
        let cookies: Vec<_> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = match form {
            Some(form) => self
                .client
                .post(url.clone())
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form),
            None => self.client.get(url.clone()),
        };
        let response = request.header(COOKIE, cookies.join("; ")).send().await?;
        for cookie in response.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str()?.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').ok_or("no cookie")?;
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        Ok(response)
    }

    /// Logs in as Alice, consents, and returns the URL of the client with the code.
    async fn log_in(&mut self, url: &str) -> Outcome<String> {
        let mut url = Url::parse(url)?;
        let mut form = None;
        for _ in 0..12 {
            let response = self.send(&url, form.take()).await?;
            if let Some(location) = response.headers().get(LOCATION) {
                url = url.join(location.to_str()?)?;
                if url.as_str().starts_with(REDIRECT) {
                    return Ok(url.into());
                }
                continue;
            }
            let status = response.status();
            let page = response.text().await?;
            form = if page.contains(r#"value="login""#) {
                Some("prompt=login&login=alice&password=wonderland")
            } else if page.contains(r#"value="consent""#) {
                Some("prompt=consent")
            } else {
                return Err(format!("{status} {url}: {page}").into());
            };
        }
        Err("the login does not end".into())
    }
}

/// Logs in from a challenge, and returns a connected client with its token.
async fn log_in(
    url: &str,
    challenge: &str,
    scopes: &[&str],
) -> Outcome<(RunningService<RoleClient, ()>, String)> {
    let mut state = OAuthState::new(url, None).await?;
    let request = AuthorizationRequest::new(REDIRECT).with_challenge(challenge);
    state.start_authorization(request.with_scopes(scopes.iter().copied())).await?;
    let callback = Browser::new()?.log_in(&state.get_authorization_url().await?).await?;
    state.handle_callback_url(&callback).await?;
    let manager = state.into_authorization_manager().ok_or("not authorized")?;
    let token = manager.get_access_token().await?;
    let client = AuthClient::new(Client::builder().no_proxy().build()?, manager);
    let config = StreamableHttpClientTransportConfig::with_uri(url);
    let client = ().serve(StreamableHttpClientTransport::with_client(client, config)).await?;
    Ok((client, token))
}

/// Returns the claims of a token.
fn claims(token: &str) -> Outcome<Value> {
    let payload = token.split('.').nth(1).ok_or("no JWT")?;
    let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    Ok(serde_json::from_slice(&base64::Engine::decode(&engine, payload)?)?)
}

#[tokio::test]
async fn client_logs_in_from_the_challenge_alone() -> Outcome {
    let Some(provider) = interop::provider() else { return Ok(()) };
    let url = start(&provider.issuer().url).await?;
    let base = Url::parse(&url)?;
    let metadata = url.replace("/mcp", "/.well-known/oauth-protected-resource/mcp");

    // Without a token: 401, with the URL of the metadata.
    let stranger = ().serve(StreamableHttpClientTransport::from_uri(&*url)).await;
    let error = stranger.err().ok_or("a client without a token is connected")?;
    let challenge = error.auth_challenge().ok_or("no challenge")?;
    let parsed = WWWAuthenticateParams::parse(challenge, &base);
    assert_eq!(parsed.resource_metadata_url.as_ref().map(Url::as_str), Some(&*metadata));
    assert_eq!(parsed.error, None);

    // The client finds the provider, registers itself, and logs its user in.
    let (reader, token) = log_in(&url, challenge, &["notes:read"]).await?;
    let claims = claims(&token)?;
    assert_eq!((&claims["aud"], &claims["scope"]), (&json!(url), &json!("notes:read")));
    let list = reader.call_tool(CallToolRequestParams::new("list_notes")).await?;
    assert_eq!(list.structured_content, Some(json!({"notes": []})));

    // The tool needs another scope: 403, with the scope and the URL of the metadata.
    let add = || {
        let arguments = json!({"text": "Buy milk"}).as_object().cloned().unwrap_or_default();
        CallToolRequestParams::new("add_note").with_arguments(arguments)
    };
    let error = reader.call_tool(add()).await.err().ok_or("a reader adds")?;
    let challenge = error.auth_challenge().ok_or_else(|| format!("no challenge: {error}"))?;
    let parsed = WWWAuthenticateParams::parse(challenge, &base);
    assert!(parsed.is_insufficient_scope(), "{challenge}");
    assert_eq!(parsed.scope.as_deref(), Some("notes:write"));
    assert_eq!(parsed.resource_metadata_url.as_ref().map(Url::as_str), Some(&*metadata));

    // The user consents to that scope, and the call is repeated.
    let (writer, _) = log_in(&url, challenge, &["notes:read", "notes:write"]).await?;
    let added = writer.call_tool(add()).await?;
    assert_eq!(added.is_error, Some(false), "{added:?}");
    let list = writer.call_tool(CallToolRequestParams::new("list_notes")).await?;
    assert_eq!(list.structured_content, Some(json!({"notes": ["Buy milk"]})));
    Ok(())
}
