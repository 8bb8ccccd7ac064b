//! A request as it arrives at an `Auth`, before routing.

use std::any::Any;
use std::borrow::Cow;
use std::net::IpAddr;

use http::HeaderMap;

use crate::authn::request_authenticator::{HeadFunction, Lookup};
use crate::request::head::RequestHead;

/// A request as it arrives at an `Auth`, before routing. An adapter makes it.
pub(crate) struct Arrival<'r, H> {
    #[expect(dead_code, reason = "the check of cross-site requests reads it")]
    pub(crate) method: &'r str,
    /// The host and port in the target of the request. HTTP/2 has them there, as `:authority`.
    #[expect(dead_code, reason = "the check of cross-site requests reads it")]
    pub(crate) authority: Option<Cow<'r, str>>,
    pub(crate) headers: &'r H,
    /// The address of the peer, if the framework knows it.
    pub(crate) peer: Option<IpAddr>,
    pub(crate) request: &'r dyn FrameworkRequest,
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
