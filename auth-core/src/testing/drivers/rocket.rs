//! The driver for applications of rocket.

use std::error::Error;
use std::fmt;
use std::net::{IpAddr, SocketAddr};

use http::{Request, Response, StatusCode};
use rocket::http::{Header, Method};
use rocket::local::asynchronous::Client;

use crate::testing::application::Application;

/// Returns the driver for an application of rocket. Make the client with `Client::untracked`.
///
/// Responses of rocket hold no rejection. A 404 of a handler behind a concealed rule counts as
/// rejected: let the test give a path parameter that the handler knows.
pub const fn rocket(client: Client) -> Rocket {
    Rocket { client }
}

/// The driver for an application of rocket: see [`rocket()`].
#[must_use]
pub struct Rocket {
    client: Client,
}

impl Application for Rocket {
    const SHOWS_REJECTIONS: bool = false;

    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<()>, Box<dyn Error>> {
        let (parts, body) = request.into_parts();
        let method = parts.method.as_str().parse::<Method>();
        let method = method.map_err(|()| format!("rocket has no method `{}`", parts.method))?;
        let mut sent = self.client.req(method, parts.uri.to_string()).body(body);
        for (name, value) in &parts.headers {
            sent.add_header(Header::new(name.as_str().to_owned(), value.to_str()?.to_owned()));
        }
        if let Some(address) = parts.extensions.get::<IpAddr>() {
            sent.set_remote(SocketAddr::new(*address, 4711));
        }
        let status = sent.dispatch().await.status();
        let mut response = Response::new(());
        *response.status_mut() = StatusCode::from_u16(status.code)?;
        Ok(response)
    }
}

impl fmt::Debug for Rocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rocket").finish_non_exhaustive()
    }
}
