//! `Jwt` as an authenticator.

use super::verifier::Jwt;
use crate::authn::{AuthenticationError, Authenticator, MaybeReady, Takes};
use crate::identity::Identity;
use crate::request::credentials::{CredentialSource, Credentials};
use crate::request::scheme::Scheme;
use crate::time::Timestamp;

impl Authenticator for Jwt {
    fn scheme(&self) -> Scheme {
        Scheme::BEARER
    }

    fn source(&self) -> CredentialSource {
        self.0.source.clone()
    }

    fn issuer(&self) -> Option<&str> {
        // Tenants are several issuers.
        let issuer = &self.0.requirements.issuer;
        (!issuer.is_template()).then(|| &**issuer.text())
    }

    fn takes(&self) -> Takes<'_> {
        Takes::TokensOf(self.0.requirements.issuer.text())
    }

    fn realm(&self) -> &str {
        &self.0.realm
    }

    fn recall(
        &self,
        token: &[u8],
        now: Timestamp,
    ) -> Option<Result<Identity, AuthenticationError>> {
        Some(self.0.recall(token, now)?.map_err(Into::into))
    }

    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
        now: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        #[cfg(feature = "discovery")]
        if let Some(fetched) = &self.0.fetched {
            return self.0.verify_or_wait(fetched, credentials.token(), now);
        }
        MaybeReady::ready(self.0.result(credentials.token(), now).map_err(Into::into))
    }
}
