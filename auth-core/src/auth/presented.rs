//! The credential headers of one request: which credentials it presents, and to which
//! authenticator.

use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue};

use crate::auth::config::Installed;
use crate::request::credentials::{CredentialSource, Credentials, CredentialsError};
use crate::request::headers::{HeaderSource, InvalidHeader};

/// The credential headers of one request as they arrived, not yet parsed.
pub(crate) struct Presented {
    authorization: SoleValue,
    /// One entry for each authenticator with a header of its own, in the order of installation.
    own_headers: Vec<SoleValue>,
    /// One entry for each authenticator with a cookie, in the order of installation.
    cookies: Vec<Result<Option<Credentials>, CredentialsError>>,
}

/// The only value of a header, if the request has the header.
type SoleValue = Result<Option<HeaderValue>, CredentialsError>;

impl Presented {
    pub(crate) fn new(installed: &[Installed], headers: &impl HeaderSource) -> Self {
        let own_headers = own_headers(installed).map(|name| sole_value(headers, name));
        let cookies = cookies(installed)
            .map(|(one, name)| Credentials::from_cookie(headers, name, one.scheme));
        Self {
            own_headers: own_headers.collect(),
            cookies: cookies.collect(),
            authorization: sole_value(headers, &AUTHORIZATION),
        }
    }

    /// Returns whether the request has no credentials in its headers.
    pub(crate) fn is_empty(&self) -> bool {
        !self.has_header() && !self.has_cookie()
    }

    /// Returns whether the request has a credential header that a client adds deliberately.
    pub(crate) fn has_header(&self) -> bool {
        !is_absent(&self.authorization) || !self.own_headers.iter().all(is_absent)
    }

    /// Returns whether `Authorization` may have a password that a browser added by itself.
    pub(crate) fn has_kept(&self, installed: &[Installed]) -> bool {
        let Ok(Some(value)) = &self.authorization else { return false };
        let mut kept = installed.iter().filter(|one| one.scheme.is_kept_by_browsers());
        kept.any(|one| one.after_scheme(value).is_some())
    }

    /// Returns whether the request has a cookie of an authenticator.
    pub(crate) fn has_cookie(&self) -> bool {
        self.cookies.iter().any(|cookie| !matches!(cookie, Ok(None)))
    }

    /// Returns the credentials in the only cookie of an authenticator, and the authenticator.
    ///
    /// SECURITY: a browser adds a cookie by itself. Beside other credentials, it would make bad
    /// ones good (S42).
    pub(crate) fn cookie<'a>(
        &self,
        installed: &'a [Installed],
    ) -> Result<Option<(&'a Installed, &Credentials)>, CredentialsError> {
        let mut found: Option<(&Installed, _)> = None;
        if self.has_header() {
            return Ok(None);
        }
        for ((one, _), cookie) in cookies(installed).zip(&self.cookies) {
            let Some(credentials) = cookie.as_ref().map_err(Clone::clone)? else { continue };
            match &found {
                None => found = Some((one, credentials)),
                Some((first, _)) if one.shares_credentials(first) => {}
                Some(_) => return Err(CredentialsError::Several),
            }
        }
        Ok(found)
    }

    /// Returns the value of `Authorization`, if the request has no other credential header.
    pub(crate) fn sole_authorization(&self) -> Option<&HeaderValue> {
        let value = self.authorization.as_ref().ok()?.as_ref();
        value.filter(|_| self.own_headers.iter().all(is_absent))
    }

    /// Returns the value of a header of its own with the authenticator, if the request has no other
    /// credential header.
    pub(crate) fn sole_own_header<'a>(
        &'a self,
        installed: &'a [Installed],
    ) -> Option<(&'a Installed, &'a HeaderValue)> {
        if !is_absent(&self.authorization) {
            return None;
        }
        let readers = installed.iter().filter(|one| one.has_own_header());
        let mut present = readers.zip(&self.own_headers).filter(|(_, value)| !is_absent(value));
        let (one, value) = present.next()?;
        if present.next().is_some() {
            return None;
        }
        Some((one, value.as_ref().ok()?.as_ref()?))
    }

    /// Returns the names of the credential headers that the request has, without `Authorization`.
    ///
    /// Caches do not know that responses to them are private.
    pub(crate) fn own_headers<'a>(
        &'a self,
        installed: &'a [Installed],
    ) -> impl Iterator<Item = &'a HeaderName> {
        let headers = own_headers(installed).zip(&self.own_headers);
        headers.filter(|(_, value)| !is_absent(value)).map(|(name, _)| name)
    }

    /// Returns the credentials and their first authenticator, or `None` for an anonymous request.
    pub(crate) fn credentials<'a>(
        &self,
        installed: &'a [Installed],
    ) -> Result<Option<(&'a Installed, Credentials)>, CredentialsError> {
        if let Some((one, credentials)) = self.cookie(installed)? {
            return Ok(Some((one, credentials.clone())));
        }
        let mut found = None;
        let mut own_headers = self.own_headers.iter();
        for one in installed {
            let value = match &one.source {
                CredentialSource::Authorization => Some(&self.authorization),
                CredentialSource::Header(_) => own_headers.next(),
                // A cookie is read above. Of a whole request, only its function knows.
                CredentialSource::Cookie(_) | CredentialSource::Request => None,
            };
            let value = match value {
                None | Some(Ok(None)) => continue,
                Some(Ok(Some(value))) => value,
                Some(Err(error)) => return Err(error.clone()),
            };
            let credentials = match &one.source {
                CredentialSource::Authorization => {
                    Credentials::from_authorization(value, &[one.scheme])?
                }
                CredentialSource::Header(_)
                | CredentialSource::Cookie(_)
                | CredentialSource::Request => Some(Credentials::from_header(value, one.scheme)?),
            };
            match (credentials, &found) {
                (None, _) => {}
                (Some(credentials), None) => found = Some((one, credentials)),
                (Some(_), Some((first, _))) if one.shares_credentials(first) => {}
                // SECURITY: a proxy may have verified only one of two credentials, and its caller
                // may be another one. Rejected. (RFC 6750 §2)
                (Some(_), Some(_)) => return Err(CredentialsError::Several),
            }
        }
        Ok(found)
    }
}

fn sole_value(headers: &impl HeaderSource, name: &HeaderName) -> SoleValue {
    let mut values = headers.values(name);
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(Ok(value)), None) => Ok(Some(value.into_owned())),
        // SECURITY: a value that `http` cannot represent may contain a second set of credentials.
        // Rejected.
        (Some(_), Some(_)) | (Some(Err(InvalidHeader)), None) => Err(CredentialsError::Several),
    }
}

fn is_absent(value: &SoleValue) -> bool {
    matches!(value, Ok(None))
}

/// Returns the headers of authenticators that have one of their own, in the order of installation.
fn own_headers(installed: &[Installed]) -> impl Iterator<Item = &HeaderName> {
    installed.iter().filter_map(|installed| match &installed.source {
        CredentialSource::Authorization
        | CredentialSource::Cookie(_)
        | CredentialSource::Request => None,
        CredentialSource::Header(name) => Some(name),
    })
}

/// Returns the authenticators with a cookie, and its name, in the order of installation.
fn cookies(installed: &[Installed]) -> impl Iterator<Item = (&Installed, &str)> {
    installed.iter().filter_map(|installed| match &installed.source {
        CredentialSource::Cookie(name) => Some((installed, &**name)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    /// Headers that `http` cannot represent.
    struct Invalid;

    impl HeaderSource for Invalid {
        fn values(
            &self,
            _name: &HeaderName,
        ) -> impl Iterator<Item = Result<Cow<'_, HeaderValue>, InvalidHeader>> {
            std::iter::once(Err(InvalidHeader))
        }
    }

    #[test]
    fn invalid_header_counts_as_several_credentials() {
        assert_eq!(sole_value(&Invalid, &AUTHORIZATION), Err(CredentialsError::Several));
    }
}
