//! A request as it arrives at an `Auth`, before routing.

use std::any::Any;
use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;

use http::header::HOST;
use http::uri::PathAndQuery;
use http::{HeaderMap, Uri};

use crate::authn::request_authenticator::{HeadFunction, Lookup};
use crate::request::browser::{Browser, is_navigation};
use crate::request::cross_site::{CrossSite, cross_site};
use crate::request::head::RequestHead;
use crate::request::headers::HeaderSource;
use crate::request::origin::TrustedOrigins;

/// A request as it arrives at an `Auth`, before routing. An adapter makes it.
pub(crate) struct Arrival<'r, H> {
    pub(crate) method: &'r str,
    /// The host and port in the target of the request. HTTP/2 has them there, as `:authority`.
    pub(crate) authority: Option<Cow<'r, str>>,
    /// The path and the query, as the client sent them.
    pub(crate) target: Cow<'r, str>,
    pub(crate) headers: &'r H,
    /// The address of the peer, if the framework knows it.
    pub(crate) peer: Option<IpAddr>,
    pub(crate) request: &'r dyn FrameworkRequest,
}

impl<H: HeaderSource> Arrival<'_, H> {
    /// Returns the host and port that the request names. HTTP/1.1 has them in `Host`.
    fn host(&self) -> Option<Cow<'_, str>> {
        if let Some(authority) = &self.authority {
            return Some(Cow::Borrowed(authority));
        }
        let mut values = self.headers.values(&HOST);
        match (values.next(), values.next()) {
            (Some(Ok(host)), None) => Some(Cow::Owned(host.to_str().ok()?.to_owned())),
            _ => None,
        }
    }

    /// Returns the reason why credentials that a browser adds by itself do not count, if there is
    /// one.
    pub(crate) fn cross_site(&self, trusted: &TrustedOrigins) -> Option<CrossSite> {
        cross_site(self.method, &|| self.host(), self.headers, trusted)
    }

    /// Returns the kind of a browser's request. `login` is the path of the login, if there is one.
    pub(crate) fn browser(&self, login: Option<&str>) -> Browser {
        let Some(login) = login.filter(|_| is_navigation(self.method, self.headers)) else {
            return Browser::default();
        };
        let path = self.target.split('?').next();
        let is_login = path == Some(login);
        let page = (!is_login).then(|| Arc::from(&*self.target));
        Browser { page, is_login, ..Browser::default() }
    }
}

#[cfg(any(feature = "axum", feature = "poem"))]
impl<'r> Arrival<'r, HeaderMap> {
    /// Sets the URI that the client sent. A framework may pass a part of it to nested routes.
    pub(crate) fn sent_to(mut self, uri: &'r Uri) -> Self {
        self.target = target(uri).into();
        self
    }
}

/// Returns the path and the query of a URI.
fn target(uri: &Uri) -> &str {
    uri.path_and_query().map_or("/", PathAndQuery::as_str)
}

/// A request in the type of its framework.
pub(crate) trait FrameworkRequest {
    /// Calls the function of a [`RequestAuthenticator`](super::RequestAuthenticator).
    ///
    /// Returns `None` if the function takes the request of another framework.
    fn call(&self, function: &(dyn Any + Send + Sync)) -> Option<Lookup>;
}

impl<'r> RequestHead<'r> {
    /// Returns the request of a framework that uses `http` 1, as it arrives.
    pub(crate) fn arrival(&'r self, peer: Option<IpAddr>) -> Arrival<'r, HeaderMap> {
        Arrival {
            method: self.method.as_str(),
            authority: self.uri.authority().map(|authority| authority.as_str().into()),
            target: target(self.uri).into(),
            headers: self.headers,
            peer,
            request: self,
        }
    }
}

impl FrameworkRequest for RequestHead<'_> {
    fn call(&self, function: &(dyn Any + Send + Sync)) -> Option<Lookup> {
        function.downcast_ref().map(|HeadFunction(function)| function(*self))
    }
}
