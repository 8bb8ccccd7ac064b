//! The settings of an `Auth` that add grants to callers.

use crate::auth::builder::AuthBuilder;
use crate::auth::error::AuthError;
#[cfg(feature = "enrichment")]
use crate::authn::enrichment::{self, Enrichment};
use crate::authn::issuer::{CallersOf, Issuer};
use crate::policy::GrantsTable;

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

    /// Adds a table with the permissions of the roles of the application's users. Several tables
    /// count together.
    ///
    /// A caller with such a role meets `permission = "…"`, and
    /// [`Identity::has_permission`](crate::Identity::has_permission) returns `true`. The permissions
    /// are looked up when a rule asks for one. They are not copied into the identity:
    /// [`Identity::permissions`](crate::Identity::permissions) does not have them.
    ///
    /// - Roles of the token count, and roles that an enrichment adds.
    /// - Roles of callers of other issuers do not count: see [`grants_of`](Self::grants_of).
    /// - A role that implies a role of the table has its permissions, by the table's own enum or by
    ///   a registered [`hierarchy`](Self::hierarchy).
    /// - An identity that a test builds by hand has no table.
    ///
    /// ```
    /// # use auth_core::{Auth, auth::AuthError, authn::Authenticator};
    /// use auth_core::policy::GrantsTable;
    ///
    /// # fn example(sessions: impl Authenticator) -> Result<Auth, AuthError> {
    /// let table = GrantsTable::new()
    ///     .role("editor", ["posts:edit"])
    ///     .role("admin", ["posts:edit", "posts:delete"]);
    /// let auth = Auth::builder().authenticator(sessions).grants(table).build()?;
    /// # Ok(auth)
    /// # }
    /// ```
    pub fn grants(mut self, table: GrantsTable) -> Self {
        self.context.tables.push((CallersOf::UserIssuer, table));
        self
    }

    /// Adds a table with the permissions of the roles of one issuer's callers: see
    /// [`grants`](Self::grants). A part of the issuer in braces stands for the tenant.
    pub fn grants_of(mut self, issuer: &str, table: GrantsTable) -> Self {
        self.context.tables.push((CallersOf::Issuer(Issuer::new(issuer)), table));
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
    fn callers_of_additions(&self) -> impl Iterator<Item = &CallersOf> {
        #[cfg(feature = "enrichment")]
        let enrichments = self.enrichments.iter().map(|enrichment| &enrichment.callers);
        #[cfg(not(feature = "enrichment"))]
        let enrichments = std::iter::empty();
        enrichments.chain(self.context.tables.iter().map(|(callers, _)| callers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Auth;
    use crate::authn::{AuthenticationError, Authenticator, MaybeReady, Takes};
    use crate::identity::Identity;
    use crate::policy::{Decision, Facts, Rule};
    use crate::request::credentials::Credentials;
    use crate::request::scheme::Scheme;
    use crate::time::Timestamp;

    const USERS: &str = "https://users.example";

    /// Rejects all credentials. Only its issuer and scheme matter.
    #[derive(Debug)]
    struct Of(Option<&'static str>, Scheme);

    impl Authenticator for Of {
        fn scheme(&self) -> Scheme {
            self.1
        }

        fn issuer(&self) -> Option<&str> {
            self.0
        }

        fn authenticate<'a>(
            &'a self,
            _credentials: &'a Credentials,
            _now: Timestamp,
        ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
            MaybeReady::ready(Err(AuthenticationError::NoCredentials))
        }
    }

    fn of(issuer: Option<&'static str>) -> AuthBuilder {
        Auth::builder().authenticator(Of(issuer, Scheme::BEARER))
    }

    fn table() -> GrantsTable {
        GrantsTable::new().role("editor", ["edit"])
    }

    #[test]
    fn settings_for_unknown_callers_are_errors() {
        let builds = |builder: AuthBuilder| builder.build().map(drop);
        let users = || of(Some(USERS));
        assert_eq!(builds(users().grants(table())), Ok(()));
        assert_eq!(builds(users().grants_of(USERS, table())), Ok(()));
        let unknown = builds(users().grants_of("https://other.example", table()));
        let text = "no authenticator has the issuer `https://other.example`, and grants would be \
                    added to no caller: name one of `https://users.example`";
        assert_eq!(unknown.unwrap_err().to_string(), text);
        assert!(builds(users().user_issuer("https://user.example").grants(table())).is_err());
        // An authenticator without an issuer can have callers of each.
        assert_eq!(builds(of(None).grants(table())), Err(AuthError::UserIssuer));
        assert_eq!(builds(of(None).user_issuer("u").grants(table())), Ok(()));
        assert_eq!(builds(of(None).grants_of("k", table())), Ok(()));
    }

    // SECURITY: the enrichment that rejects closed accounts would be asked for no caller.
    #[test]
    fn s40_user_issuer_of_several_tenants_is_an_error() {
        /// Takes the tokens of all tenants.
        #[derive(Debug)]
        struct Tenants(Option<&'static str>);

        impl Authenticator for Tenants {
            fn scheme(&self) -> Scheme {
                Scheme::BEARER
            }

            fn issuer(&self) -> Option<&str> {
                self.0
            }

            fn takes(&self) -> Takes<'_> {
                Takes::TokensOf(TENANTS)
            }

            fn authenticate<'a>(
                &'a self,
                _credentials: &'a Credentials,
                _now: Timestamp,
            ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
                MaybeReady::ready(Err(AuthenticationError::NoCredentials))
            }
        }

        const TENANTS: &str = "https://{tenant}.example";
        let builds = |issuer, users: &str| {
            let auth = Auth::builder().authenticator(Tenants(issuer)).user_issuer(users);
            auth.grants(table()).build().map(drop)
        };
        assert_eq!(builds(None, TENANTS), Err(AuthError::SeveralUserIssuers(TENANTS.into())));
        assert_eq!(builds(None, "https://acme.example"), Ok(()));
        // An authenticator may have this text as the name of one issuer.
        assert_eq!(builds(Some(TENANTS), TENANTS), Ok(()));
    }

    #[test]
    fn grants_of_a_name_with_braces_count_for_it() {
        let name = "https://{a}.example";
        let auth = of(Some(name)).grants_of(name, table()).build().unwrap();
        assert!(caller(&auth, name, "editor").has_permission("edit"));
        assert!(caller(&auth, "https://b.example", "editor").has_permission("edit"));
        assert!(!caller(&auth, "https://b.c/.example", "editor").has_permission("edit"));
    }

    #[cfg(feature = "enrichment")]
    #[test]
    fn two_enrichments_of_one_caller_are_an_error() {
        use crate::identity::Additions;

        let nothing = async |_| Ok::<_, AuthenticationError>(Additions::new());
        let keys = Of(Some("https://keys.example"), Scheme::BASIC);
        let users = of(Some(USERS)).authenticator(keys).user_issuer(USERS).enrich(nothing);
        assert!(users.enrich_of("https://keys.example", nothing).grants(table()).build().is_ok());
        for issuer in [USERS, "https://{tenant}.example"] {
            let users = of(Some(USERS)).enrich(nothing).enrich_of(issuer, nothing);
            let error = AuthError::SeveralEnrichments(USERS.into());
            assert_eq!(users.build().map(drop), Err(error), "{issuer}");
        }
    }

    /// Returns the caller of an `Auth` with this issuer and role.
    fn caller(auth: &Auth, issuer: &str, role: &str) -> Identity {
        let mut identity = Identity::builder(issuer, "alice").role(role).build().unwrap();
        identity.set_origin(&auth.config.origin);
        identity
    }

    #[test]
    fn role_has_the_permissions_of_its_table_only() {
        let keys = Of(Some("https://keys.example"), Scheme::BASIC);
        let auth = of(Some(USERS)).authenticator(keys).user_issuer(USERS);
        let of_keys = GrantsTable::new().role("editor", ["read"]);
        let auth = auth.grants(table()).grants_of("https://keys.example", of_keys).build().unwrap();
        for (issuer, role, expected) in [
            (USERS, "editor", [true, false]),
            ("https://keys.example", "editor", [false, true]),
            ("https://users.example/", "editor", [false, false]),
            (USERS, "Editor", [false, false]),
            (USERS, "edit", [false, false]),
        ] {
            let caller = caller(&auth, issuer, role);
            let has = ["edit", "read"].map(|permission| caller.has_permission(permission));
            assert_eq!(has, expected, "{issuer} {role}");
            let meets = [const { Rule::permission("edit") }, const { Rule::permission("read") }]
                .map(|rule| matches!(rule.decide(&Facts::of(&caller)), Decision::Allowed));
            assert_eq!(meets, expected, "{issuer} {role}");
            // Nothing is copied, and a permission is no other grant.
            assert_eq!(caller.permissions().count(), 0);
            assert!(!caller.has_scope("edit") && !caller.has_group("edit"));
        }
        let by_hand = Identity::builder(USERS, "alice").role("editor").build().unwrap();
        assert!(!by_hand.has_permission("edit"));
    }
}
