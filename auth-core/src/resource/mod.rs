//! Protected resource metadata: the document that leads a client to the authorization servers.

mod error;
mod metadata;
mod url;

use serde_json::{Map, Value};

pub use self::error::ResourceError;
pub use self::metadata::ResourceMetadata;
use self::url::{check_identifier, check_issuer};

/// A protected resource: the URL of an API, and the parts of its metadata
/// ([RFC 9728](https://www.rfc-editor.org/rfc/rfc9728)).
///
/// [`AuthBuilder::protected_resource`](crate::auth::AuthBuilder::protected_resource) adds it to an
/// `Auth`. Its `Bearer` challenges then name the URL of the metadata, and
/// [`Auth::resource_metadata`](crate::Auth::resource_metadata) returns the document to serve.
///
/// ```
/// # use auth_core::{Auth, authn::Authenticator};
/// use auth_core::resource::ProtectedResource;
///
/// # fn example(jwt: impl Authenticator) -> Result<(), Box<dyn std::error::Error>> {
/// let resource = ProtectedResource::new("https://api.example/mcp")?
///     .scopes(["notes:read", "notes:write"])
///     .name("Notes");
/// let auth = Auth::builder().authenticator(jwt).protected_resource(resource).build()?;
/// let metadata = auth.resource_metadata().ok_or("no resource")?;
/// assert_eq!(metadata.path(), "/.well-known/oauth-protected-resource/mcp");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a resource has no effect unless an `Auth` is built with it"]
pub struct ProtectedResource {
    identifier: String,
    authorization_servers: Vec<String>,
    scopes: Vec<String>,
    name: Option<String>,
    documentation: Option<String>,
}

impl ProtectedResource {
    /// Creates a protected resource from its identifier: the URL of the API, as clients know it.
    ///
    /// Clients compare the identifier exactly, and authorization servers write it into the audience
    /// of tokens ([RFC 8707](https://www.rfc-editor.org/rfc/rfc8707)). So a verifier of tokens
    /// needs the same string as its audience.
    ///
    /// # Errors
    ///
    /// [`ResourceError`] if the identifier
    /// - is not `https`, or `http` of `localhost`, `127.0.0.0/8` or `[::1]`,
    /// - has a fragment or a user name, or
    /// - has a path that routers or clients read in different ways: with a segment `.` or `..`, or
    ///   with other characters than letters, digits and ``-._~/!$&'()+,;=@``.
    pub fn new(identifier: impl Into<String>) -> Result<Self, ResourceError> {
        let identifier = identifier.into();
        check_identifier(&identifier)
            .map_err(|reason| ResourceError { url: (&*identifier).into(), reason })?;
        Ok(Self {
            identifier,
            authorization_servers: Vec::new(),
            scopes: Vec::new(),
            name: None,
            documentation: None,
        })
    }

    /// Adds an authorization server by its issuer. Default: the issuers of the `Bearer`
    /// authenticators, as far as they are URLs. Those of keys with a
    /// [prefix](crate::authn::Takes::Prefix) do not count.
    ///
    /// # Errors
    ///
    /// [`ResourceError`] if the issuer is no URL as in [`new`](Self::new), or has a query.
    pub fn authorization_server(
        mut self,
        issuer: impl Into<String>,
    ) -> Result<Self, ResourceError> {
        let issuer = issuer.into();
        check_issuer(&issuer).map_err(|reason| ResourceError { url: (&*issuer).into(), reason })?;
        self.authorization_servers.push(issuer);
        Ok(self)
    }

    /// Sets the scopes that clients may request, `scopes_supported`. Default: none are named.
    ///
    /// They are public. Clients that know no better request all of them.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the name that clients show to their users, `resource_name`. Default: none.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the URL of a page for developers, `resource_documentation`. Default: none.
    pub fn documentation(mut self, url: impl Into<String>) -> Self {
        self.documentation = Some(url.into());
        self
    }

    /// Returns the metadata. The authorization servers are those of `issuers` that are URLs, unless
    /// others were added. `None` if there is none.
    pub(crate) fn metadata<'i>(
        mut self,
        issuers: impl Iterator<Item = &'i str>,
    ) -> Option<ResourceMetadata> {
        if self.authorization_servers.is_empty() {
            for issuer in issuers.filter(|issuer| check_issuer(issuer).is_ok()) {
                if !self.authorization_servers.iter().any(|known| known == issuer) {
                    self.authorization_servers.push(issuer.to_owned());
                }
            }
        }
        (!self.authorization_servers.is_empty())
            .then(|| ResourceMetadata::new(&self.identifier, self.document()))
    }

    /// Returns the document (RFC 9728 §2). Members without a value are left out (§3.2).
    fn document(&self) -> String {
        let list = |values: &[String]| Value::from(values);
        let mut members = Map::new();
        // To the letter: clients compare it with the URL that they used (RFC 9728 §3.3).
        members.insert("resource".to_owned(), Value::from(&*self.identifier));
        members.insert("authorization_servers".to_owned(), list(&self.authorization_servers));
        members.insert("bearer_methods_supported".to_owned(), list(&["header".to_owned()]));
        if !self.scopes.is_empty() {
            members.insert("scopes_supported".to_owned(), list(&self.scopes));
        }
        let texts =
            [("resource_name", &self.name), ("resource_documentation", &self.documentation)];
        for (name, text) in texts {
            if let Some(text) = text {
                members.insert(name.to_owned(), Value::from(&**text));
            }
        }
        Value::from(members).to_string()
    }
}

#[cfg(test)]
mod tests;
