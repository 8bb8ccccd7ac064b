//! The enrichment of identities: grants and data from the application's database.

mod flights;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::fmt;
use std::time::Duration;

use self::flights::Flights;
use crate::authn::issuer::CallersOf;
use crate::authn::{AuthenticationError, MaybeReady};
use crate::identity::{Additions, Identity};

const DEFAULT_LIFETIME: Duration = Duration::from_secs(10);
const MAX_LIFETIME: Duration = Duration::from_secs(3_600);

/// Adds grants and data to the identities of callers: the roles of a user in a database, and the
/// user's row.
///
/// A function is one that takes an [`Identity`] and returns a future of [`Additions`]. The identity
/// has an issuer and a subject only: no grant or claim of a token decides about additions. The
/// error of the function may be of any type. [`AuthenticationError::invalid`] rejects the caller
/// with 401: the account is closed. Each other error, such as one of the database, is a 503.
///
/// An [`Auth`](crate::Auth) asks once for each request, and only if a guard, or an argument
/// [`Identity`] or [`MaybeIdentity`](crate::MaybeIdentity), asks who is calling. It asks after
/// authentication and revocation, within the same
/// [deadline](crate::auth::AuthBuilder::deadline). Concurrent requests of a caller share one
/// query. The additions are cached for 10 s: see [`cached_for`](Self::cached_for).
///
/// ```
/// use auth_core::authn::{AuthenticationError, Authenticator, Enrichment as _};
/// use auth_core::identity::Additions;
/// use auth_core::{Auth, Identity};
/// use std::error::Error;
///
/// # use std::time::Duration;
/// # struct User { is_open: bool, roles: Vec<String> }
/// # #[derive(Clone)]
/// # struct Database;
/// # impl Database {
/// #     async fn user(&self, id: &str) -> Result<User, std::io::Error> {
/// #         Ok(User { is_open: true, roles: Vec::new() })
/// #     }
/// # }
/// async fn of_user(
///     database: Database,
///     caller: Identity,
/// ) -> Result<Additions, Box<dyn Error + Send + Sync>> {
///     let user = database.user(caller.subject()).await?;
///     if !user.is_open {
///         return Err(AuthenticationError::invalid("the account is closed").into());
///     }
///     Ok(Additions::new().roles(&user.roles).attach(user))
/// }
///
/// # fn example(
/// #     jwt: impl Authenticator,
/// #     database: Database,
/// # ) -> Result<Auth, auth_core::auth::AuthError> {
/// let enrichment = move |caller| of_user(database.clone(), caller);
/// Auth::builder().authenticator(jwt).enrich(enrichment.cached_for(Duration::from_secs(5))).build()
/// # }
/// ```
pub trait Enrichment: Send + Sync + 'static {
    /// Returns the additions to the identity of a caller, by its issuer and subject.
    ///
    /// # Errors
    ///
    /// [`AuthenticationError::invalid`] for a closed account: 401.
    /// [`AuthenticationError::unavailable`] if the additions cannot be found now: 503. The log has
    /// the error.
    fn additions(&self, caller: Identity)
    -> MaybeReady<'_, Result<Additions, AuthenticationError>>;

    /// Returns the time for which the additions are cached. Default: 10 s.
    fn lifetime(&self) -> Duration {
        DEFAULT_LIFETIME
    }

    /// Sets the time for which the additions are cached, at most 1 hour. Default: 10 s. With zero,
    /// the enrichment is asked for each request.
    ///
    /// A change of the database counts after this time at the latest. A closed account is cached
    /// for 5 s at most. The cache has at most 10,000 callers, by issuer and subject.
    fn cached_for(self, lifetime: Duration) -> CachedFor<Self>
    where
        Self: Sized,
    {
        CachedFor { enrichment: self, lifetime: lifetime.min(MAX_LIFETIME) }
    }
}

impl<E, F, R> Enrichment for E
where
    E: Fn(Identity) -> F + Send + Sync + 'static,
    F: Future<Output = Result<Additions, R>> + Send + 'static,
    R: Into<Box<dyn Error + Send + Sync>>,
{
    fn additions(
        &self,
        caller: Identity,
    ) -> MaybeReady<'_, Result<Additions, AuthenticationError>> {
        let additions = self(caller);
        MaybeReady::pending(async move {
            additions.await.map_err(|error| AuthenticationError::of_application(error.into()))
        })
    }
}

/// An [`Enrichment`] that is cached for a time of its own: see [`Enrichment::cached_for`].
pub struct CachedFor<E> {
    enrichment: E,
    lifetime: Duration,
}

impl<E: Enrichment> Enrichment for CachedFor<E> {
    fn additions(
        &self,
        caller: Identity,
    ) -> MaybeReady<'_, Result<Additions, AuthenticationError>> {
        self.enrichment.additions(caller)
    }

    fn lifetime(&self) -> Duration {
        self.lifetime
    }
}

impl<E> fmt::Debug for CachedFor<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedFor").field("lifetime", &self.lifetime).finish_non_exhaustive()
    }
}

/// An enrichment of an `Auth`, with the callers that it concerns and its cache.
pub(crate) struct Installed {
    pub(crate) callers: CallersOf,
    enrichment: Box<dyn Enrichment>,
    flights: Flights,
}

impl Installed {
    pub(crate) fn new(callers: CallersOf, enrichment: impl Enrichment) -> Self {
        let flights = Flights::new(enrichment.lifetime().min(MAX_LIFETIME));
        Self { callers, enrichment: Box::new(enrichment), flights }
    }

    /// Returns an identity with its additions, if these are cached.
    pub(crate) fn recall(
        &self,
        identity: &Identity,
    ) -> Option<Result<Identity, AuthenticationError>> {
        let additions = self.flights.get(identity)?;
        Some(additions.map(|additions| identity.clone().with(&additions)))
    }

    /// Returns an identity with its additions.
    pub(crate) fn enrich(
        &self,
        identity: Identity,
    ) -> MaybeReady<'_, Result<Identity, AuthenticationError>> {
        match self.recall(&identity) {
            Some(result) => MaybeReady::ready(result),
            None => MaybeReady::pending(self.ask(identity)),
        }
    }

    async fn ask(&self, identity: Identity) -> Result<Identity, AuthenticationError> {
        let ask = async {
            // SECURITY: the additions are cached by issuer and subject. If they depended on the
            // scopes or claims of one token, another token of the caller would get them (S55).
            match self.enrichment.additions(identity.name_only()).await {
                // SECURITY: a closed account must not become an anonymous caller.
                Err(AuthenticationError::NoCredentials) => {
                    Err(AuthenticationError::invalid("the enrichment rejects the caller"))
                }
                result => result,
            }
        };
        let additions = self.flights.get_or_ask(&identity, ask).await?;
        Ok(identity.with(&additions))
    }
}
