//! poem 3 and poem-openapi 5: `Auth` as a middleware, extractors, and rejections as responses.
//!
//! `.with(auth)` on a route covers all routes inside.
//!
//! ```
//! use auth_core::{Guard, Identity, policy};
//! use poem::{Route, delete, get, handler};
//!
//! policy! { pub Admins = role = "admin"; }
//!
//! #[handler]
//! fn delete_user(_proof: Guard<Admins>) -> &'static str {
//!     "deleted"
//! }
//!
//! #[handler]
//! fn whoami(identity: Identity) -> String {
//!     identity.subject().to_owned()
//! }
//!
//! let app = Route::new().at("/users/:id", delete(delete_user)).at("/whoami", get(whoami));
//! // … .with(auth)
//! # let _ = app;
//! ```
//!
//! An `#[oai]` method takes its `Guard` by hand, as the first argument: poem-openapi reads the body
//! where an argument needs it.
//!
//! ```ignore
//! #[OpenApi]
//! impl Api {
//!     #[oai(path = "/posts", method = "post")]
//!     async fn publish(&self, _proof: Guard<CanPublish>, post: Json<Post>) -> Json<Post> { post }
//! }
//! ```
//!
//! The [guide](crate::guide::frameworks::poem) has the order of middleware and further notes.

use std::error::Error as _;
use std::fmt;
use std::iter::successors;
use std::sync::Arc;

use http_body::Body as _;
use http_body_util::combinators::BoxBody;
use percent_encoding::percent_decode_str;
use poem::error::{IntoResult, ResponseError};
use poem::{
    Body, Endpoint, Error, FromRequest, IntoResponse, Middleware, PathPattern, Request,
    RequestBody, Response,
};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use crate::adapters::carried_state::{self, CarriedState};
use crate::adapters::drain::{self, LentBody, Unread};
use crate::adapters::{extensions, finish};
use crate::auth::Auth;
use crate::auth::decide::names_path;
use crate::auth::extract::{RequestAuth, Snapshot};
use crate::auth::request_state::RequestState;
use crate::guard::Guard;
use crate::guard::checked_response::CheckedResponse;
use crate::guard::pending::PendingGuard;
use crate::guard::report_only::ReportOnly;
use crate::guard::{Public, PublicReason};
use crate::identity::Identity;
use crate::identity::MaybeIdentity;
use crate::in_body::{AuthSource, PendingDecision, RequestSource};
use crate::policy::Policy;
use crate::rejection::Rejection;
use crate::request::head::HttpHead;
use crate::request::path::PathParameters;
use crate::request::target::Target;

impl<E: Endpoint> Middleware<E> for Auth {
    type Output = AuthEndpoint<E>;

    fn transform(&self, inner: E) -> Self::Output {
        AuthEndpoint { auth: self.clone(), inner }
    }
}

/// An endpoint inside an [`Auth`].
#[derive(Clone, Debug)]
pub struct AuthEndpoint<E> {
    auth: Auth,
    inner: E,
}

impl<E: Endpoint> Endpoint for AuthEndpoint<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let peer = request.remote_addr().as_socket_addr().map(std::net::SocketAddr::ip);
        let session = Arc::new(RequestState::new(&self.auth.config, request.headers(), peer));
        let outer = request.extensions_mut().insert(CarriedState(Arc::clone(&session)));
        // The outermost `Auth` reads on for all of them.
        let unread = outer.is_none().then(|| lend(&mut request, self.auth.config.drain)).flatten();
        let mut response = match self.inner.call(request).await {
            Ok(response) => response.into_response(),
            Err(error) => {
                let Some(rejection) = refusal(&error) else {
                    // Every other error stays the error that it is, whatever the request presents: the application's error handlers
                    // look for its type, and keep its text from the client.
                    session.pass_error(error.status());
                    return Err(error);
                };
                // A response that is no rejection's own gets the challenge of the last refusal.
                if error.data::<Rejection>().is_none() {
                    session.adopt(rejection);
                }
                // SECURITY: as an error, a refusal would lose its challenge to error handlers further out.
                error.into_response()
            }
        };
        let fields = finish::missing_headers(
            &session,
            response.status(),
            response.headers(),
            response.extensions(),
        );
        finish::set(fields, response.headers_mut());
        if let Some(unread) = unread
            && session.refuses(response.status(), response.extensions().get())
        {
            unread.close(response.headers_mut());
        }
        Ok(response)
    }
}

/// Returns the rejection that an error is: its own, or one among its causes whose status it keeps.
fn refusal(error: &Error) -> Option<&Rejection> {
    let mut causes = successors(error.source(), |cause| (*cause).source());
    let mut inner = || causes.find_map(|cause| cause.downcast_ref::<Rejection>());
    error.data().or_else(|| inner().filter(|rejection| rejection.status() == error.status()))
}

/// Lends the body of a request to the endpoint, if the client sends one that the connection ends with.
fn lend(request: &mut Request, limit: u64) -> Option<Unread> {
    if !drain::can_close(request.version()) {
        return None;
    }
    let body = BoxBody::from(request.take_body());
    if body.is_end_stream() {
        request.set_body(body);
        return None;
    }
    let (body, unread) = LentBody::new(body, request.headers(), limit);
    request.set_body(BoxBody::new(body));
    Some(unread)
}

macro_rules! extractors {
    ($($argument:ident)*) => {$(
        impl<'a, P: Policy> FromRequest<'a> for $argument<P> {
            async fn from_request(
                request: &'a Request,
                _body: &mut RequestBody,
            ) -> poem::Result<Self> {
                let path = path_parameters(request, const { names_path::<Self>() });
                Ok(visit(request).extract(path.as_ref()).await?)
            }
        }
    )*};
}

extractors! { Guard ReportOnly PendingGuard }

impl<'a> FromRequest<'a> for Identity {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        Ok(visit(request).identity().await?)
    }
}

impl<'a> FromRequest<'a> for MaybeIdentity {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        Ok(visit(request).maybe_identity().await?)
    }
}

impl<'a, M: PublicReason> FromRequest<'a> for Public<M> {
    async fn from_request(_request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        Ok(Self::new())
    }
}

/// Returns who is calling, if the request is inside an [`Auth`] and its credentials are good.
///
/// For middleware and open routes: it refuses nothing and logs nothing. Without credentials, with bad ones,
/// or while they cannot be checked, the answer is `None`: decide nothing on that.
pub fn peek(request: &Request) -> impl Future<Output = Option<Identity>> + Send + use<> {
    carried_state::peek(session_of(request).cloned())
}

/// Returns the session of the innermost `Auth` that the request is in.
fn session_of(request: &Request) -> Option<&Arc<RequestState>> {
    extensions::state(request.extensions())
}

/// The request, to ask for what it may.
fn visit(request: &Request) -> RequestAuth<'_> {
    let (method, uri, version) = (request.method(), request.uri(), request.version());
    let head = HttpHead::new(method, uri, version, request.headers(), request.extensions());
    let session = session_of(request).map(|session| &**session);
    let pattern = request.data().map(|PathPattern(pattern)| &**pattern);
    let route = pattern.unwrap_or_else(|| request.uri().path());
    RequestAuth {
        state: session,
        target: Target { method: request.method().as_str(), route },
        head,
    }
}

impl AuthSource for Request {
    const KNOWS_REQUEST: bool = true;

    fn decision(&self) -> PendingDecision<'_> {
        let RequestAuth { target, head, .. } = visit(self);
        PendingDecision::snapshot(Snapshot::new(
            session_of(self).cloned(),
            target,
            &head,
            path_parameters(self, true),
        ))
    }
}

impl RequestSource for Request {}

/// What the route found in the path, if the policy compares any of it: decoded as `Path` decodes it.
fn path_parameters(request: &Request, needed: bool) -> Option<PathParameters> {
    if !needed {
        return None;
    }
    // poem has no parameter where the text is not valid UTF-8, as if the route had none.
    if percent_decode_str(request.uri().path()).decode_utf8().is_err() {
        return Some(PathParameters::invalid());
    }
    let parameters = request.path_params().map(|Pairs(pairs)| PathParameters::new(pairs));
    let parameters = parameters.unwrap_or_else(|_| PathParameters::invalid());
    Some(if request.data::<PathPattern>().is_some() { parameters } else { parameters.unrouted() })
}

/// All path parameters, in order: a map would hide the second one of a name.
struct Pairs(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;

        impl<'de> Visitor<'de> for All {
            type Value = Pairs;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("path parameters")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut parameters: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = parameters.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }

        deserializer.deserialize_map(All)
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        let (parts, body) = Self::into_response::<String>(self).into_parts();
        let (mut response, _) = Response::default().into_parts();
        (response.status, response.headers, response.extensions) =
            (parts.status, parts.headers, parts.extensions);
        Response::from_parts(response, Body::from_string(body))
    }
}

impl<T: IntoResult<R>, R: IntoResponse> IntoResult<R> for CheckedResponse<T> {
    fn into_result(self) -> poem::Result<R> {
        self.into_result()?.into_result()
    }
}

/// The [`Rejection`] itself is in the error's data, for whoever logs or counts.
impl From<Rejection> for Error {
    fn from(rejection: Rejection) -> Self {
        let mut error = Self::from(LoggedRejection(rejection.clone()));
        error.set_data(rejection);
        error
    }
}

/// A rejection as an error of poem's. Such an error's text goes to clients where the application handles errors, and a rejection's own
/// tells too much.
#[derive(Clone)]
struct LoggedRejection(Rejection);

impl ResponseError for LoggedRejection {
    fn status(&self) -> http::StatusCode {
        self.0.status()
    }

    fn as_response(&self) -> Response {
        IntoResponse::into_response(self.0.clone())
    }
}

impl fmt::Display for LoggedRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.status().fmt(f)
    }
}

impl fmt::Debug for LoggedRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LoggedRejection({})", self.0.status())
    }
}

impl std::error::Error for LoggedRejection {}
