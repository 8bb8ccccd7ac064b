//! An application with logins of axum-login, and guards of auth-core.
#![cfg_attr(doctest, doc = include_str!("../../../docs/existing-logins.md"))]

pub mod accounts;
pub mod api;
pub mod provider;

mod http;
mod login;
mod socket;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;

use auth_core::authn::RequestAuthenticator;
use auth_core::basic::{Basic, PasswordHashes, StoredUser, hash_password};
use auth_core::time::Timestamp;
use auth_core::{Auth, Identity, jwt::Jwt};
use axum::Router;
use axum::middleware::map_request;
use axum_login::AuthManagerLayerBuilder;
use tower_sessions::cookie::{SameSite, time::Duration};
use tower_sessions::{Expiry, MemoryStore, SessionManagerLayer};

use crate::accounts::{Accounts, ISSUER};
use crate::login::AuthSession;
use crate::provider::Provider;

/// The name of the cookie. Browsers accept `__Host-` only from this host, over TLS.
pub const COOKIE: &str = "__Host-session";

/// The password of the scraper.
pub const SCRAPER_PASSWORD: &str = "scrape the metrics";

/// Returns the authenticator of the logins that axum-login keeps.
fn logins() -> RequestAuthenticator {
    RequestAuthenticator::new(ISSUER, |request| {
        let session = request.extensions().get::<AuthSession>().cloned();
        async move {
            let Some(session) = session else { return Err("no axum-login outside".into()) };
            let Some(user) = session.user else { return Ok(None) };
            let end = session.session.expiry_date().unix_timestamp();
            let identity = user.identity(Timestamp::from_secs(end))?;
            Ok::<_, Box<dyn Error + Send + Sync>>(Some(identity))
        }
    })
}

/// Returns the application.
///
/// # Errors
///
/// If the configuration is invalid.
pub fn app(
    accounts: Accounts,
    provider: Option<Provider>,
    tokens: Jwt,
    same_site: SameSite,
) -> Result<Router, Box<dyn Error>> {
    let scraper = Identity::builder(ISSUER, "scraper").role("scraper").build()?;
    let scraper = StoredUser::new(&hash_password(SCRAPER_PASSWORD)?, scraper)?;
    let passwords = PasswordHashes::new(HashMap::from([("scraper".to_owned(), scraper)]));
    let auth = Auth::builder()
        .authenticator(logins())
        .authenticator(tokens)
        .authenticator(Basic::new(ISSUER, passwords))
        .user_issuer(ISSUER)
        .login("/login")
        .build()?;

    let router = api::routes().secured_by(auth).with_state(provider.map(Arc::new));
    Ok(with_sessions(router, accounts, same_site))
}

/// Adds the layers outside of `Auth`.
fn with_sessions(router: Router, accounts: Accounts, same_site: SameSite) -> Router {
    let sessions = SessionManagerLayer::new(MemoryStore::default())
        .with_name(COOKIE)
        .with_same_site(same_site)
        .with_expiry(Expiry::OnInactivity(Duration::hours(8)));
    router
        .layer(map_request(socket::bearer_protocol))
        .layer(AuthManagerLayerBuilder::new(accounts, sessions).build())
}
