//! `Auth`: the authentication and the settings that an application installs around its routes.

use std::sync::Arc;

use crate::auth::config::AuthConfig;
use crate::authn::revocation::store::Store;
use crate::authn::revocation::{Revocation, RevocationError};
use crate::rejection::mistakes;
use crate::resource::ResourceMetadata;

pub(crate) mod authenticate;
mod builder;
pub(crate) mod config;
mod deadline;
pub(crate) mod decide;
mod error;
pub(crate) mod extract;
pub(crate) mod finish;
mod presented;
pub(crate) mod request_state;
mod route;
mod withhold;

pub use self::builder::AuthBuilder;
pub use self::error::AuthError;

/// The authentication of requests: installed once, outside of all guarded routes. In axum and
/// tower: `.layer(auth)`. Cheap to clone.
///
/// It keeps the credentials of each request as they arrived. They are verified once, when the first
/// guard needs the caller.
///
/// ```
/// # use auth_core::{Auth, auth::AuthError, authn::Authenticator};
/// use std::time::Duration;
///
/// # fn example(sessions: impl Authenticator, keys: impl Authenticator) -> Result<(), AuthError> {
/// let auth = Auth::new(sessions);
/// let impatient =
///     Auth::builder().authenticator(keys).deadline(Duration::from_millis(500)).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Auth {
    pub(crate) config: Arc<AuthConfig>,
}

impl Auth {
    /// Returns the metadata of the [protected resource](AuthBuilder::protected_resource), to serve
    /// at its [path](ResourceMetadata::path). `None` if the `Auth` was built without one.
    #[must_use]
    pub fn resource_metadata(&self) -> Option<&ResourceMetadata> {
        self.config.context.resource.as_ref()
    }

    /// Revokes a token, or the tokens of a user, for each clone of this `Auth`. From the next
    /// request on, they are rejected with 401.
    ///
    /// Another `Auth` of the same process has revocations of its own, unless both have one
    /// [store](AuthBuilder::revocations). Build one `Auth` for the process and clone it. Do not
    /// build it in code that runs once for each worker, such as actix-web's `HttpServer::new`. If
    /// another `Auth` with the same authenticators is alive, an `ERROR` is logged.
    ///
    /// A handler that runs and a WebSocket that is open continue.
    ///
    /// # Errors
    ///
    /// [`RevocationError`] if the [store](AuthBuilder::revocations) failed. The default store never
    /// fails.
    ///
    /// ```
    /// # use auth_core::{Auth, Identity};
    /// # use auth_core::authn::{Revocation, RevocationError};
    /// async fn log_out(auth: &Auth, identity: &Identity) -> Result<(), RevocationError> {
    ///     if let (Some(id), Some(end)) = (identity.token_id(), identity.expires_at()) {
    ///         auth.revoke(Revocation::token(identity.issuer(), id).until(end)).await?;
    ///     }
    ///     Ok(())
    /// }
    /// # let _ = log_out;
    /// ```
    pub async fn revoke(&self, revocation: Revocation) -> Result<(), RevocationError> {
        let now = self.config.context.now();
        match &self.config.revocations {
            Store::Memory(memory) => {
                if let Some(shared) = &self.config.shared {
                    shared.expect_alone(mistakes::revoked_in_one);
                }
                memory.add(&revocation, now);
                Ok(())
            }
            Store::Other(store) => {
                store.revoke(&revocation, now).await.map_err(RevocationError::new)
            }
        }
    }
}
