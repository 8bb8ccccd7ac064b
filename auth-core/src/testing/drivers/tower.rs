//! The driver for services of tower, such as an axum router.

use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::net::IpAddr;
#[cfg(feature = "axum")]
use std::net::SocketAddr;

use http::{Request, Response};
use tower_service::Service;

use crate::adapters::tower::PeerAddress;
use crate::testing::application::Application;

/// Returns the driver for a service of tower with bodies of type `B`.
pub const fn tower<S, B>(service: S) -> Tower<S, B> {
    Tower { service, body: PhantomData }
}

/// Returns the driver for a router of axum.
#[cfg(feature = "axum")]
pub const fn axum(router: axum::Router) -> Tower<axum::Router, axum::body::Body> {
    tower(router)
}

/// The driver for a service of tower: see [`tower`].
#[must_use]
pub struct Tower<S, B> {
    service: S,
    body: PhantomData<fn(B) -> B>,
}

impl<S, B, R> Application for Tower<S, B>
where
    S: Service<Request<B>, Response = Response<R>> + Clone,
    S::Error: fmt::Display,
    B: From<Vec<u8>>,
{
    const SHOWS_REJECTIONS: bool = true;

    async fn send(&self, mut request: Request<Vec<u8>>) -> Result<Response<()>, Box<dyn Error>> {
        if let Some(address) = request.extensions_mut().remove::<IpAddr>() {
            #[cfg(feature = "axum")]
            request
                .extensions_mut()
                .insert(axum::extract::ConnectInfo(SocketAddr::new(address, 4711)));
            request.extensions_mut().insert(PeerAddress(address));
        }
        let mut service = self.service.clone();
        let failed = |error: S::Error| error.to_string();
        poll_fn(|context| service.poll_ready(context)).await.map_err(failed)?;
        let response = service.call(request.map(B::from)).await.map_err(failed)?;
        Ok(response.map(drop))
    }
}

impl<S, B> fmt::Debug for Tower<S, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tower").finish_non_exhaustive()
    }
}
