//! Routes of rocket whose handlers are guarded, with their report.

use std::any::type_name;
use std::panic::Location;

use crate::access::{Access, Guarded, Report, Route};
use crate::adapters::rocket::require;
use crate::policy::Policy;

/// Returns the [`Routes`] of handlers. It stands in place of rocket's `routes!`, and a handler
/// without `#[require(…)]` or `#[public("reason")]` does not compile in it.
///
/// ```
/// use auth_core::adapters::rocket::{Routes, routes};
/// use auth_core::{Auth, public, require};
/// use rocket::{Build, Rocket, delete, get};
///
/// #[public("a load balancer has no credentials")]
/// #[get("/health")]
/// fn health() -> &'static str { "up" }
///
/// #[require(role = "admin")]
/// #[delete("/users/<id>")]
/// fn delete_user(id: u64) -> String { format!("deleted {id}") }
///
/// fn api() -> Routes {
///     routes![health, delete_user]
/// }
///
/// fn rocket(auth: Auth) -> Rocket<Build> {
///     rocket::build().mount("/", api()).attach(auth)
/// }
/// # let _ = rocket;
/// assert_eq!(
///     api().report().routes()[1].access()[0].to_string(),
///     r#"#[require(role = "admin")]"#
/// );
/// ```
///
/// ```compile_fail,E0277
/// use auth_core::adapters::rocket::routes;
///
/// #[rocket::delete("/users/<id>")]
/// fn delete_user(id: u64) {}
///
/// let routes = routes![delete_user];
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __rocket_routes {
    // SECURITY: rocket keeps the function beside its type, so the function itself is checked. As an
    // expression, it keeps its place for messages. rocket's macro accepts paths only.
    (@handlers $($handler:expr),* $(,)?) => {
        ::std::vec![$($crate::adapters::rocket::Handler::__new($handler)),*]
    };
    // rocket's macro gets the tokens as they were written.
    ($($handlers:tt)*) => {
        $crate::adapters::rocket::Routes::__new(
            ::rocket::routes![$($handlers)*],
            $crate::adapters::rocket::routes!(@handlers $($handlers)*),
        )
    };
}

/// Routes whose handlers are guarded. [`routes!`](crate::adapters::rocket::routes) makes them.
///
/// Rocket mounts them as any other routes. Mount them at `/`, because the report has the paths that
/// are known here: [`Routes::mount`] adds a base.
///
/// ```
/// # use auth_core::adapters::rocket::{Routes, routes};
/// # use auth_core::require;
/// # use rocket::get;
/// #[require(role = "admin")]
/// #[get("/statistics")]
/// fn statistics() {}
///
/// let routes = Routes::default().mount("/admin", routes![statistics]);
/// assert_eq!(routes.report().routes()[0].path(), "/admin/statistics");
/// ```
#[must_use = "routes are served only where rocket mounts them"]
#[derive(Clone, Debug, Default)]
pub struct Routes {
    entries: Vec<(rocket::Route, Handler)>,
}

/// A handler in a report, without its method and path.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Handler(Route);

impl Handler {
    #[doc(hidden)]
    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "errors then stand at the handler alone")]
    pub fn __new<H: Guarded<Arguments>, Arguments>(handler: H) -> Self {
        Self(Route::of("", "", &handler))
    }
}

impl Routes {
    #[doc(hidden)]
    pub fn __new(routes: Vec<rocket::Route>, handlers: Vec<Handler>) -> Self {
        Self { entries: routes.into_iter().zip(handlers).collect() }
    }

    /// Adds routes under a base path, as rocket's `mount` does.
    ///
    /// # Panics
    ///
    /// As rocket's: if `base` is no path, or has parameters.
    #[track_caller]
    pub fn mount(mut self, base: &str, routes: Self) -> Self {
        let mounted = routes.entries.into_iter();
        self.entries.extend(mounted.map(|(route, handler)| (at(base, route), handler)));
        self
    }

    /// Adds routes that have no attribute, such as those of rocket's `FileServer`. `reason` says
    /// why they need no guard, or names their guard.
    ///
    /// ```
    /// # use auth_core::adapters::rocket::Routes;
    /// # use rocket::fs::FileServer;
    /// let files = FileServer::from("src"); // a directory that exists
    /// let routes = Routes::default().mount_unguarded("/", files, "files of the front end");
    /// assert_eq!(
    ///     routes.report().routes()[0].access()[0].to_string(),
    ///     r#"#[public("files of the front end")]"#
    /// );
    /// ```
    ///
    /// # Panics
    ///
    /// As [`Routes::mount`], and if `reason` is empty.
    #[track_caller]
    pub fn mount_unguarded<R>(mut self, base: &str, routes: R, reason: &'static str) -> Self
    where
        R: Into<Vec<rocket::Route>>,
    {
        assert!(!reason.trim().is_empty(), "routes without `#[require(…)]` need a reason");
        let handler = Route::new("", "", type_name::<R>(), [Access::public(reason)]);
        let handler = Handler(handler.at(Location::caller()));
        let mounted = routes.into().into_iter().map(|route| (at(base, route), handler.clone()));
        self.entries.extend(mounted);
        self
    }

    /// Guards all routes that were added before, with policy `P`, in addition to their own
    /// attributes. `P` decides first.
    ///
    /// ```
    /// # use auth_core::rocket::{Routes, routes};
    /// # use auth_core::{policy, require};
    /// # use rocket::get;
    /// policy! { Staff = group = "staff"; }
    ///
    /// #[require(role = "auditor")]
    /// #[get("/reports")]
    /// fn reports() {}
    ///
    /// let staff: Routes = routes![reports].guarded_by::<Staff>();
    /// let report = staff.report();
    /// assert_eq!(report.routes()[0].access()[0].to_string(), r#"#[require(group = "staff")]"#);
    /// ```
    pub fn guarded_by<P: Policy>(self) -> Self {
        let entries = self.entries.into_iter();
        let guarded = entries.map(|(route, Handler(handler))| {
            (require::guarded::<P>(route), Handler(handler.guarded_by::<P>()))
        });
        Self { entries: guarded.collect() }
    }

    /// Returns the routes with their rules.
    #[must_use]
    pub fn report(&self) -> Report {
        let routes = self.entries.iter().map(|(route, Handler(handler))| {
            let path = route.uri.path();
            handler.clone().with_method(route.method.as_str()).with_path(|_| path.into())
        });
        routes.collect()
    }
}

impl From<Routes> for Vec<rocket::Route> {
    fn from(routes: Routes) -> Self {
        routes.entries.into_iter().map(|(route, _)| route).collect()
    }
}

/// Returns the route under a base path.
#[track_caller]
fn at(base: &str, route: rocket::Route) -> rocket::Route {
    assert!(
        base.starts_with('/') && !base.contains(['<', '>', '?', '#']),
        "`{base}` is no base of routes: write a path without parameters, such as `/admin`"
    );
    match route.map_base(|inner| format!("{base}{inner}")) {
        Ok(mounted) => mounted,
        #[expect(clippy::panic, reason = "a mistake of the program, as in rocket's `mount`")]
        Err(error) => panic!("`{base}` is no base of routes: {error}"),
    }
}
