//! The guard of a group as a middleware of poem: of a route or any other endpoint.

use std::fmt;
use std::marker::PhantomData;

use poem::{Endpoint, Middleware, Request};

use crate::adapters::poem::extract;
use crate::adapters::require::Require;
use crate::guard::Guard;
use crate::policy::{self, Policy};

impl<P: Policy, E: Endpoint> Middleware<E> for Require<P> {
    type Output = RequireEndpoint<P, E>;

    fn transform(&self, inner: E) -> Self::Output {
        RequireEndpoint { policy: PhantomData, inner }
    }
}

/// An endpoint that only allowed requests reach: see
/// [`require`](crate::adapters::poem::require()).
pub struct RequireEndpoint<P, E> {
    policy: PhantomData<fn(P) -> P>,
    inner: E,
}

impl<P: Policy, E: Endpoint> Endpoint for RequireEndpoint<P, E> {
    type Output = E::Output;

    async fn call(&self, request: Request) -> poem::Result<E::Output> {
        extract::<Guard<P>>(&request).await?;
        self.inner.call(request).await
    }
}

impl<P: Policy, E> fmt::Debug for RequireEndpoint<P, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RequireEndpoint<{}>", policy::name::public(P::name()))
    }
}
