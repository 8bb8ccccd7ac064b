//! `Auth` as a middleware of actix-web.

use std::future::{Ready, ready};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::error::InternalError;
use actix_web::http::StatusCode;
use actix_web::{Error, HttpMessage, HttpResponse, ResponseError};

use crate::adapters::actix_web::request::{state, with_request_auth};
use crate::adapters::actix_web::request_authenticator::arrival;
use crate::adapters::actix_web::response::append;
use crate::adapters::carried_state::{CarriedState, EndOnDrop};
use crate::auth::Auth;
use crate::auth::finish::Passing;
use crate::auth::request_state::RequestState;
use crate::rejection::Rejection;
use crate::request::target::Target;

impl<S, B> Transform<S, ServiceRequest> for Auth
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse;
    type Error = Error;
    type InitError = ();
    type Transform = AuthMiddleware<S>;
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(AuthMiddleware { auth: self.clone(), inner: Rc::new(inner) }))
    }
}

/// A service inside an [`Auth`].
#[derive(Clone, Debug)]
pub struct AuthMiddleware<S> {
    auth: Auth,
    inner: Rc<S>,
}

impl<S, B> Service<ServiceRequest> for AuthMiddleware<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<ServiceResponse, Error>>>>;

    forward_ready!(inner);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let peer = request.peer_addr().map(|address| address.ip());
        let outer = state(&request);
        let state = RequestState::new(&self.auth.config, &arrival(&request, peer), outer);
        request.extensions_mut().insert(CarriedState(Arc::clone(&state)));
        let end = EndOnDrop(Arc::clone(&state));
        let inner = Rc::clone(&self.inner);
        let withholds = self.auth.config.withhold_unguarded;
        // The framework knows the pattern of the route before it routes.
        let has_route = request.match_pattern().is_some();
        let asked = withholds.then(|| (request.method().clone(), request.uri().clone()));
        Box::pin(async move {
            let _end = end;
            // SECURITY: while a guard waits, actix-web would read the body for other extractors.
            if has_route {
                state.prepare().await;
            }
            match inner.call(request).await {
                Ok(mut response) => {
                    complete(&state, response.response_mut());
                    Ok(withhold(&state, response.map_into_boxed_body()))
                }
                Err(error) if error.as_error::<Rejection>().is_some() => Err(error),
                Err(error) => {
                    let status = convert(error.as_response_error().status_code());
                    let Some((method, uri)) = asked.filter(|_| state.may_withhold()) else {
                        state.pass_error(status);
                        // The error passes unchanged: outer error handlers look for its type.
                        return Err(error);
                    };
                    // SECURITY: a success can be the response of an error with the status of a
                    // failure. Only the response shows that.
                    let response = error.error_response();
                    let sent = convert(response.status());
                    if state.withholds(sent) {
                        // The error of middleware names no route.
                        let target = Target::new(method.as_str(), None, uri.path());
                        return Err(RequestState::withhold(sent, target).into());
                    }
                    state.pass_error(sent);
                    // Not every error has its response twice.
                    Err(InternalError::from_response(error, response).into())
                }
            }
        })
    }
}

/// Completes the headers of a response on its way out.
fn complete<B>(state: &RequestState, response: &mut HttpResponse<B>) {
    let status = convert(response.status());
    let missing = {
        let extensions = response.extensions();
        let (rejection, headers) = (extensions.get::<Rejection>(), response.headers());
        state.complete(&Passing { status, rejection, headers })
    };
    for (name, _) in &missing {
        response.headers_mut().remove(name.as_str());
    }
    append(response, missing.iter().map(|(name, value)| (name, value)));
}

/// Returns the response, or a rejection in place of one that must not be sent.
fn withhold(state: &RequestState, response: ServiceResponse) -> ServiceResponse {
    let status = convert(response.status());
    if !state.withholds(status) {
        return response;
    }
    let rejection =
        with_request_auth(response.request(), |auth| RequestState::withhold(status, auth.target));
    response.into_response(rejection.error_response())
}

/// Returns the status as a type of `http` 1.
fn convert(status: StatusCode) -> http::StatusCode {
    http::StatusCode::from_u16(status.as_u16()).unwrap_or_default()
}
