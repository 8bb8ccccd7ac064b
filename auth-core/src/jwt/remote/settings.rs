//! Settings for fetched keys, and the source that they describe.

use std::sync::Arc;
use std::time::Duration;

use http::Uri;

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
        let place = match &self.origin {
            Origin::Configured => return Ok(None),
            Origin::Metadata => Place::Metadata(metadata_url(issuer)?),
            Origin::KeySet(url) => Place::KeySet(checked(url)?),
        };
        if !configured.is_empty() {
            return Err(JwtError::FetchedKeys);
        }
        let client = or_default(self.client.as_ref())?;
        let issuer = Arc::clone(issuer.text());
        Ok(Some(Source { issuer, place, client, limits: Limits::default(), rsa }))
    }
}

/// Returns a URL of the configuration, if it may be fetched.
pub(crate) fn checked(text: &str) -> Result<Uri, JwtError> {
    url::check(text).map_err(|reason| {
        // SECURITY: the error is logged, and the text before `@` may have a password.
        let url = text.rsplit('@').next().unwrap_or_default().into();
        JwtError::Url { url, reason: reason.to_string().into() }
    })
}

/// Returns the URL of an issuer, if it may have metadata.
pub(crate) fn metadata_url(issuer: &Issuer) -> Result<Uri, JwtError> {
    let text = issuer.text();
    if issuer.is_template() {
        return Err(JwtError::TemplateMetadata(text.as_ref().into()));
    }
    if text.contains("/.well-known/") {
        let reason = "this is the URL of metadata: write the part before `/.well-known/`".into();
        return Err(JwtError::Url { url: text.as_ref().into(), reason });
    }
    checked(text)
}

/// Returns the configured client, or the default one.
pub(crate) fn or_default(
    configured: Option<&Arc<dyn HttpClient>>,
) -> Result<Arc<dyn HttpClient>, JwtError> {
    configured.map_or_else(default_client, |client| Ok(Arc::clone(client)))
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
