//! An issuer with its metadata and its key set, each on an endpoint of its own.

use serde_json::{Value, json};
use tests::signer::Signer;

use crate::endpoint::Endpoint;

/// The audience of the tokens.
pub const AUDIENCE: &str = "https://api.example";

/// An issuer. Its faults concern the next fetches.
#[derive(Debug)]
pub struct Issuer {
    /// The server of the metadata.
    pub metadata: Endpoint,
    /// The server of the key set.
    pub keys: Endpoint,
}

impl Issuer {
    /// Starts an issuer that publishes no key.
    pub async fn start(is_encrypted: bool) -> Self {
        let metadata = Endpoint::start(is_encrypted).await;
        let keys = Endpoint::start(is_encrypted).await;
        let url = metadata.origin();
        metadata.publish(metadata_of(url, &format!("{}/keys", keys.origin())));
        let issuer = Self { metadata, keys };
        issuer.publish(&[]);
        issuer
    }

    /// Returns the value of `iss` in its tokens.
    pub fn url(&self) -> &str {
        self.metadata.origin()
    }

    /// Publishes the keys of these signers.
    pub fn publish(&self, signers: &[&Signer]) {
        self.keys.publish(key_set(signers.iter().map(|signer| signer.jwk())));
    }

    /// Returns the numbers of fetches of the metadata and of the key set so far.
    pub fn fetches(&self) -> (usize, usize) {
        (self.metadata.fetches().len(), self.keys.fetches().len())
    }

    /// Returns a token of this issuer for `subject` that is issued at `issued`.
    pub fn token(&self, signer: &Signer, subject: &str, issued: i64) -> String {
        signer.token(&claims(self.url(), subject, Some(issued), issued))
    }
}

/// Returns the claims of a token that expires a day after `now`.
pub fn claims(issuer: &str, subject: &str, issued_at: Option<i64>, now: i64) -> Value {
    let mut claims =
        json!({"iss": issuer, "sub": subject, "aud": AUDIENCE, "exp": now + 24 * 60 * 60});
    if let Some(issued_at) = issued_at {
        claims["iat"] = issued_at.into();
    }
    claims
}

/// Returns the metadata of an issuer.
pub fn metadata_of(issuer: &str, keys_url: &str) -> String {
    json!({"issuer": issuer, "jwks_uri": keys_url}).to_string()
}

/// Returns a key set.
pub fn key_set(keys: impl IntoIterator<Item = Value>) -> String {
    json!({"keys": keys.into_iter().collect::<Vec<_>>()}).to_string()
}
