//! axum's `MethodRouter` for guarded handlers only.

use std::convert::Infallible;
use std::fmt;

use axum::extract::Request;
use axum::handler::Handler;
use axum::response::IntoResponse;
use axum::routing::MethodFilter;
use tower_layer::Layer;
use tower_service::Service;

use crate::access::{Guarded, Route};

/// The handlers of one path, for each method: axum's `MethodRouter` for guarded handlers only.
///
/// The functions of [`routing`](crate::adapters::axum::routing) create it.
#[must_use = "handlers without a path do not run"]
pub struct MethodRouter<S = ()> {
    inner: axum::routing::MethodRouter<S>,
    /// The routes, still without their path.
    routes: Vec<Route>,
}

/// Writes a method for each method of HTTP.
macro_rules! methods {
    ($($name:ident $method:literal $filter:ident)*) => {
        /// The methods of HTTP that axum routes.
        const METHODS: &[(&str, MethodFilter)] = &[$(($method, MethodFilter::$filter)),*];

        impl<S: Clone + Send + Sync + 'static> MethodRouter<S> {$(
            #[doc = concat!("Adds a guarded handler of `", $method, "` requests.")]
            #[track_caller]
            pub fn $name<H, A, T>(mut self, handler: H) -> Self
            where
                H: Guarded<A> + Handler<T, S>,
                T: 'static,
            {
                self.routes.push(Route::of::<H, A>($method, "", &handler));
                Self { inner: self.inner.$name(handler), ..self }
            }
        )*}
    };
}

methods! {
    connect "CONNECT" CONNECT
    delete "DELETE" DELETE
    get "GET" GET
    head "HEAD" HEAD
    options "OPTIONS" OPTIONS
    patch "PATCH" PATCH
    post "POST" POST
    put "PUT" PUT
    trace "TRACE" TRACE
}

impl<S: Clone + Send + Sync + 'static> MethodRouter<S> {
    /// Creates a router without handlers.
    pub fn new() -> Self {
        Self { inner: axum::routing::MethodRouter::new(), routes: Vec::new() }
    }

    /// Creates a router with one handler for all methods.
    #[track_caller]
    pub(super) fn any<H, A, T>(handler: H) -> Self
    where
        H: Guarded<A> + Handler<T, S>,
        T: 'static,
    {
        let routes = vec![Route::of::<H, A>("ANY", "", &handler)];
        Self { inner: axum::routing::any(handler), routes }
    }

    /// Adds a guarded handler of requests with the methods of `filter`.
    #[track_caller]
    pub fn on<H, A, T>(mut self, filter: MethodFilter, handler: H) -> Self
    where
        H: Guarded<A> + Handler<T, S>,
        T: 'static,
    {
        for (name, method) in METHODS {
            if filter.or(*method) == filter {
                self.routes.push(Route::of::<H, A>(*name, "", &handler));
            }
        }
        Self { inner: self.inner.on(filter, handler), ..self }
    }

    /// Adds a guarded handler of all other methods.
    #[track_caller]
    pub fn fallback<H, A, T>(mut self, handler: H) -> Self
    where
        H: Guarded<A> + Handler<T, S>,
        T: 'static,
    {
        self.routes.push(Route::of::<H, A>("ANY", "", &handler));
        Self { inner: self.inner.fallback(handler), ..self }
    }

    /// Adds the handlers of another router.
    ///
    /// # Panics
    ///
    /// As [`axum::routing::MethodRouter::merge`]: if both have a handler for a method.
    #[track_caller]
    pub fn merge(mut self, other: Self) -> Self {
        self.routes.extend(other.routes);
        Self { inner: self.inner.merge(other.inner), ..self }
    }

    /// Applies a layer to all handlers.
    pub fn layer<L>(self, layer: L) -> Self
    where
        L: Layer<axum::routing::Route> + Clone + Send + Sync + 'static,
        L::Service: Service<Request> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Response: IntoResponse + 'static,
        <L::Service as Service<Request>>::Error: Into<Infallible> + 'static,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        Self { inner: self.inner.layer(layer), ..self }
    }

    /// Applies a layer to all handlers, except to that of [`fallback`](Self::fallback).
    ///
    /// # Panics
    ///
    /// As [`axum::routing::MethodRouter::route_layer`]: if no handler was added before.
    #[track_caller]
    pub fn route_layer<L>(self, layer: L) -> Self
    where
        L: Layer<axum::routing::Route> + Clone + Send + Sync + 'static,
        L::Service: Service<Request, Error = Infallible> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Response: IntoResponse + 'static,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        Self { inner: self.inner.route_layer(layer), ..self }
    }

    /// Provides the state of the handlers.
    pub fn with_state<S2>(self, state: S) -> MethodRouter<S2> {
        MethodRouter { inner: self.inner.with_state(state), routes: self.routes }
    }

    pub(super) fn into_parts(self) -> (axum::routing::MethodRouter<S>, Vec<Route>) {
        (self.inner, self.routes)
    }
}

impl<S> Clone for MethodRouter<S> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), routes: self.routes.clone() }
    }
}

impl<S: Clone + Send + Sync + 'static> Default for MethodRouter<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> fmt::Debug for MethodRouter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MethodRouter").field("routes", &self.routes).finish_non_exhaustive()
    }
}
