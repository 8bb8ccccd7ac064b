//! A request of a tower service, as it arrives at an `Auth`.

use std::any::Any;
use std::borrow::Cow;
use std::net::IpAddr;

use http::HeaderMap;

use crate::adapters::extensions::original_uri;
use crate::authn::arrival::{Arrival, FrameworkRequest, target};
use crate::authn::request_authenticator::Lookup;
use crate::request::head::RequestHead;

/// A request of a tower service, as it arrives at an `Auth`.
pub(super) struct TowerRequest<'r>(pub(super) RequestHead<'r>);

impl TowerRequest<'_> {
    pub(super) fn arrival(&self, peer: Option<IpAddr>) -> Arrival<'_, HeaderMap> {
        Arrival { request: self, ..self.0.arrival(peer) }
    }
}

impl FrameworkRequest for TowerRequest<'_> {
    fn authority(&self) -> Option<Cow<'_, str>> {
        self.0.authority()
    }

    fn target(&self) -> Cow<'_, str> {
        original_uri(self.0.extensions).map_or_else(|| self.0.target(), |uri| target(uri).into())
    }

    fn call(&self, function: &(dyn Any + Send + Sync)) -> Option<Lookup> {
        self.0.call(function)
    }
}
