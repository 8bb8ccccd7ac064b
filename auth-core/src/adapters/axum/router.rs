//! axum's `Router` for guarded handlers only, with a list of its routes.

use std::any::type_name;
use std::convert::Infallible;
use std::fmt;
use std::panic::Location;

use axum::extract::Request;
use axum::handler::Handler;
use axum::response::IntoResponse;
use tower_layer::Layer;
use tower_service::Service;

use crate::access::{Access, Guarded, Report, Route};
use crate::adapters::axum::method_router::MethodRouter;
use crate::adapters::tower::{public, require};
use crate::auth::Auth;
use crate::policy::Policy;

/// The pattern of requests that match no route, in the report.
const FALLBACK: &str = "/{*fallback}";
/// The pattern of requests that match a route with other methods, in the report.
const OTHER_METHOD: &str = "/{*method_not_allowed}";

/// axum's `Router` that accepts guarded handlers only, and lists its routes.
///
/// The import is the only change for an application. The `get` and `post` of
/// [`routing`](crate::adapters::axum::routing) do not compile for a handler without `#[require(…)]`,
/// `#[public("reason")]` or a [`Guard`](crate::Guard) as its first argument. The methods mean the
/// same as those of [`axum::Router`]. [`secured_by`](Self::secured_by) ends in an `axum::Router` with
/// every route inside the `Auth`.
///
/// ```
/// use auth_core::axum::{Router, routing::{delete, get}};
/// use auth_core::{Auth, public, require};
///
/// #[public("a load balancer has no credentials")]
/// async fn health() -> &'static str { "up" }
///
/// #[require(role = "admin")]
/// async fn delete_user() {}
///
/// fn app(auth: Auth) -> axum::Router {
///     let users = Router::new().route("/{id}", delete(delete_user));
///     let routes = Router::new().route("/health", get(health)).nest("/users", users);
///     let paths: Vec<_> = routes.report().routes().iter().map(|r| r.path().to_owned()).collect();
///     assert_eq!(paths, ["/health", "/users/{id}"]);
///     routes.secured_by(auth)
/// }
/// # let _ = app;
/// ```
///
/// ```compile_fail,E0277
/// use auth_core::axum::{Router, routing::delete};
///
/// async fn delete_user() {}
///
/// let routes: Router = Router::new().route("/users/{id}", delete(delete_user));
/// ```
#[must_use = "a router without `secured_by` serves no request"]
pub struct Router<S = ()> {
    inner: axum::Router<S>,
    routes: Vec<Route>,
    /// The handlers of requests without a route. No layer of routes covers them.
    fallbacks: Vec<Route>,
}

impl<S: Clone + Send + Sync + 'static> Router<S> {
    /// Creates a router without routes.
    pub fn new() -> Self {
        Self { inner: axum::Router::new(), routes: Vec::new(), fallbacks: Vec::new() }
    }

    /// Adds the handlers of a path.
    ///
    /// # Panics
    ///
    /// As [`axum::Router::route`]: if the path is invalid, or is already routed for a method.
    #[track_caller]
    pub fn route(mut self, path: &str, methods: MethodRouter<S>) -> Self {
        let (inner, routes) = methods.into_parts();
        self.routes.extend(routes.into_iter().map(|route| route.with_path(|_| path.into())));
        Self { inner: self.inner.route(path, inner), ..self }
    }

    /// Adds a service for a path. `reason` says why the service needs no guard, or names its guard.
    ///
    /// # Panics
    ///
    /// As [`axum::Router::route_service`], and if `reason` is empty.
    #[track_caller]
    pub fn route_service<T>(mut self, path: &str, service: T, reason: &'static str) -> Self
    where
        T: Service<Request, Error = Infallible> + Clone + Send + Sync + 'static,
        T::Response: IntoResponse,
        T::Future: Send + 'static,
    {
        self.routes.push(service_route::<T>(path, reason));
        Self { inner: self.inner.route_service(path, public(reason).layer(service)), ..self }
    }

    /// Adds a router under a prefix.
    ///
    /// # Panics
    ///
    /// As [`axum::Router::nest`]: if the prefix is invalid or empty, or a route is duplicate.
    #[track_caller]
    pub fn nest(mut self, prefix: &str, router: Self) -> Self {
        let under = |route: Route| route.with_path(|path| nested(prefix, path));
        self.routes.extend(router.routes.into_iter().map(under));
        self.fallbacks.extend(router.fallbacks.into_iter().map(under));
        Self { inner: self.inner.nest(prefix, router.inner), ..self }
    }

    /// Adds a service under a prefix, such as a directory of files, or an [`axum::Router`].
    /// `reason` says why the service needs no guard, or names its guard.
    ///
    /// # Panics
    ///
    /// As [`axum::Router::nest_service`], and if `reason` is empty.
    #[track_caller]
    pub fn nest_service<T>(mut self, prefix: &str, service: T, reason: &'static str) -> Self
    where
        T: Service<Request, Error = Infallible> + Clone + Send + Sync + 'static,
        T::Response: IntoResponse,
        T::Future: Send + 'static,
    {
        self.routes.push(service_route::<T>(nested(prefix, "/{*path}"), reason));
        Self { inner: self.inner.nest_service(prefix, public(reason).layer(service)), ..self }
    }

    /// Adds the routes of another router.
    ///
    /// # Panics
    ///
    /// As [`axum::Router::merge`]: if a route is duplicate, or both routers have a fallback.
    #[track_caller]
    pub fn merge(mut self, other: Self) -> Self {
        self.routes.extend(other.routes);
        self.fallbacks.extend(other.fallbacks);
        Self { inner: self.inner.merge(other.inner), ..self }
    }

    /// Sets the handler of requests that match no route. It is guarded, too.
    #[track_caller]
    pub fn fallback<H, A, T>(mut self, handler: H) -> Self
    where
        H: Guarded<A> + Handler<T, S>,
        T: 'static,
    {
        self.fallbacks.retain(|route| route.path() != FALLBACK);
        self.fallbacks.push(Route::of::<H, A>("ANY", FALLBACK, &handler));
        Self { inner: self.inner.fallback(handler), ..self }
    }

    /// Sets the service of requests that match no route, such as an [`axum::Router`] with older
    /// routes. `reason` says why the service needs no guard, or names its guard.
    ///
    /// # Panics
    ///
    /// If `reason` is empty.
    #[track_caller]
    pub fn fallback_service<T>(mut self, service: T, reason: &'static str) -> Self
    where
        T: Service<Request, Error = Infallible> + Clone + Send + Sync + 'static,
        T::Response: IntoResponse,
        T::Future: Send + 'static,
    {
        self.fallbacks.retain(|route| route.path() != FALLBACK);
        self.fallbacks.push(service_route::<T>(FALLBACK, reason));
        Self { inner: self.inner.fallback_service(public(reason).layer(service)), ..self }
    }

    /// Sets the handler of requests that match a route with other methods. It is guarded, too.
    #[track_caller]
    pub fn method_not_allowed_fallback<H, A, T>(mut self, handler: H) -> Self
    where
        H: Guarded<A> + Handler<T, S>,
        T: 'static,
    {
        self.fallbacks.push(Route::of::<H, A>("ANY", OTHER_METHOD, &handler));
        Self { inner: self.inner.method_not_allowed_fallback(handler), ..self }
    }

    /// Guards all routes that were added before, with policy `P`, in addition to their own
    /// attributes. `P` decides first. Fallbacks are not covered.
    ///
    /// # Panics
    ///
    /// As [`axum::Router::route_layer`]: if no route was added before.
    #[track_caller]
    pub fn guarded_by<P: Policy>(self) -> Self {
        let routes = self.routes.into_iter().map(Route::guarded_by::<P>).collect();
        Self { inner: self.inner.route_layer(require::<P>()), routes, ..self }
    }

    /// Applies a layer to all routes and fallbacks that were added before.
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

    /// Applies a layer to all routes that were added before, and to no fallback.
    ///
    /// # Panics
    ///
    /// As [`axum::Router::route_layer`]: if no route was added before.
    #[track_caller]
    pub fn route_layer<L>(self, layer: L) -> Self
    where
        L: Layer<axum::routing::Route> + Clone + Send + Sync + 'static,
        L::Service: Service<Request> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Response: IntoResponse + 'static,
        <L::Service as Service<Request>>::Error: Into<Infallible> + 'static,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        Self { inner: self.inner.route_layer(layer), ..self }
    }

    /// Provides the state of the handlers.
    pub fn with_state<S2>(self, state: S) -> Router<S2> {
        let Self { inner, routes, fallbacks } = self;
        Router { inner: inner.with_state(state), routes, fallbacks }
    }

    /// Returns all routes and fallbacks with their rules.
    #[must_use]
    pub fn report(&self) -> Report {
        self.routes.iter().chain(&self.fallbacks).cloned().collect()
    }

    /// Returns axum's router with `auth` around all routes and fallbacks.
    ///
    /// The routes that are added to the returned router are neither guarded nor inside `auth`.
    #[must_use = "only the returned router serves requests"]
    pub fn secured_by(self, auth: Auth) -> axum::Router<S> {
        self.inner.layer(auth)
    }
}

/// Returns the route of a service.
#[track_caller]
fn service_route<T>(path: impl Into<Box<str>>, reason: &'static str) -> Route {
    assert!(!reason.trim().is_empty(), "a service without `#[require(…)]` needs a reason");
    Route::new("ANY", path, type_name::<T>(), [Access::public(reason)]).at(Location::caller())
}

/// Returns the path of a nested route, as axum joins it.
fn nested(prefix: &str, path: &str) -> Box<str> {
    if prefix.ends_with('/') {
        format!("{prefix}{}", path.trim_start_matches('/')).into()
    } else if path == "/" {
        prefix.into()
    } else {
        format!("{prefix}{path}").into()
    }
}

impl<S> Clone for Router<S> {
    fn clone(&self) -> Self {
        let Self { inner, routes, fallbacks } = self;
        Self { inner: inner.clone(), routes: routes.clone(), fallbacks: fallbacks.clone() }
    }
}

impl<S: Clone + Send + Sync + 'static> Default for Router<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> fmt::Debug for Router<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Router")
            .field("routes", &self.routes)
            .field("fallbacks", &self.fallbacks)
            .finish_non_exhaustive()
    }
}
