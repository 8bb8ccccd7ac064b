//! The guard of a group as a middleware of actix-web: of an `App`, a scope, a resource or a route.

use std::fmt;
use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;

use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};

use crate::adapters::actix_web::extract;
use crate::adapters::actix_web::request::preparation;
use crate::adapters::require::Require;
use crate::guard::Guard;
use crate::policy::{self, Policy};

impl<P, S, B> Transform<S, ServiceRequest> for Require<P>
where
    P: Policy,
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type InitError = ();
    type Transform = RequireMiddleware<P, S>;
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(RequireMiddleware { policy: PhantomData, inner: Rc::new(inner) }))
    }
}

/// A service that only allowed requests reach: see
/// [`require`](crate::adapters::actix_web::require()).
///
/// A rejection is a response, not an `Err`. So `Logger`, `ErrorHandlers` and other middleware
/// further out see it.
pub struct RequireMiddleware<P, S> {
    policy: PhantomData<fn(P) -> P>,
    inner: Rc<S>,
}

impl<P, S, B> Service<ServiceRequest> for RequireMiddleware<P, S>
where
    P: Policy,
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Error>>>>;

    forward_ready!(inner);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let inner = Rc::clone(&self.inner);
        Box::pin(async move {
            if let Some(preparation) = preparation(&request) {
                preparation.await;
            }
            match extract::<Guard<P>>(request.request()) {
                Ok(_) => Ok(inner.call(request).await?.map_into_left_body()),
                Err(rejection) => Ok(request.error_response(rejection).map_into_right_body()),
            }
        })
    }
}

impl<P: Policy, S> fmt::Debug for RequireMiddleware<P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RequireMiddleware<{}>", policy::name::public(P::name()))
    }
}
