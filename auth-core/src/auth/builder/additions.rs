//! The settings of an `Auth` that add grants to callers.

use crate::auth::builder::AuthBuilder;
use crate::auth::error::AuthError;
#[cfg(feature = "enrichment")]
use crate::authn::enrichment::{self, Enrichment};
use crate::authn::issuer::{CallersOf, Issuer};

impl AuthBuilder {
    /// Adds grants and data to the identities of the application's users, from a database for
    /// example: see [`Enrichment`].
    ///
    /// Callers of another issuer than the [users'](Self::user_issuer) are not asked for: see
    /// [`enrich_of`](Self::enrich_of).
    #[cfg(feature = "enrichment")]
    pub fn enrich(mut self, enrichment: impl Enrichment) -> Self {
        self.enrichments.push(enrichment::Installed::new(CallersOf::UserIssuer, enrichment));
        self
    }

    /// Adds grants and data to the identities of one issuer, such as the owners of API keys: see
    /// [`Enrichment`]. A part of the issuer in braces stands for the tenant, as in
    /// [`Takes::TokensOf`](crate::authn::Takes::TokensOf). Then the issuer of the caller counts,
    /// too: two tenants may have equal subjects.
    #[cfg(feature = "enrichment")]
    pub fn enrich_of(mut self, issuer: &str, enrichment: impl Enrichment) -> Self {
        let callers = CallersOf::Issuer(Issuer::new(issuer));
        self.enrichments.push(enrichment::Installed::new(callers, enrichment));
        self
    }

    /// Checks that each setting concerns callers whom this `Auth` can have, and that no caller has
    /// two enrichments.
    ///
    /// SECURITY: an enrichment may reject closed accounts. With a misspelt issuer, it would never
    /// be asked.
    pub(super) fn check_additions(&self) -> Result<(), AuthError> {
        let user_issuer = self.context.user_issuer.as_deref().or_else(|| self.only_issuer());
        let mut named = Vec::new();
        for callers in self.callers_of_additions() {
            let issuer = match callers {
                CallersOf::UserIssuer => user_issuer.map(Issuer::new),
                CallersOf::Issuer(issuer) => Some(issuer.clone()),
            };
            named.push(issuer.ok_or(AuthError::UserIssuer)?);
        }
        for issuer in &named {
            if let Some(known) = self.issuers_without(issuer) {
                return Err(AuthError::UnknownIssuer { issuer: (**issuer.text()).into(), known });
            }
        }
        #[cfg(feature = "enrichment")]
        for (index, issuer) in named.iter().take(self.enrichments.len()).enumerate() {
            let mut rest = named.iter().take(self.enrichments.len()).skip(index + 1);
            if rest.any(|other| other.overlaps(issuer)) {
                return Err(AuthError::SeveralEnrichments((**issuer.text()).into()));
            }
        }
        Ok(())
    }

    /// Returns the callers that each setting concerns, those of enrichments first.
    #[cfg_attr(
        not(feature = "enrichment"),
        expect(clippy::unused_self, reason = "there are no such settings")
    )]
    fn callers_of_additions(&self) -> impl Iterator<Item = &CallersOf> {
        #[cfg(feature = "enrichment")]
        let enrichments = self.enrichments.iter().map(|enrichment| &enrichment.callers);
        #[cfg(not(feature = "enrichment"))]
        let enrichments = std::iter::empty();
        enrichments
    }
}
