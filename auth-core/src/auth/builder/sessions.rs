//! The settings for sessions of browsers: the login page, and the sites that are trusted.

use http::header::COOKIE;

use crate::auth::builder::AuthBuilder;
use crate::auth::config::Installed;
use crate::auth::error::AuthError;
use crate::request::credentials::CredentialSource;
use crate::request::return_to::return_to;
use crate::request::scheme::is_token_char;

impl AuthBuilder {
    /// Sends users without a good session to the login page `path`, such as `/login`.
    ///
    /// A 401 becomes a 303 to `/login?return_to=…` with the path and the query of the page. The
    /// login page reads them through [`return_to`](crate::request::return_to()). If the login is
    /// too weak or too old for a rule, the query also has `acr_values` and `max_age`.
    ///
    /// That holds for a user who opens a page: a `GET` with `Sec-Fetch-Mode: navigate`, or without
    /// that header and with `text/html` in `Accept`. Scripts, clients of an API, and requests with
    /// credentials in another header get the 401. A concealed rejection stays 404.
    ///
    /// The page itself needs `#[public(…)]`. If it has a guard, its 401 stays, and an `ERROR` is
    /// logged. [`on_rejection`](Self::on_rejection) sees the rejection with the status 303. Status
    /// and `Location` are restored after it. Observers see a rejection as without this setting.
    pub fn login(mut self, path: impl Into<Box<str>>) -> Self {
        self.context.login = Some(path.into());
        self
    }

    /// Trusts the pages of other origins, such as `https://app.example`, to send requests with the
    /// caller's session.
    ///
    /// A browser adds cookies to the requests of every page. So a session counts only for requests
    /// of the application's own pages, except for `GET` and `HEAD` without an upgrade. Requests of
    /// other pages get 403. The same holds for passwords that browsers keep (`Basic`), if the
    /// request has `Sec-Fetch-Site` or `Origin`.
    ///
    /// An origin has a scheme, a host, and a port that is not the default, in lower case.
    ///
    /// Behind a proxy that changes `Host`, name the application's own origin, too.
    pub fn trusted_origins<O: Into<Box<str>>>(
        mut self,
        origins: impl IntoIterator<Item = O>,
    ) -> Self {
        self.trusted_origins.0.extend(origins.into_iter().map(Into::into));
        self
    }

    /// Checks the settings of sessions in a browser.
    pub(super) fn check_sessions(&self) -> Result<(), AuthError> {
        for installed in &self.installed {
            // SECURITY: a browser adds it by itself. As a header that clients add deliberately, it
            // would count for requests of other sites (S42).
            if installed.authenticator.source() == CredentialSource::Header(COOKIE) {
                return Err(AuthError::CookieHeader);
            }
            if let CredentialSource::Cookie(name) = &installed.source
                && (name.is_empty() || !name.bytes().all(is_token_char))
            {
                return Err(AuthError::CookieName(name.clone()));
            }
        }
        if let Some(origin) = self.trusted_origins.first_invalid() {
            return Err(AuthError::Origin(origin.into()));
        }
        match &self.context.login {
            Some(path) if return_to(path).is_none() || path.contains(['?', '#']) => {
                Err(AuthError::LoginPath(path.clone()))
            }
            Some(_) if !self.installed.iter().any(Installed::takes_sessions) => {
                Err(AuthError::LoginWithoutSessions)
            }
            _ => Ok(()),
        }
    }
}

#[cfg(all(test, feature = "api-keys"))]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::Auth;
    use crate::api_keys::ApiKeys;

    #[test]
    fn s42_whole_cookie_header_is_no_source() {
        let keys = ApiKeys::in_header("https://keys.example", COOKIE, HashMap::new());
        let built = Auth::builder().authenticator(keys).build();
        assert_eq!(built.map(drop), Err(AuthError::CookieHeader));
        // `Auth::new` has no error. There, the authenticator gets no credentials.
        let keys = ApiKeys::in_header("https://keys.example", COOKIE, HashMap::new());
        let auth = Auth::new(keys);
        let sources = auth.config.installed.iter().map(|installed| &installed.source);
        assert!(sources.eq([&CredentialSource::Request]));
    }
}
