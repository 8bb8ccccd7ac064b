//! The driver for services of salvo.

use std::error::Error;
use std::fmt;
use std::net::{IpAddr, SocketAddr};

use http::uri::Scheme;
use http::{Request, Response, StatusCode};
use salvo::http::ReqBody;

use crate::testing::application::Application;

/// Returns the driver for an application of salvo. `handle` calls `Service::handle`, which needs
/// salvo's feature `test`.
///
/// ```ignore
/// let service = Service::new(router);
/// let app = testing::salvo(|request| service.handle(request));
/// ```
pub const fn salvo<H: Fn(salvo::Request) -> F, F>(handle: H) -> Salvo<H> {
    Salvo { handle }
}

/// The driver for an application of salvo: see [`salvo()`].
#[must_use]
pub struct Salvo<H> {
    handle: H,
}

impl<H, F> Application for Salvo<H>
where
    H: Fn(salvo::Request) -> F,
    F: Future<Output = salvo::Response>,
{
    const SHOWS_REJECTIONS: bool = true;

    async fn send(&self, mut request: Request<Vec<u8>>) -> Result<Response<()>, Box<dyn Error>> {
        let address = request.extensions_mut().remove::<IpAddr>();
        let mut request = salvo::Request::from_hyper(request.map(ReqBody::from), Scheme::HTTP);
        if let Some(address) = address {
            *request.remote_addr_mut() = SocketAddr::new(address, 4711).into();
        }
        let received = (self.handle)(request).await;
        let mut response = Response::new(());
        *response.status_mut() = received.status_code.unwrap_or(StatusCode::OK);
        *response.extensions_mut() = received.extensions;
        Ok(response)
    }
}

impl<H> fmt::Debug for Salvo<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Salvo").finish_non_exhaustive()
    }
}
