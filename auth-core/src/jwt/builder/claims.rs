//! Settings of the claims: the places of grants, and the kinds of tokens.

use serde_json::Value;

use super::JwtBuilder;
use crate::jwt::error::JwtError;
use crate::jwt::grants::place::Claim;

/// The claims that a user or an administrator can change, and those that name a client.
pub(crate) const NO_SUBJECTS: [&str; 12] = [
    "appid",
    "azp",
    "cid",
    "client_id",
    "email",
    "name",
    "nickname",
    "phone_number",
    "preferred_username",
    "unique_name",
    "upn",
    "username",
];

impl JwtBuilder {
    /// Adds a place of roles in the claims. Default: the claim `roles`.
    ///
    /// The place is the name of one claim, or a JSON pointer, which starts with `/`: see [`Claim`].
    /// The value is a string, which is one role and never split, or a list of strings.
    /// [`Claim::keys`] and [`Claim::split`] read other forms. Empty strings are ignored. A missing
    /// value grants no role.
    ///
    /// A value of another type rejects the token, and so does a value above the place that is no
    /// object. At the default place, it grants no role instead, and a `WARN` is logged once. If the
    /// first verified token has no value at a configured place, a `WARN` is logged once.
    pub fn roles(mut self, place: impl Into<Claim>) -> Self {
        self.roles.push(place.into());
        self
    }

    /// Adds a place of permissions in the claims, as [`roles`](Self::roles) does. Default: the
    /// claim `permissions`.
    pub fn permissions(mut self, place: impl Into<Claim>) -> Self {
        self.permissions.push(place.into());
        self
    }

    /// Adds a place of groups in the claims, as [`roles`](Self::roles) does. Default: the claim
    /// `groups`.
    pub fn groups(mut self, place: impl Into<Claim>) -> Self {
        self.groups.push(place.into());
        self
    }

    /// Accepts ID tokens, besides access tokens. Default: they are rejected if a claim identifies
    /// them.
    ///
    /// Call it for an issuer that writes no other signed token for this service, such as Google,
    /// Firebase, Dex and Authentik. The claims `nonce`, `at_hash`, `c_hash` and `s_hash` are then
    /// accepted, and so is a claim that names an ID token. Refresh and logout tokens are still
    /// rejected.
    ///
    /// SECURITY: a client shows its ID token to other services than this one. With this setting,
    /// each of them can use it here. Prefer access tokens if the issuer can write them.
    pub fn id_tokens(mut self) -> Self {
        self.id_tokens = true;
        self
    }

    /// Accepts only tokens whose claim has this value. Default: no requirement.
    ///
    /// The place is the name of one claim, or a JSON pointer, as for [`roles`](Self::roles). The
    /// value is a string, a number or a boolean. A claim with a list of strings must contain it.
    ///
    /// A token without the claim is rejected, and so is a value of another type: the string `true`
    /// is not the boolean. The log contains the expected and the actual value. All requirements
    /// apply, also several for one claim. An empty string, a list or `null` as the value is an
    /// error of [`build`](Self::build), and so is a place that is neither a name nor a pointer.
    ///
    /// ```
    /// use auth_core::jwt::Jwt;
    ///
    /// let google = Jwt::builder()
    ///     .issuer("https://accounts.google.com")
    ///     .audience("the id of the application's client")
    ///     .id_tokens()
    ///     // Users of this organization only.
    ///     .require_claim("hd", "acme.example")
    ///     .require_claim("email_verified", true);
    /// let one_organization = Jwt::builder().require_claim("/o/id", "org_123");
    /// ```
    pub fn require_claim(mut self, place: &'static str, value: impl Into<Value>) -> Self {
        self.required.push((place, value.into()));
        self
    }

    /// Sets the claim that names the audiences, by its name. Default: `aud`.
    ///
    /// It is for issuers without `aud` in access tokens: `client_id` for Cognito.
    /// The value is a string or a list of strings, and must name one of the
    /// [audiences](Self::audience). The value of `aud` has no effect then, but a wrong type of it
    /// rejects the token.
    ///
    /// ```
    /// use auth_core::jwt::{Jwt, Key};
    ///
    /// let jwt = Jwt::builder()
    ///     .issuer("https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_example")
    ///     .audience_claim("client_id")
    ///     .audience("the id of the application's client")
    ///     .groups("cognito:groups")
    ///     # .key(Key::hs256(b"test data: thirty-two bytes long!")?)
    ///     .build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn audience_claim(mut self, claim: &'static str) -> Self {
        self.audience_claim = claim;
        self
    }

    /// Sets the claim that names the subject: the stable id of the caller. Default: `sub`.
    ///
    /// It is for issuers whose `sub` differs for each client (`oid` for Entra), is a login name
    /// (`uid` for Okta), or is empty (`common_name` for the service tokens of Cloudflare Access). A
    /// value that is no string, or empty, rejects the token. So does a `sub` that is no string.
    ///
    /// A claim whose value a user can change, such as `email`, is an error of
    /// [`build`](Self::build), and so is one that names the client, such as `client_id`.
    ///
    /// ```
    /// use auth_core::jwt::{Jwt, JwtError, Key};
    ///
    /// let jwt = Jwt::builder().issuer("https://issuer.example").audience("api");
    /// let jwt = jwt.key(Key::hs256(b"test data: thirty-two bytes long!")?);
    /// assert!(jwt.clone().subject("oid").build().is_ok());
    /// assert_eq!(jwt.subject("email").build().unwrap_err(), JwtError::NoSubject("email"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn subject(mut self, claim: &'static str) -> Self {
        self.subject_claim = claim;
        self
    }

    /// Sets the claim with the id of a token, which revocations name. Default: `jti`.
    ///
    /// Entra writes it into `uti`. A value that is no string rejects the token. `null` is none.
    /// With [`strict_profile`](Self::strict_profile), a token needs this claim and `jti`.
    ///
    /// ```
    /// use auth_core::jwt::Jwt;
    ///
    /// let builder = Jwt::builder().token_id("uti");
    /// ```
    pub fn token_id(mut self, claim: &'static str) -> Self {
        self.token_id_claim = claim;
        self
    }

    /// Checks the names of the claims that replace standard ones.
    pub(super) fn check_claim_names(&self) -> Result<(), JwtError> {
        // SECURITY: a token without an id cannot be revoked by it, and no other message says so.
        let claims = [self.audience_claim, self.subject_claim, self.token_id_claim];
        if let Some(claim) = claims.iter().find(|claim| claim.is_empty() || claim.starts_with('/'))
        {
            return Err(JwtError::ClaimName(claim));
        }
        // SECURITY: a user can change an address or a name to that of another user, and a client
        // has no account. `subject` in rules would compare it with users (S40).
        if NO_SUBJECTS.contains(&self.subject_claim) {
            return Err(JwtError::NoSubject(self.subject_claim));
        }
        Ok(())
    }
}
