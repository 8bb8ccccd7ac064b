//! The driver for applications of actix-web.

use std::error::Error;
use std::fmt;
use std::net::{IpAddr, SocketAddr};

use actix_web::dev::ServiceResponse;
use actix_web::test::TestRequest;
use http::{Request, Response, StatusCode};

use crate::rejection::Rejection;
use crate::testing::application::Application;

/// Returns the driver for an application of actix-web. `call` calls its service.
///
/// ```
/// # use actix_web::{App, test, web};
/// # use auth_core::testing::{self, Callers, Suite};
/// # use auth_core::access::{Report, Route};
/// # use auth_core::require;
/// # #[require(authenticated)]
/// # async fn me() -> &'static str { "me" }
/// # actix_web::rt::System::new().block_on(async {
/// let callers = Callers::new();
/// let report = Report::from_iter([Route::of("GET", "/me", &me)]);
/// let app = App::new().route("/me", web::get().to(me)).wrap(callers.auth());
/// let service = test::init_service(app).await;
/// let app = testing::actix_web(|request| test::try_call_service(&service, request.to_request()));
/// Suite::new(&report).run(&callers, &app).await.assert();
/// # });
/// ```
pub const fn actix_web<C: Fn(TestRequest) -> F, F>(call: C) -> ActixWeb<C> {
    ActixWeb { call }
}

/// The driver for an application of actix-web: see [`actix_web()`].
#[must_use]
pub struct ActixWeb<C> {
    call: C,
}

impl<C, F, B> Application for ActixWeb<C>
where
    C: Fn(TestRequest) -> F,
    F: Future<Output = Result<ServiceResponse<B>, actix_web::Error>>,
{
    const SHOWS_REJECTIONS: bool = true;

    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<()>, Box<dyn Error>> {
        let (parts, body) = request.into_parts();
        let mut sent = TestRequest::with_uri(&parts.uri.to_string())
            .method(actix_web::http::Method::from_bytes(parts.method.as_str().as_bytes())?)
            .set_payload(body);
        for (name, value) in &parts.headers {
            sent = sent.append_header((name.as_str(), value.as_bytes()));
        }
        if let Some(address) = parts.extensions.get::<IpAddr>() {
            sent = sent.peer_addr(SocketAddr::new(*address, 4711));
        }
        let (status, rejection) = match (self.call)(sent).await {
            Ok(response) => {
                let response = response.response();
                (response.status(), response.extensions().get::<Rejection>().cloned())
            }
            // The server makes the response of an error that no middleware made one of.
            Err(error) => (error.as_response_error().status_code(), error.as_error().cloned()),
        };
        let mut response = Response::new(());
        *response.status_mut() = StatusCode::from_u16(status.as_u16())?;
        if let Some(rejection) = rejection {
            response.extensions_mut().insert(rejection);
        }
        Ok(response)
    }
}

impl<C> fmt::Debug for ActixWeb<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActixWeb").finish_non_exhaustive()
    }
}
