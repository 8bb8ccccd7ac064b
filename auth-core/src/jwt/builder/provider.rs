//! Applies the preset of a provider.

use http::HeaderName;

use super::JwtBuilder;
use crate::jwt::provider::Provider;
use crate::jwt::provider::setting::Setting;

impl JwtBuilder {
    /// Makes the settings of a [`Provider`]: calls the methods of this builder that it prints.
    ///
    /// A later call of the same method replaces a setting, except that [`roles`](Self::roles) and
    /// [`groups`](Self::groups) add a place.
    ///
    /// ```
    /// use auth_core::jwt::{Jwt, Key, Provider};
    ///
    /// let jwt = Jwt::builder()
    ///     .issuer("https://login.example/realms/acme")
    ///     .audience("orders")
    ///     .provider(Provider::keycloak("orders"))
    ///     # .key(Key::hs256(b"test data: thirty-two bytes long!")?)
    ///     .build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn provider(self, provider: Provider) -> Self {
        provider.settings.into_iter().fold(self, Self::set)
    }

    fn set(self, setting: Setting) -> Self {
        match setting {
            Setting::Algorithm(algorithm) => self.algorithm(algorithm),
            Setting::AudienceClaim(claim) => self.audience_claim(claim),
            Setting::Groups(claim) => self.groups(claim),
            Setting::Header(name) => self.header(HeaderName::from_static(name)),
            Setting::IdTokens => self.id_tokens(),
            Setting::RequireClaim(place, value) => self.require_claim(place, value),
            Setting::Roles(claim) => self.roles(claim),
            Setting::StrictProfile => self.strict_profile(),
            Setting::Subject(claim) => self.subject(claim),
            Setting::TokenId(claim) => self.token_id(claim),
        }
    }
}
