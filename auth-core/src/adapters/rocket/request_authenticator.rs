//! Authenticators that look at a request of rocket.

use std::any::Any;
use std::borrow::Cow;
use std::error::Error;
use std::net::IpAddr;

use rocket::Request;
use rocket::http::HeaderMap;

use crate::authn::RequestAuthenticator;
use crate::authn::arrival::{Arrival, FrameworkRequest};
use crate::authn::request_authenticator::{Lookup, lookup};
use crate::identity::Identity;
use crate::request::head::{Head, RequestHead};

/// A function over a request of rocket.
struct Function(Box<dyn Fn(&Request<'_>) -> Lookup + Send + Sync>);

/// Creates an authenticator that looks at a request of rocket, with its cookies and the state of
/// the application. See [`RequestAuthenticator`].
///
/// ```
/// use auth_core::rocket::request_authenticator;
/// use auth_core::{Auth, Identity};
/// # #[derive(Clone)] struct Sessions;
/// # impl Sessions {
/// #     async fn user(&self, _: &str) -> Result<Option<String>, std::io::Error> { Ok(None) }
/// # }
///
/// let logins = request_authenticator("https://app.example", |request| {
///     let sessions = request.rocket().state::<Sessions>().cloned();
///     let id = request.cookies().get("__Host-session").map(|cookie| cookie.value().to_owned());
///     async move {
///         let Some((sessions, id)) = sessions.zip(id) else { return Ok(None) };
///         let Some(user) = sessions.user(&id).await? else { return Ok(None) };
///         let identity = Identity::builder("https://app.example", user).build()?;
///         Ok::<_, Box<dyn std::error::Error + Send + Sync>>(Some(identity))
///     }
/// });
/// let auth = Auth::new(logins);
/// ```
///
/// With rocket's feature `secrets`, an encrypted cookie needs no store:
/// `request.cookies().get_private("user")`.
pub fn request_authenticator<F, E>(
    issuer: impl Into<Box<str>>,
    function: impl Fn(&Request<'_>) -> F + Send + Sync + 'static,
) -> RequestAuthenticator
where
    F: Future<Output = Result<Option<Identity>, E>> + Send + 'static,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    let function = move |request: &Request<'_>| lookup(function(request));
    RequestAuthenticator::of(issuer, Function(Box::new(function)))
}

/// Returns a request as it arrives.
pub(super) fn arrival<'r>(
    request: &'r Request<'_>,
    peer: Option<IpAddr>,
) -> Arrival<'r, HeaderMap<'r>> {
    Arrival { method: request.method().as_str(), headers: request.headers(), peer, request }
}

impl FrameworkRequest for Request<'_> {
    fn authority(&self) -> Option<Cow<'_, str>> {
        self.host().map(|host| host.to_string().into())
    }

    fn target(&self) -> Cow<'_, str> {
        self.uri().to_string().into()
    }

    fn call(&self, function: &(dyn Any + Send + Sync)) -> Option<Lookup> {
        if let Some(Function(function)) = function.downcast_ref() {
            return Some(function(self));
        }
        RequestHead::of(&(&self).copy()?).call(function)
    }
}
