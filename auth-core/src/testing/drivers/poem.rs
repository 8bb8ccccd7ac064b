//! The driver for endpoints of poem.

use std::error::Error;
use std::fmt;
use std::net::{IpAddr, SocketAddr};

use http::uri::Scheme;
use http::{Request, Response};
use poem::Endpoint;
use poem::web::{LocalAddr, RemoteAddr};

use crate::testing::application::Application;

/// Returns the driver for an application of poem.
///
/// ```
/// # use auth_core::access::Report;
/// # use auth_core::require;
/// use auth_core::testing::{self, Callers, Suite};
/// use poem::{EndpointExt as _, Route, get, handler};
///
/// #[require(authenticated)]
/// #[handler]
/// async fn me() {}
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # let report: Report = "GET /me\n    me\n    #[require(authenticated)]\n".parse().unwrap();
/// let callers = Callers::new();
/// let app = Route::new().at("/me", get(me)).with(callers.auth());
/// Suite::new(&report).run(&callers, &testing::poem(app)).await.assert();
/// # }
/// ```
pub const fn poem<E>(endpoint: E) -> Poem<E> {
    Poem { endpoint }
}

/// The driver for an application of poem: see [`poem()`].
#[must_use]
pub struct Poem<E> {
    endpoint: E,
}

impl<E: Endpoint> Application for Poem<E> {
    const SHOWS_REJECTIONS: bool = true;

    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<()>, Box<dyn Error>> {
        let (mut parts, body) = request.into_parts();
        let address = parts.extensions.remove::<IpAddr>();
        let address = address.map(|address| SocketAddr::new(address, 4711).into());
        let remote = RemoteAddr(address.unwrap_or_default());
        let parts = (parts, LocalAddr::default(), remote, Scheme::HTTP).into();
        let request = poem::Request::from_parts(parts, poem::Body::from_vec(body));
        let (parts, _) = self.endpoint.get_response(request).await.into_parts();
        let mut response = Response::new(());
        *response.status_mut() = parts.status;
        *response.extensions_mut() = parts.extensions;
        Ok(response)
    }
}

impl<E> fmt::Debug for Poem<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Poem").finish_non_exhaustive()
    }
}
