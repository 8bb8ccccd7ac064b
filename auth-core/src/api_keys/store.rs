//! The store of API keys, which the application supplies.

use std::collections::HashMap;
use std::error::Error;
use std::hash::BuildHasher;

use super::digest::KeyDigest;
use crate::authn::MaybeReady;
use crate::identity::Identity;

/// A store of API keys: a `HashMap` by digest, or a function that takes the digest and returns a
/// future, such as a query of a database.
///
/// ```
/// use auth_core::Identity;
/// use auth_core::api_keys::{ApiKeys, KeyDigest};
/// use auth_core::request::Scheme;
/// use auth_core::time::Timestamp;
///
/// # struct Row { owner: String, expires_at: i64 }
/// # #[derive(Clone)]
/// # struct Database;
/// # impl Database {
/// #     async fn key(&self, digest: &[u8]) -> Result<Option<Row>, std::io::Error> { Ok(None) }
/// # }
/// # let database = Database;
/// let keys = move |digest: KeyDigest| {
///     let database = database.clone();
///     async move {
///         let Some(row) = database.key(digest.as_bytes()).await? else { return Ok(None) };
///         let owner = Identity::builder("https://keys.example", row.owner);
///         let identity = owner.expires_at(Timestamp::from_secs(row.expires_at)).build()?;
///         Ok::<_, Box<dyn std::error::Error + Send + Sync>>(Some(identity))
///     }
/// };
/// let scheme = Scheme::new("ApiKey").unwrap();
/// let api_keys = ApiKeys::under_scheme("https://keys.example", scheme, keys);
/// ```
pub trait ApiKeyStore: Send + Sync + 'static {
    /// Returns the identity of the callers with the key of this digest, or `None` if there is no
    /// such key.
    ///
    /// # Errors
    ///
    /// The error of the store: 503. The log shows the error.
    fn find(&self, digest: KeyDigest) -> MaybeReady<'_, Result<Option<Identity>, StoreError>>;
}

/// The error of a store of API keys.
type StoreError = Box<dyn Error + Send + Sync>;

impl<H: BuildHasher + Send + Sync + 'static> ApiKeyStore for HashMap<KeyDigest, Identity, H> {
    fn find(&self, digest: KeyDigest) -> MaybeReady<'_, Result<Option<Identity>, StoreError>> {
        MaybeReady::ready(Ok(self.get(&digest).cloned()))
    }
}

impl<S, F, E> ApiKeyStore for S
where
    S: Fn(KeyDigest) -> F + Send + Sync + 'static,
    F: Future<Output = Result<Option<Identity>, E>> + Send + 'static,
    E: Into<StoreError>,
{
    fn find(&self, digest: KeyDigest) -> MaybeReady<'_, Result<Option<Identity>, StoreError>> {
        let found = self(digest);
        MaybeReady::pending(async move { found.await.map_err(Into::into) })
    }
}
