//! `Auth` as a middleware of actix-web.

use std::future::{Ready, ready};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::{Error, HttpMessage, HttpResponse};
use http::HeaderName;

use crate::adapters::actix_web::request::state;
use crate::adapters::actix_web::response::append;
use crate::adapters::carried_state::{CarriedState, EndOnDrop};
use crate::auth::Auth;
use crate::auth::finish::Passing;
use crate::auth::request_state::RequestState;
use crate::rejection::Rejection;

impl<S, B> Transform<S, ServiceRequest> for Auth
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
{
    type Response = ServiceResponse<B>;
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
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<ServiceResponse<B>, Error>>>>;

    forward_ready!(inner);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let peer = request.peer_addr().map(|address| address.ip());
        let outer = state(&request);
        let state = RequestState::new(&self.auth.config, request.headers(), peer).inside(outer);
        let state = Arc::new(state);
        request.extensions_mut().insert(CarriedState(Arc::clone(&state)));
        let end = EndOnDrop(Arc::clone(&state));
        let inner = Rc::clone(&self.inner);
        Box::pin(async move {
            let _end = end;
            // SECURITY: while a guard waits, actix-web would read the body for other extractors.
            state.prepare().await;
            match inner.call(request).await {
                Ok(mut response) => {
                    complete(&state, response.response_mut());
                    Ok(response)
                }
                Err(error) => {
                    log_error(&state, &error);
                    Err(error)
                }
            }
        })
    }
}

/// Completes the headers of a response on its way out.
fn complete<B>(state: &RequestState, response: &mut HttpResponse<B>) {
    let status = http::StatusCode::from_u16(response.status().as_u16()).unwrap_or_default();
    let missing = {
        let extensions = response.extensions();
        let has = |name: &HeaderName| response.headers().contains_key(name.as_str());
        state.complete(&Passing { status, rejection: extensions.get::<Rejection>(), has: &has })
    };
    for (name, _) in &missing {
        response.headers_mut().remove(name.as_str());
    }
    append(response, missing.iter().map(|(name, value)| (name, value)));
}

/// Logs a rejection that an error of middleware replaces.
///
/// The error passes unchanged: outer error handlers look for its type.
fn log_error(state: &RequestState, error: &Error) {
    if error.as_error::<Rejection>().is_none() {
        let status = error.as_response_error().status_code();
        state.pass_error(http::StatusCode::from_u16(status.as_u16()).unwrap_or_default());
    }
}
