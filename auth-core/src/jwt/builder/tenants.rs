//! The tenants of an issuer that is a template.

use super::JwtBuilder;
use crate::jwt::tenants::Tenants;

impl JwtBuilder {
    /// Adds tenants of an [issuer](Self::issuer) that is a template: a text with one part in
    /// braces, which stands for the tenant.
    ///
    /// Tokens of other tenants are rejected. A tenant consists of ASCII letters, digits, `-`, `_`
    /// and `.`. The issuer of an identity is the `iss` of the token, with the tenant.
    ///
    /// A user of one tenant is not a user of another one. `subject` in rules is unmet for all
    /// tenants, except for one that [`user_issuer`](crate::auth::AuthBuilder::user_issuer) names.
    ///
    /// Keys that a key set assigns to one tenant are skipped. Keys that name the template, or no
    /// issuer, verify the tokens of all tenants.
    ///
    /// ```
    /// use auth_core::jwt::{Jwt, Key};
    ///
    /// let jwt = Jwt::builder()
    ///     .issuer("https://login.microsoftonline.com/{tenantid}/v2.0")
    ///     .tenants(["fa15d692-e9c7-4460-a743-29f295222229"])
    ///     .audience("6e74172b-be56-4843-9ff4-e66a39bb12e3")
    ///     # .key(Key::hs256(b"test data: thirty-two bytes long!")?)
    ///     .build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn tenants<T: Into<Box<str>>>(mut self, tenants: impl IntoIterator<Item = T>) -> Self {
        let earlier = match &self.tenants {
            Some(Tenants::Listed(list)) => list.to_vec(),
            Some(Tenants::DecidedBy(_)) | None => Vec::new(),
        };
        let list = earlier.into_iter().chain(tenants.into_iter().map(Into::into)).collect();
        self.tenants = Some(Tenants::Listed(list));
        self
    }

    /// Sets the function that decides about a tenant, instead of a [list](Self::tenants). The
    /// verifier calls the function with the tenant of a token whose signature is valid, before
    /// the token is cached.
    ///
    /// A cached token is not decided again: replace the verifier, or revoke the tokens, to exclude
    /// a tenant before its tokens expire.
    ///
    /// ```
    /// use auth_core::jwt::{Jwt, JwtError};
    ///
    /// let error = Jwt::builder()
    ///     .issuer("https://issuer.example")
    ///     .tenants_by(|tenant| tenant.starts_with("acme-"))
    ///     .audience("api")
    ///     .build()
    ///     .unwrap_err();
    /// assert_eq!(error, JwtError::NoTemplate);
    /// ```
    pub fn tenants_by(mut self, decide: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        self.tenants = Some(Tenants::DecidedBy(std::sync::Arc::new(decide)));
        self
    }
}
