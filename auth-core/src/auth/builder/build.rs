//! The checks of the settings of an `Auth`, and its assembly.

use std::sync::Arc;

use crate::auth::Auth;
use crate::auth::builder::{AuthBuilder, MAX_DEADLINE};
use crate::auth::config::{AuthConfig, Installed};
use crate::auth::error::AuthError;
use crate::authn::issuer::Issuer;
use crate::authn::revocation::store::Store;
use crate::authn::takes::Taken;
use crate::rejection::auth_context::AuthContext;
use crate::rejection::mistakes;
use crate::request::client_address::Locator;
use crate::request::credentials::CredentialSource;
use crate::request::scheme::Scheme;
use crate::resource::ResourceMetadata;
use crate::shared::Shared;

impl AuthBuilder {
    /// Builds the `Auth`.
    ///
    /// # Errors
    ///
    /// [`AuthError`] if
    /// - there is no authenticator,
    /// - two have the same scheme and could take the same credentials, read the same header, or
    ///   look at the whole request,
    /// - a JWT could have the prefix of an authenticator's tokens, or no token can have it,
    /// - two have the same scheme and different realms,
    /// - an authenticator's issuer is empty,
    /// - the protected resource has no authorization server,
    /// - there are several issuers without [`user_issuer`](Self::user_issuer),
    /// - `user_issuer` stands for several tenants,
    /// - a setting for the callers of an issuer names one that no authenticator has,
    /// - the callers of an issuer have two enrichments,
    /// - the deadline is out of range,
    /// - no proxy is trusted,
    /// - an authenticator reads the whole header `Cookie`,
    /// - a cookie's name, a trusted origin or the path of the login is invalid,
    /// - there is a login, and no authenticator takes sessions, or
    /// - a build without debug assertions has
    ///   [`insecure_explain_rejections`](Self::insecure_explain_rejections).
    pub fn build(mut self) -> Result<Auth, AuthError> {
        if self.installed.is_empty() {
            return Err(AuthError::NoAuthenticator);
        }
        // SECURITY: explanations tell callers which grant or claim to look for (S36).
        if self.context.explains && !cfg!(debug_assertions) {
            return Err(AuthError::Explanations);
        }
        if self.deadline.is_zero() || self.deadline > MAX_DEADLINE {
            return Err(AuthError::Deadline(self.deadline));
        }
        if self.proxies.as_ref().is_some_and(|proxies| proxies.networks.is_empty()) {
            return Err(AuthError::NoProxy);
        }
        if self.installed.iter().any(|installed| installed.authenticator.issuer() == Some("")) {
            return Err(AuthError::EmptyIssuer);
        }
        if let Some(prefix) = self.installed.iter().find_map(|one| one.takes.unfit_prefix()) {
            return Err(AuthError::UnfitPrefix(prefix.into()));
        }
        self.check_sessions()?;
        // SECURITY: `alice` of one issuer must not pass for `alice` of another (S40).
        let declared = match &self.context.user_issuer {
            Some(issuer) => !issuer.is_empty(),
            None => self.installed.len() == 1 || self.only_issuer().is_some(),
        };
        if !declared {
            return Err(AuthError::UserIssuer);
        }
        if let Some(issuer) = self.several_user_issuers() {
            return Err(AuthError::SeveralUserIssuers(issuer.into()));
        }
        self.check_additions()?;
        let mut rest = self.installed.iter();
        while let Some(first) = rest.next() {
            for second in rest.clone() {
                match (&first.source, &second.source) {
                    (CredentialSource::Cookie(one), CredentialSource::Cookie(other))
                        if one == other && first.scheme != second.scheme =>
                    {
                        return Err(AuthError::SameCookie(one.clone()));
                    }
                    (CredentialSource::Header(one), CredentialSource::Header(other))
                        if one == other =>
                    {
                        return Err(AuthError::SameField(one.clone()));
                    }
                    (CredentialSource::Request, CredentialSource::Request) => {
                        return Err(AuthError::RequestAuthenticators);
                    }
                    _ => {}
                }
                if first.scheme == second.scheme {
                    check_pair(first, second)?;
                }
            }
        }
        self.context.resource = self.resource_metadata()?;
        Ok(self.assemble())
    }

    /// Returns the issuer of the users, if it stands for several tenants.
    ///
    /// SECURITY: it is compared exactly. An enrichment that rejects closed accounts would be asked
    /// for no caller.
    fn several_user_issuers(&self) -> Option<&str> {
        let declared = self.context.user_issuer.as_deref()?;
        let mut issuers = self.installed.iter().map(|installed| installed.authenticator.issuer());
        let is_several =
            Issuer::new(declared).is_template() && issuers.all(|issuer| issuer != Some(declared));
        is_several.then_some(declared)
    }

    /// Returns the metadata of the protected resource, if there is one.
    ///
    /// SECURITY: the issuer of API keys is a name that the application chose. As an authorization
    /// server, it would lead clients to the site at this address, whose owner is another one
    /// perhaps (S32).
    fn resource_metadata(&mut self) -> Result<Option<ResourceMetadata>, AuthError> {
        let Some(resource) = self.resource.take() else { return Ok(None) };
        let bearers = self.installed.iter().filter(|installed| installed.scheme == Scheme::BEARER);
        let tokens = bearers.filter(|installed| installed.takes.prefix().is_none());
        let issuers = tokens.filter_map(|installed| installed.authenticator.issuer());
        resource.metadata(issuers).map(Some).ok_or(AuthError::NoAuthorizationServer)
    }

    /// Returns the issuers of all authenticators, if each of them names its own and none is
    /// `declared`.
    pub(super) fn issuers_without(&self, declared: &Issuer) -> Option<String> {
        let mut known = Vec::new();
        for installed in &self.installed {
            let issuer = match (installed.authenticator.issuer(), installed.takes.issuer()) {
                (Some(issuer), _) => Issuer::new(issuer),
                (None, Some(issuer)) => issuer.clone(),
                (None, None) => return None,
            };
            if issuer.overlaps(declared) {
                return None;
            }
            known.push(issuer);
        }
        Some(known.iter().map(|issuer| &**issuer.text()).collect::<Vec<_>>().join(", "))
    }

    /// Returns the issuer of all callers, if there is only one.
    pub(super) fn only_issuer(&self) -> Option<&str> {
        let mut issuers = self.installed.iter().map(|installed| installed.authenticator.issuer());
        let first = issuers.next()??;
        let is_only = !first.is_empty() && issuers.all(|issuer| issuer == Some(first));
        is_only.then_some(first)
    }

    pub(super) fn assemble(self) -> Auth {
        let declared = self.context.user_issuer.as_deref();
        if let Some(known) = declared.and_then(|issuer| self.issuers_without(&Issuer::new(issuer)))
        {
            mistakes::unknown_user_issuer(declared.unwrap_or_default(), &known);
        }
        if self.context.explains {
            mistakes::explains();
        }
        let only_issuer = self.only_issuer().map(Into::into);
        let Self {
            installed,
            deadline,
            drain,
            withhold_unguarded,
            proxies,
            resource: _,
            revocations,
            #[cfg(feature = "enrichment")]
            enrichments,
            trusted_origins,
            mut context,
        } = self;
        context.user_issuer = context.user_issuer.or(only_issuer);
        let AuthContext { tables, hierarchies, .. } = &mut context;
        for (_, table) in tables {
            table.imply(hierarchies);
        }
        for one in &installed {
            if context.schemes.iter().all(|(scheme, _)| *scheme != one.scheme) {
                context.schemes.push((one.scheme, one.authenticator.realm().to_owned()));
            }
        }
        let takes_sessions = installed.iter().any(Installed::takes_sessions);
        let context = Arc::new(context);
        let shared = matches!(revocations, Store::Memory(_)).then(|| {
            let names: Vec<_> = installed.iter().map(Installed::name).collect();
            Shared::new(
                format!("Auth of {}", names.join(", ")),
                mistakes::second_auth_with_revocations,
            )
        });
        Auth {
            config: Arc::new(AuthConfig {
                installed,
                deadline,
                drain,
                withhold_unguarded,
                locator: Locator::new(proxies),
                takes_sessions,
                trusted_origins,
                revocations,
                #[cfg(feature = "enrichment")]
                enrichments,
                shared,
                origin: Arc::new(Arc::clone(&context)),
                context,
            }),
        }
    }
}

/// Checks that two authenticators of one scheme take different tokens.
///
/// SECURITY: if both could take a token, their order would choose, and one of them could accept the
/// callers of the other one (S24, S45).
fn check_pair(first: &Installed, second: &Installed) -> Result<(), AuthError> {
    match (&first.takes, &second.takes) {
        _ if !first.shares_credentials(second) => {}
        (Taken::All, _) | (_, Taken::All) | (Taken::Opaque, Taken::Opaque) => {
            return Err(AuthError::SameScheme(first.scheme));
        }
        (Taken::TokensOf(one), Taken::TokensOf(other)) if one.overlaps(other) => {
            return Err(AuthError::SameIssuer(Box::from(&**one.text())));
        }
        (Taken::Prefix(one), Taken::Prefix(other))
            if one.starts_with(&**other) || other.starts_with(&**one) =>
        {
            return Err(AuthError::SamePrefix(one.clone(), other.clone()));
        }
        (
            Taken::TokensOf(_) | Taken::Prefix(_) | Taken::Opaque,
            Taken::TokensOf(_) | Taken::Prefix(_) | Taken::Opaque,
        ) => {}
    }
    if first.authenticator.realm() == second.authenticator.realm() {
        Ok(())
    } else {
        Err(AuthError::DifferentRealms(first.scheme))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authn::{AuthenticationError, Authenticator, MaybeReady, Takes};
    use crate::identity::Identity;
    use crate::request::credentials::Credentials;
    use crate::resource::ProtectedResource;
    use crate::time::Timestamp;

    /// An issuer and its bearer tokens.
    #[derive(Debug)]
    struct Bearer(&'static str, Takes<'static>);

    impl Authenticator for Bearer {
        fn scheme(&self) -> Scheme {
            Scheme::BEARER
        }

        fn issuer(&self) -> Option<&str> {
            Some(self.0)
        }

        fn takes(&self) -> Takes<'_> {
            self.1
        }

        fn authenticate<'a>(
            &'a self,
            _credentials: &'a Credentials,
            _now: Timestamp,
        ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
            MaybeReady::ready(Err(AuthenticationError::NoCredentials))
        }
    }

    #[test]
    fn s32_issuer_of_keys_is_no_authorization_server() {
        const LOGIN: &str = "https://login.example";
        let keys = || Bearer("https://keys.example", Takes::Prefix("shop_"));
        let resource = || ProtectedResource::new("https://api.example").unwrap();
        let build = |builder: AuthBuilder, resource| {
            let auth = builder.user_issuer(LOGIN).protected_resource(resource).build()?;
            Ok(auth.resource_metadata().unwrap().response().into_body())
        };
        let both =
            Auth::builder().authenticator(keys()).authenticator(Bearer(LOGIN, Takes::Opaque));
        let document = build(both, resource()).unwrap();
        assert!(document.contains(LOGIN) && !document.contains("keys.example"), "{document}");
        let only = || Auth::builder().authenticator(keys());
        assert_eq!(build(only(), resource()), Err(AuthError::NoAuthorizationServer));
        let named = resource().authorization_server(LOGIN).unwrap();
        assert!(build(only(), named).unwrap().contains(LOGIN));
    }
}
