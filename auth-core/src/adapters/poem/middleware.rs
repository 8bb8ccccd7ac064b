//! `Auth` as a middleware of poem.

use std::any::Any;
use std::borrow::Cow;
use std::error::Error as _;
use std::iter::successors;
use std::net::SocketAddr;
use std::sync::Arc;

use http_body::Body as _;
use http_body_util::combinators::BoxBody;
use poem::error::{MethodNotAllowedError, NotFoundError};
use poem::{Endpoint, Error, IntoResponse, Middleware, PathPattern, Request, Response};

use crate::adapters::carried_state::CarriedState;
use crate::adapters::drain::{self, LentBody, Unread};
use crate::adapters::poem::request_head;
use crate::adapters::{extensions, finish};
use crate::auth::Auth;
use crate::auth::request_state::RequestState;
use crate::authn::arrival::{Arrival, FrameworkRequest, target};
use crate::authn::request_authenticator::Lookup;
use crate::rejection::Rejection;
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

impl FrameworkRequest for Request {
    fn authority(&self) -> Option<Cow<'_, str>> {
        self.uri().authority().map(|authority| authority.as_str().into())
    }

    fn target(&self) -> Cow<'_, str> {
        // poem passes a part of the URI to nested routes.
        target(self.original_uri()).into()
    }

    fn call(&self, function: &(dyn Any + Send + Sync)) -> Option<Lookup> {
        request_head(self).call(function)
    }
}

impl<E: Endpoint> Endpoint for AuthEndpoint<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let peer = request.remote_addr().as_socket_addr().map(SocketAddr::ip);
        let config = &self.auth.config;
        let outer = extensions::state(request.extensions()).cloned();
        // The outermost `Auth` drains for all of them.
        let is_outermost = outer.is_none();
        let state = {
            let head = request_head(&request);
            let arrival = Arrival { request: &request, ..head.arrival(peer) };
            RequestState::new(config, &arrival, outer)
        };
        request.extensions_mut().insert(CarriedState(Arc::clone(&state)));
        let unread = is_outermost.then(|| lend(&mut request, config.drain)).flatten();
        let asked = config
            .withhold_unguarded
            .then(|| (request.method().clone(), request.uri().path().to_owned()));
        let response = match self.inner.call(request).await {
            Ok(response) => response.into_response(),
            Err(error) => {
                match find_rejection(&error) {
                    // The response of an error around a rejection needs its challenge.
                    Some(rejection) if error.data::<Rejection>().is_none() => {
                        state.adopt(rejection);
                    }
                    // SECURITY: a success can be the response of an error with the status of a
                    // failure. Only the response shows that.
                    None if !state.may_withhold() || is_of_router(&error) => {
                        // Every other error passes unchanged: the application's error handlers look
                        // for its type, and keep its string from the client.
                        state.pass_error(error.status());
                        return Err(error);
                    }
                    _ => {}
                }
                // SECURITY: as an error, a rejection would lose its challenge to outer error
                // handlers.
                error.into_response()
            }
        };
        let (mut parts, mut body) = response.into_parts();
        finish::complete(&state, parts.status, &mut parts.headers, &mut parts.extensions);
        if let Some((method, path)) = asked
            && state.withholds(parts.status)
        {
            let pattern = parts.extensions.get().map(|PathPattern(pattern)| &**pattern);
            let target = Target::new(method.as_str(), pattern, &path);
            let rejection = RequestState::withhold(parts.status, target);
            (parts, body) = IntoResponse::into_response(rejection).into_parts();
        }
        if let Some(unread) = unread
            && state.refuses(parts.status, parts.extensions.get())
        {
            unread.close(&mut parts.headers);
        }
        Ok(Response::from_parts(parts, body))
    }
}

/// Returns whether an error is the one of a path or a method that a router does not know.
fn is_of_router(error: &Error) -> bool {
    error.is::<NotFoundError>() || error.is::<MethodNotAllowedError>()
}

/// Returns the rejection of an error: its data, or a cause with the same status.
fn find_rejection(error: &Error) -> Option<&Rejection> {
    let mut causes = successors(error.source(), |cause| (*cause).source());
    let mut inner = || causes.find_map(|cause| cause.downcast_ref::<Rejection>());
    error.data().or_else(|| inner().filter(|rejection| rejection.status() == error.status()))
}

/// Lends the body of a request to the endpoint, if a rejection may have to drain it.
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
