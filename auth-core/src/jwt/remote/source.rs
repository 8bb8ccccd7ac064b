//! Source of keys: the documents of an issuer, from its metadata to its keys.

use std::sync::Arc;
use std::time::Duration;

use http::Uri;
use tokio::time::Instant;

use crate::http_client::{HttpClient, Limits};
use crate::jwt::keys::Key;
use crate::jwt::keys::algorithm::Algorithm;
use crate::jwt::keys::jwks;
use crate::jwt::keys::skipped::SkippedKey;
use crate::jwt::remote::cache_control;
use crate::jwt::remote::error::{Fault, FetchError};
use crate::jwt::remote::fetch::{self, Document};
use crate::jwt::remote::metadata::Metadata;

/// The place where the keys of an issuer are.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// The URL of the key set in the metadata of the issuer with this URL.
    Metadata(Uri),
    /// The URL of the key set.
    KeySet(Uri),
}

/// A source of keys.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) issuer: Arc<str>,
    pub(crate) place: Place,
    pub(crate) client: Arc<dyn HttpClient>,
    pub(crate) limits: Limits,
    /// The algorithm of RSA keys that name none.
    pub(crate) rsa: Algorithm,
}

/// The result of a fetch.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) keys: Vec<Key>,
    pub(super) skipped: Vec<SkippedKey>,
    /// The URL of the key set.
    pub(super) keys_url: Uri,
    /// The time that the key set had spent in caches.
    pub(super) in_caches: Duration,
    /// The time for which the keys are fresh.
    pub(super) lifetime: Duration,
}

impl Source {
    /// Fetches the keys, within the time limit of one fetch.
    ///
    /// `keys_url` is the URL of the key set, if the metadata is known.
    pub(super) async fn load(&self, keys_url: Option<Uri>) -> Result<Loaded, FetchError> {
        let deadline = deadline(self.limits.time());
        let keys_url = match (&self.place, keys_url) {
            (Place::KeySet(url), _) => url.clone(),
            (Place::Metadata(_), Some(url)) => url,
            (Place::Metadata(issuer), None) => self.keys_url(issuer, deadline).await?,
        };
        let Document { headers, text } = self.document(&keys_url, deadline).await?;
        let (keys, skipped) = jwks::fetched(&text, &self.issuer, self.rsa)
            .map_err(|error| FetchError::new(&keys_url, Fault::Keys(error)))?;
        let (in_caches, lifetime) =
            (cache_control::age(&headers), cache_control::lifetime(&headers));
        Ok(Loaded { keys, skipped, keys_url, in_caches, lifetime })
    }

    /// Fetches the URL of the key set.
    async fn keys_url(&self, url: &Uri, deadline: Instant) -> Result<Uri, FetchError> {
        let (issuer, client, limits) = (&*self.issuer, &*self.client, &self.limits);
        Metadata { issuer, url, client, limits }.endpoint("jwks_uri", deadline).await
    }

    async fn document(&self, url: &Uri, deadline: Instant) -> Result<Document, FetchError> {
        fetch::document(&*self.client, &self.limits, deadline, url).await
    }

    /// Returns the error of a fetch that did not reach a document.
    pub(super) fn error(&self, fault: Fault) -> FetchError {
        FetchError::at(self.issuer.escape_debug().to_string(), fault)
    }
}

/// Returns the time after `limit`, from now.
pub(crate) fn deadline(limit: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(limit).unwrap_or(now)
}
