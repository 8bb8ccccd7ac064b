//! Login at an OpenID provider: the code flow with PKCE.
//!
//! The crate `openidconnect` makes the requests and verifies the ID token and its nonce.

use std::error::Error;
use std::sync::Arc;

use auth_core::public;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Redirect;
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    RequestTokenError, TokenResponse as _,
};
use serde::{Deserialize, Serialize};

use crate::http::Http;
use crate::login::{AuthSession, Target, unavailable};

/// The name of the waiting login in a session.
const PENDING: &str = "login at the provider";
/// The path that the provider redirects browsers to.
pub(crate) const CALLBACK: &str = "/login/callback";

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// A provider, at which the application is registered.
#[derive(Clone, Debug)]
pub struct Provider {
    issuer: IssuerUrl,
    id: ClientId,
    secret: ClientSecret,
    callback: RedirectUrl,
    http: Http,
}

/// A login that waits for the provider. It stays in the session.
#[derive(Deserialize, Serialize)]
struct Pending {
    state: CsrfToken,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
    return_to: String,
}

/// The answer of the provider, in the query of the callback.
#[derive(Deserialize)]
pub(crate) struct Answer {
    state: String,
    iss: Option<String>,
    /// Missing if the user or the provider declined.
    code: Option<String>,
}

impl Provider {
    /// Describes a provider: its issuer, the client id and secret, and the URL of the application.
    ///
    /// # Errors
    ///
    /// If a URL is invalid.
    pub fn new(issuer: &str, id: &str, secret: &str, app: &str) -> Result<Self, Box<dyn Error>> {
        Ok(Self {
            issuer: IssuerUrl::new(issuer.to_owned())?,
            id: ClientId::new(id.to_owned()),
            secret: ClientSecret::new(secret.to_owned()),
            callback: RedirectUrl::new(format!("{app}{CALLBACK}"))?,
            http: Http::new()?,
        })
    }

    /// Returns a client with the current endpoints and keys of the provider.
    async fn client(&self) -> Result<Client, StatusCode> {
        let metadata = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http)
            .await
            .map_err(unavailable)?;
        let (id, secret) = (self.id.clone(), self.secret.clone());
        Ok(CoreClient::from_provider_metadata(metadata, id, Some(secret))
            .set_redirect_uri(self.callback.clone()))
    }

    /// Returns the subject of the ID token.
    async fn subject(&self, pending: Pending, code: String) -> Result<String, StatusCode> {
        let client = self.client().await?;
        let tokens = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(unavailable)?
            .set_pkce_verifier(pending.verifier)
            .request_async(&self.http)
            .await
            .map_err(|error| match error {
                RequestTokenError::ServerResponse(_) => StatusCode::FORBIDDEN,
                _ => StatusCode::SERVICE_UNAVAILABLE,
            })?;
        let token = tokens.id_token().ok_or(StatusCode::FORBIDDEN)?;
        let claims = token
            .claims(&client.id_token_verifier(), &pending.nonce)
            .map_err(|_| StatusCode::FORBIDDEN)?;
        Ok(claims.subject().to_string())
    }
}

/// Sends the browser to the provider.
#[public("the provider logs the user in")]
pub(crate) async fn start(
    session: AuthSession,
    State(provider): State<Option<Arc<Provider>>>,
    Query(target): Query<Target>,
) -> Result<Redirect, StatusCode> {
    let client = provider.ok_or(StatusCode::NOT_FOUND)?.client().await?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow = CoreAuthenticationFlow::AuthorizationCode;
    let (url, state, nonce) = client
        .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
        .set_pkce_challenge(challenge)
        .url();
    let return_to = target.path().to_owned();
    let pending = Pending { state, nonce, verifier, return_to };
    session.session.insert(PENDING, pending).await.map_err(unavailable)?;
    Ok(Redirect::to(url.as_str()))
}

/// Receives the browser from the provider, and logs in.
#[public("`state` belongs to the session that started the login")]
pub(crate) async fn finish(
    mut session: AuthSession,
    State(provider): State<Option<Arc<Provider>>>,
    Query(answer): Query<Answer>,
) -> Result<Redirect, StatusCode> {
    let provider = provider.ok_or(StatusCode::NOT_FOUND)?;
    // Each login is finished once at most.
    let pending: Option<Pending> = session.session.remove(PENDING).await.map_err(unavailable)?;
    let pending = pending.ok_or(StatusCode::FORBIDDEN)?;
    // SECURITY: `state` stops a link that logs a victim in as the attacker (RFC 6749 §10.12). `iss`
    // stops the answer of another provider (RFC 9207 §2.4).
    if answer.state != *pending.state.secret() || answer.iss.as_ref() != Some(&*provider.issuer) {
        return Err(StatusCode::FORBIDDEN);
    }
    let code = answer.code.ok_or(StatusCode::FORBIDDEN)?;
    let return_to = pending.return_to.clone();
    let subject = provider.subject(pending, code).await?;
    let user = session.backend.of_provider(&subject);
    session.login(&user).await.map_err(unavailable)?;
    Ok(Redirect::to(&return_to))
}
