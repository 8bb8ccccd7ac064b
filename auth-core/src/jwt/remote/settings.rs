//! Settings for fetched keys, and the source that they describe.

use std::sync::Arc;
use std::time::Duration;

use crate::authn::issuer::Issuer;
use crate::http_client::{HttpClient, Limits, url};
use crate::jwt::error::JwtError;
use crate::jwt::keys::Key;
use crate::jwt::keys::algorithm::Algorithm;
use crate::jwt::remote::source::{Place, Source};

const MIN_STALE: Duration = Duration::from_secs(60);
const MAX_STALE: Duration = Duration::from_secs(24 * 60 * 60);

/// The settings for fetched keys.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) origin: Origin,
    pub(crate) client: Option<Arc<dyn HttpClient>>,
    pub(crate) max_stale: Duration,
}

/// The origin of the keys.
#[derive(Clone, Debug)]
pub(crate) enum Origin {
    /// The configuration.
    Configured,
    /// The metadata of the issuer.
    Metadata,
    /// A key set at this URL.
    KeySet(Box<str>),
}

impl Default for Settings {
    fn default() -> Self {
        Self { origin: Origin::Configured, client: None, max_stale: MAX_STALE }
    }
}

impl Settings {
    /// Returns the source of the keys, unless they are configured.
    pub(crate) fn source(
        &self,
        issuer: &Issuer,
        configured: &[Key],
        rsa: Algorithm,
    ) -> Result<Option<Source>, JwtError> {
        if !(MIN_STALE..=MAX_STALE).contains(&self.max_stale) {
            return Err(JwtError::MaxStale);
        }
        let check = |text: &str| {
            url::check(text).map_err(|reason| {
                // SECURITY: the error is logged, and the text before `@` may have a password.
                let url = text.rsplit('@').next().unwrap_or_default().into();
                JwtError::Url { url, reason: reason.to_string().into() }
            })
        };
        let place = match &self.origin {
            Origin::Configured => return Ok(None),
            Origin::Metadata if issuer.is_template() => {
                return Err(JwtError::TemplateMetadata(issuer.text().as_ref().into()));
            }
            Origin::Metadata if issuer.text().contains("/.well-known/") => {
                return Err(JwtError::Url {
                    url: issuer.text().as_ref().into(),
                    reason: "this is the URL of metadata: write the part before `/.well-known/`"
                        .into(),
                });
            }
            Origin::Metadata => Place::Metadata(check(issuer.text())?),
            Origin::KeySet(url) => Place::KeySet(check(url)?),
        };
        if !configured.is_empty() {
            return Err(JwtError::FetchedKeys);
        }
        let client = match &self.client {
            Some(client) => Arc::clone(client),
            None => default_client()?,
        };
        let issuer = Arc::clone(issuer.text());
        Ok(Some(Source { issuer, place, client, limits: Limits::default(), rsa }))
    }
}

#[cfg(feature = "reqwest")]
fn default_client() -> Result<Arc<dyn HttpClient>, JwtError> {
    match crate::http_client::ReqwestClient::new() {
        Ok(client) => Ok(Arc::new(client)),
        Err(error) => Err(JwtError::HttpClient(error.to_string().into())),
    }
}

#[cfg(not(feature = "reqwest"))]
fn default_client() -> Result<Arc<dyn HttpClient>, JwtError> {
    Err(JwtError::NoHttpClient)
}
