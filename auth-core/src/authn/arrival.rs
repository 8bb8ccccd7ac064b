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
    pub(crate) headers: &'r H,
    /// The address of the peer, if the framework knows it.
    pub(crate) peer: Option<IpAddr>,
    pub(crate) request: &'r dyn FrameworkRequest,
}

impl<H: HeaderSource> Arrival<'_, H> {
    /// Returns the host and port that the request names. HTTP/1.1 has them in `Host`.
    fn host(&self) -> Option<Cow<'_, str>> {
        if let Some(authority) = self.request.authority() {
            return Some(authority);
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
        let target = self.request.target();
        let is_login = target.split('?').next() == Some(login);
        let page = (!is_login).then(|| Arc::from(target));
        Browser { page, is_login, ..Browser::default() }
    }
}

/// Returns the path and the query of a URI.
pub(crate) fn target(uri: &Uri) -> &str {
    uri.path_and_query().map_or("/", PathAndQuery::as_str)
}

/// A request in the type of its framework.
pub(crate) trait FrameworkRequest {
    /// Returns the host and port in the target. HTTP/2 has them there, as `:authority`.
    fn authority(&self) -> Option<Cow<'_, str>>;

    /// Returns the path and the query, as the client sent them.
    fn target(&self) -> Cow<'_, str>;

    /// Calls the function of a [`RequestAuthenticator`](super::RequestAuthenticator).
    ///
    /// Returns `None` if the function takes the request of another framework.
    fn call(&self, function: &(dyn Any + Send + Sync)) -> Option<Lookup>;
}

impl<'r> RequestHead<'r> {
    /// Returns the request of a framework that uses `http` 1, as it arrives.
    pub(crate) fn arrival(&'r self, peer: Option<IpAddr>) -> Arrival<'r, HeaderMap> {
        Arrival { method: self.method.as_str(), headers: self.headers, peer, request: self }
    }
}

impl FrameworkRequest for RequestHead<'_> {
    fn authority(&self) -> Option<Cow<'_, str>> {
        self.uri.authority().map(|authority| authority.as_str().into())
    }

    fn target(&self) -> Cow<'_, str> {
        target(self.uri).into()
    }

    fn call(&self, function: &(dyn Any + Send + Sync)) -> Option<Lookup> {
        function.downcast_ref().map(|HeadFunction(function)| function(*self))
    }
}
