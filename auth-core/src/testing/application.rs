//! The application under test, as the suite sees it.

use std::error::Error;
use std::net::IpAddr;

use http::{Request, Response};

/// The application under test: it answers requests.
///
/// Each framework has a driver that implements it. Implement it for an application that none of
/// them can reach.
pub trait Application {
    /// `true` if the extensions of a response hold the [`Rejection`](crate::Rejection) that it
    /// stands for. Without it, a handler's own 404 on a concealed route looks like a rejection.
    const SHOWS_REJECTIONS: bool;

    /// Returns the address of each request's peer, if the test cannot choose it. Default: the
    /// extensions of a request hold its [`IpAddr`], which [`send`](Self::send) installs.
    fn peer(&self) -> Option<IpAddr> {
        None
    }

    /// Sends a request, and returns the head of the response.
    ///
    /// # Errors
    ///
    /// Any error that left the request without a response. The suite reports it.
    fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> impl Future<Output = Result<Response<()>, Box<dyn Error>>>;
}
