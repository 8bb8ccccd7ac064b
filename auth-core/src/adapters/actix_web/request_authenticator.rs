//! Authenticators that look at a request of actix-web.

use std::any::Any;
use std::borrow::Cow;
use std::error::Error;
use std::net::IpAddr;

use actix_web::dev::ServiceRequest;
use actix_web::http::header::HeaderMap;

use crate::authn::RequestAuthenticator;
use crate::authn::arrival::{Arrival, FrameworkRequest};
use crate::authn::request_authenticator::{Lookup, lookup};
use crate::identity::Identity;
use crate::request::head::{Head, RequestHead};

/// A function over a request of actix-web.
struct Function(Box<dyn Fn(&ServiceRequest) -> Lookup + Send + Sync>);

/// Creates an authenticator that looks at a request of actix-web, with its session, its extensions
/// and the data of the application. See [`RequestAuthenticator`].
///
/// Middleware that it needs is wrapped after the `Auth`: `.wrap(auth).wrap(SessionMiddleware::…)`.
///
/// ```
/// use actix_web::HttpMessage as _;
/// use auth_core::actix_web::request_authenticator;
/// use auth_core::{Auth, Identity};
///
/// // Middleware outside of `Auth` left it there.
/// #[derive(Clone)]
/// struct Login { user: String }
///
/// let logins = request_authenticator("https://app.example", |request| {
///     // With actix-session: `request.get_session().get::<String>("user")`.
///     let login = request.extensions().get::<Login>().cloned();
///     async move {
///         let Some(Login { user }) = login else { return Ok(None) };
///         Identity::builder("https://app.example", user).build().map(Some)
///     }
/// });
/// let auth = Auth::new(logins);
/// ```
pub fn request_authenticator<F, E>(
    issuer: impl Into<Box<str>>,
    function: impl Fn(&ServiceRequest) -> F + Send + Sync + 'static,
) -> RequestAuthenticator
where
    F: Future<Output = Result<Option<Identity>, E>> + Send + 'static,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    let function = move |request: &ServiceRequest| lookup(function(request));
    RequestAuthenticator::of(issuer, Function(Box::new(function)))
}

/// Returns a request as it arrives.
pub(super) fn arrival(request: &ServiceRequest, peer: Option<IpAddr>) -> Arrival<'_, HeaderMap> {
    Arrival { method: request.method().as_str(), headers: request.headers(), peer, request }
}

impl FrameworkRequest for ServiceRequest {
    fn authority(&self) -> Option<Cow<'_, str>> {
        self.uri().authority().map(|authority| authority.as_str().into())
    }

    fn target(&self) -> Cow<'_, str> {
        self.uri().path_and_query().map_or("/", |target| target.as_str()).into()
    }

    fn call(&self, function: &(dyn Any + Send + Sync)) -> Option<Lookup> {
        if let Some(Function(function)) = function.downcast_ref() {
            return Some(function(self));
        }
        RequestHead::of(&self.request().copy()?).call(function)
    }
}
