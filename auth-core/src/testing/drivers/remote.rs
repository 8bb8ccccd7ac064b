//! The driver for an application behind a client: at any address, in any language.

use std::error::Error;
use std::fmt;
use std::net::IpAddr;

use http::{Request, Response};

use crate::testing::application::Application;

/// Returns the driver for an application behind a client, such as one at the other end of a socket.
///
/// `client` sends a request whose URI is a path, and returns the response. `peer` is the address of
/// the client, as the application sees it. A rejection is told from a response of the handler by
/// the status: 401, 403, or 404 where the rule is concealed.
pub const fn remote<C: Fn(Request<Vec<u8>>) -> F, F>(peer: IpAddr, client: C) -> Remote<C> {
    Remote { peer, client }
}

/// The driver for an application behind a client: see [`remote`].
#[derive(Clone)]
#[must_use]
pub struct Remote<C> {
    peer: IpAddr,
    client: C,
}

impl<C, F, R, E> Application for Remote<C>
where
    C: Fn(Request<Vec<u8>>) -> F,
    F: Future<Output = Result<Response<R>, E>>,
    E: Into<Box<dyn Error>>,
{
    const SHOWS_REJECTIONS: bool = false;

    fn peer(&self) -> Option<IpAddr> {
        Some(self.peer)
    }

    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<()>, Box<dyn Error>> {
        let response = (self.client)(request).await.map_err(Into::into)?;
        Ok(response.map(drop))
    }
}

impl<C> fmt::Debug for Remote<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Remote").field("peer", &self.peer).finish_non_exhaustive()
    }
}
