//! The guard of a group for rocket: routes that are guarded as a whole.

use std::marker::PhantomData;

use rocket::route::{Handler, Outcome};
use rocket::{Data, Request, Route};

use crate::adapters::rocket::{extract, status};
use crate::guard::Guard;
use crate::policy::Policy;

/// Returns the routes, guarded with policy `P` in addition to their own attributes. `P` decides
/// first.
///
/// Takes the routes of `routes![…]`, and those of a service such as rocket's `FileServer`. A path
/// that no route matches is not guarded.
///
/// ```
/// use auth_core::{Auth, policy, rocket::require};
/// use rocket::{Build, Rocket, get, routes};
///
/// policy! { Staff = group = "staff"; }
///
/// #[get("/reports")]
/// fn reports() -> &'static str { "reports" }
///
/// fn api(auth: Auth) -> Rocket<Build> {
///     rocket::build().mount("/staff", require::<Staff>(routes![reports])).attach(auth)
/// }
/// # let _ = api;
/// ```
#[must_use = "only the returned routes are guarded"]
pub fn require<P: Policy>(routes: impl Into<Vec<Route>>) -> Vec<Route> {
    routes.into().into_iter().map(guarded::<P>).collect()
}

/// Returns the route, guarded with policy `P`.
pub(super) fn guarded<P: Policy>(mut route: Route) -> Route {
    let inner = route.handler;
    route.handler = Box::new(GuardedHandler::<P> { policy: PhantomData, inner });
    route
}

/// A handler that only allowed requests reach.
struct GuardedHandler<P> {
    policy: PhantomData<fn(P) -> P>,
    inner: Box<dyn Handler>,
}

#[rocket::async_trait]
impl<P: Policy> Handler for GuardedHandler<P> {
    async fn handle<'r>(&self, request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r> {
        match extract::<Guard<P>>(request).await {
            Ok(_) => self.inner.handle(request, data).await,
            // SECURITY: `Forward` would pass the request to the next matching route, which may be
            // open.
            Err(rejection) => Outcome::Error(status(&rejection)),
        }
    }
}

impl<P> Clone for GuardedHandler<P> {
    fn clone(&self) -> Self {
        Self { policy: PhantomData, inner: self.inner.clone() }
    }
}
