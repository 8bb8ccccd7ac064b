//! Builder of an [`Introspection`].

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::cache::TokenCache;
use super::client_secret::ClientSecret;
use super::endpoint::{Endpoint, Place};
use super::error::IntrospectionError;
use super::failure::FailureLog;
use super::{Introspection, Introspector};
use crate::authn::issuer::Issuer;
use crate::http_client::HttpClient;
use crate::jwt::JwtError;
use crate::jwt::builder::claims::NO_SUBJECTS;
use crate::jwt::claim_source::ClaimSource;
use crate::jwt::claims::Requirements;
use crate::jwt::grants::place::Claim;
use crate::jwt::grants::places::{GrantKind, Places};
use crate::jwt::log_once::LogOnce;
use crate::jwt::remote::settings::{checked, metadata_url, or_default};

const DEFAULT_LIFETIME: Duration = Duration::from_secs(30);
const MAX_LIFETIME: Duration = Duration::from_secs(60 * 60);

/// A builder of an [`Introspection`]: see [`Introspection::builder`].
#[must_use]
pub struct IntrospectionBuilder {
    issuer: Box<str>,
    endpoint: Option<Box<str>>,
    http_client: Option<Arc<dyn HttpClient>>,
    secret: Option<ClientSecret>,
    audiences: Vec<Box<str>>,
    any_audience: bool,
    client_subjects: bool,
    subject: &'static str,
    roles: Vec<Claim>,
    permissions: Vec<Claim>,
    groups: Vec<Claim>,
    lifetime: Duration,
    realm: Option<Box<str>>,
}

impl Introspection {
    /// Returns a builder for the tokens of `issuer`: the exact `issuer` in its metadata, and `iss`
    /// in its responses.
    ///
    /// It needs the credentials of this service ([`client`](IntrospectionBuilder::client)) and an
    /// [audience](IntrospectionBuilder::audience).
    pub fn builder(issuer: impl Into<Box<str>>) -> IntrospectionBuilder {
        IntrospectionBuilder {
            issuer: issuer.into(),
            endpoint: None,
            http_client: None,
            secret: None,
            audiences: Vec::new(),
            any_audience: false,
            client_subjects: false,
            subject: "sub",
            roles: Vec::new(),
            permissions: Vec::new(),
            groups: Vec::new(),
            lifetime: DEFAULT_LIFETIME,
            realm: None,
        }
    }
}

impl IntrospectionBuilder {
    /// Sets the URL of the endpoint. Default: `introspection_endpoint` in the issuer's metadata.
    ///
    /// The metadata is fetched for the first token, and again after a failure. With this setting,
    /// the issuer may be any name.
    pub fn endpoint(mut self, url: impl Into<Box<str>>) -> Self {
        self.endpoint = Some(url.into());
        self
    }

    /// Sets the credentials of this service at the endpoint, for HTTP Basic.
    ///
    /// Each part is encoded as in a form
    /// ([RFC 6749 §2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1)).
    pub fn client(mut self, id: &str, secret: impl AsRef<str>) -> Self {
        let secret = secret.as_ref();
        self.secret = is_given(id, secret).then(|| ClientSecret::basic(id, secret));
        self
    }

    /// Sets the credentials of this service, as the members `client_id` and `client_secret` of the
    /// form. For endpoints that do not accept [HTTP Basic](Self::client).
    pub fn client_post(mut self, id: &str, secret: impl AsRef<str>) -> Self {
        let secret = secret.as_ref();
        self.secret = is_given(id, secret).then(|| ClientSecret::form(id, secret));
        self
    }

    /// Adds an audience: a name of this service. The `aud` of a response must name at least one of
    /// them.
    pub fn audience(mut self, audience: impl Into<Box<str>>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// Accepts tokens for any audience. For endpoints that write no `aud`, such as those of
    /// django-oauth-toolkit and GitLab.
    ///
    /// SECURITY: a token that a user gave to another service of the issuer is then accepted here.
    /// So is a refresh token, if the endpoint knows it and writes no `token_type`. Require a scope
    /// in each rule that only access tokens for this service have.
    pub fn any_audience(mut self) -> Self {
        self.any_audience = true;
        self
    }

    /// Sets the member of the response with the subject: the stable id of the caller. Default:
    /// `sub`.
    ///
    /// A member whose value a user can change, such as `email`, is an error of
    /// [`build`](Self::build), and so is one that names the client. `username` is accepted for
    /// servers without `sub`, such as django-oauth-toolkit. Users must not be able to change it.
    pub fn subject(mut self, member: &'static str) -> Self {
        self.subject = member;
        self
    }

    /// Accepts tokens of clients without a user: if the response has no subject, the `client_id` is
    /// the subject. Default: such tokens are rejected. A response with a `username`, or with a
    /// `sub` that is not the `client_id`, concerns a user.
    ///
    /// SECURITY: a client must not be able to choose its id. With the id of a user, it would pass
    /// for that user ([RFC 9700 §4.15](https://www.rfc-editor.org/rfc/rfc9700#section-4.15)).
    pub fn client_subjects(mut self) -> Self {
        self.client_subjects = true;
        self
    }

    /// Adds a place of roles in the response, as [`JwtBuilder::roles`](crate::jwt::JwtBuilder::roles)
    /// does in the claims of a token. Default: `roles`.
    pub fn roles(mut self, place: impl Into<Claim>) -> Self {
        self.roles.push(place.into());
        self
    }

    /// Adds a place of permissions in the response. Default: `permissions`.
    pub fn permissions(mut self, place: impl Into<Claim>) -> Self {
        self.permissions.push(place.into());
        self
    }

    /// Adds a place of groups in the response. Default: `groups`.
    pub fn groups(mut self, place: impl Into<Claim>) -> Self {
        self.groups.push(place.into());
        self
    }

    /// Sets the time for which the response about an active token counts, up to one hour. Default:
    /// 30 s. With zero, each request asks the endpoint.
    ///
    /// It is the time for which a token is accepted after the issuer revoked it. A response never
    /// counts after the `exp` in it. The response about a token that is not active counts for 5 s.
    pub fn cached_for(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// Sets the realm in challenges. Default: the first audience, or `api`.
    pub fn realm(mut self, realm: impl Into<Box<str>>) -> Self {
        self.realm = Some(realm.into());
        self
    }

    /// Sets the HTTP client. Default: with the feature `reqwest`, a
    /// [`ReqwestClient`](crate::http_client::ReqwestClient), which opens a connection for each call.
    #[cfg_attr(
        not(feature = "reqwest"),
        expect(rustdoc::broken_intra_doc_links, reason = "the client is another feature")
    )]
    pub fn http_client(mut self, client: impl HttpClient) -> Self {
        self.http_client = Some(Arc::new(client));
        self
    }

    /// Builds the authenticator.
    ///
    /// # Errors
    ///
    /// [`IntrospectionError`] if the issuer, the audience or the credentials are missing, or if a
    /// setting is wrong.
    pub fn build(self) -> Result<Introspection, IntrospectionError> {
        let issuer = Issuer::new(&self.issuer);
        self.check()?;
        let secret = self.secret.ok_or(IntrospectionError::NoClient)?;
        let place = match &self.endpoint {
            Some(url) => Place::Url(checked(url)?),
            None => Place::Metadata(Arc::clone(issuer.text()), metadata_url(&issuer)?),
        };
        let realm = self.realm.or_else(|| self.audiences.first().cloned());
        let requirements = Requirements {
            source: ClaimSource::Response {
                any_audience: self.any_audience,
                client_subjects: self.client_subjects,
            },
            issuer,
            tenants: None,
            audiences: self.audiences,
            max_lifetime: None,
            places: Places::new()
                .with(GrantKind::Roles, self.roles)?
                .with(GrantKind::Permissions, self.permissions)?
                .with(GrantKind::Groups, self.groups)?,
            strict_profile: false,
            id_tokens: false,
            audience_claim: "aud",
            subject_claim: self.subject,
            token_id_claim: "jti",
            required: Vec::new(),
            auth_time_logged: LogOnce::default(),
        };
        Ok(Introspection(Arc::new(Introspector {
            endpoint: Endpoint::new(place, or_default(self.http_client.as_ref())?, secret),
            requirements,
            realm: realm.unwrap_or_else(|| "api".into()),
            cache: TokenCache::new(self.lifetime),
            calls: Arc::default(),
            failures: FailureLog::default(),
        })))
    }

    /// Checks the settings that need no conversion.
    fn check(&self) -> Result<(), IntrospectionError> {
        if self.issuer.is_empty() {
            return Err(JwtError::NoIssuer.into());
        }
        if self.audiences.iter().any(|audience| audience.is_empty())
            || (self.audiences.is_empty() && !self.any_audience)
        {
            return Err(IntrospectionError::NoAudience);
        }
        if self.any_audience && !self.audiences.is_empty() {
            return Err(IntrospectionError::BothAudiences);
        }
        if self.lifetime > MAX_LIFETIME {
            return Err(IntrospectionError::Lifetime);
        }
        if self.realm.as_ref().is_some_and(|realm| realm.is_empty()) {
            return Err(JwtError::EmptyRealm.into());
        }
        if self.subject.is_empty() || self.subject.starts_with('/') {
            return Err(JwtError::ClaimName(self.subject).into());
        }
        // SECURITY: a user can change an address to that of another user (S40).
        if self.subject != "username" && NO_SUBJECTS.contains(&self.subject) {
            return Err(JwtError::NoSubject(self.subject).into());
        }
        Ok(())
    }
}

/// Returns `true` for credentials that are not empty.
fn is_given(id: &str, secret: &str) -> bool {
    !id.is_empty() && !secret.is_empty()
}

impl fmt::Debug for IntrospectionBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntrospectionBuilder")
            .field("issuer", &self.issuer)
            .field("audiences", &self.audiences)
            .finish_non_exhaustive()
    }
}
