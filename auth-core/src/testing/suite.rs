//! The settings of a suite.

use http::Method;

use crate::access::{ISSUER, Report, Route};
use crate::auth::Auth;
use crate::testing::route::parameters;
use crate::time::Timestamp;

/// The parameter of a router's fallback, and its value, unless the test gives another one.
const FALLBACK: (&str, &str) = ("fallback", "no-such-route");

/// Requests for each route of a report, with the results of its rules.
///
/// For each route, the suite sends requests without credentials, with bad and with expired ones, of
/// each [smallest caller](crate::access::Route::smallest_callers), of each of these with one fact
/// less, and of a caller with as many grants of the report as the rule rejects. HEAD gets the
/// requests of GET. The application is the real one, with an ordinary authenticator: [`Callers`],
/// or its own with [`Tokens`](crate::testing::Tokens) of the test.
///
/// The handlers run for callers that are let in: give the application a state of the test.
///
/// ```
/// # #[cfg(feature = "axum")] {
/// use auth_core::axum::{Router, routing::{delete, get}};
/// use auth_core::testing::{self, Callers, Suite};
/// use auth_core::{public, require};
///
/// #[public("a load balancer has no credentials")]
/// async fn health() {}
///
/// #[require(any(role = "admin", path.id == subject))]
/// async fn delete_user() {}
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let routes = Router::new().route("/", get(health)).route("/users/{id}", delete(delete_user));
/// let report = routes.report();
/// let callers = Callers::new();
/// let app = routes.secured_by(callers.auth());
/// let outcome = Suite::new(&report).parameter("id", "7").run(&callers, &testing::axum(app)).await;
/// outcome.assert();
/// # }
/// # main()
/// # }
/// ```
///
/// [`Callers`]: crate::testing::Callers
#[derive(Clone, Debug)]
#[must_use = "a suite has no effect unless it runs"]
pub struct Suite {
    pub(super) routes: Vec<Route>,
    pub(super) auth: Option<Auth>,
    pub(super) issuer: String,
    pub(super) now: Option<Timestamp>,
    /// Route, if any, name and value.
    parameters: Vec<(Option<String>, String, String)>,
    /// Route, media type and content.
    bodies: Vec<(String, String, Vec<u8>)>,
    /// Routes that the test need not reach.
    unreached: Vec<String>,
}

impl Suite {
    /// Creates a suite for all routes of a report.
    pub fn new(report: &Report) -> Self {
        Self {
            routes: report.routes().to_vec(),
            auth: None,
            issuer: ISSUER.to_owned(),
            now: None,
            parameters: Vec::new(),
            bodies: Vec::new(),
            unreached: Vec::new(),
        }
    }

    /// Sets the value of the path parameter `name` on each route that has it. A parameter that the
    /// rule compares with the caller needs none: the suite chooses the caller, or the value.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((None, name.into(), value.into()));
        self
    }

    /// Sets the value of the path parameter `name` on one route, such as `DELETE /users/{id}`.
    pub fn parameter_of(
        mut self,
        route: impl Into<String>,
        name: impl Into<String>,
        value: impl Into<String>,
    ) -> Self {
        self.parameters.push((Some(route.into()), name.into(), value.into()));
        self
    }

    /// Sets the body of requests to one route, such as `POST /posts`. Without it, the handler's
    /// own 400 or 422 counts as let in.
    pub fn body(
        mut self,
        route: impl Into<String>,
        media_type: impl Into<String>,
        content: impl Into<Vec<u8>>,
    ) -> Self {
        self.bodies.push((route.into(), media_type.into(), content.into()));
        self
    }

    /// Accepts that no caller reaches one route, such as `ANY /static/{*path}`. The requests that
    /// can be made are sent all the same.
    pub fn accept_unreached(mut self, route: impl Into<String>) -> Self {
        self.unreached.push(route.into());
        self
    }

    /// Sets the issuer of callers, of whom the application's users are. Default:
    /// [`Callers::ISSUER`](crate::testing::Callers::ISSUER).
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = issuer.into();
        self
    }

    /// Takes the registered hierarchies, the grants tables, the issuer of users and the clock from
    /// the application's `Auth`. Needed only if it has such settings.
    pub fn auth(mut self, auth: &Auth) -> Self {
        if let Some(issuer) = &auth.config.context.user_issuer {
            self.issuer = issuer.clone().into();
        }
        self.now = Some(auth.config.context.now());
        self.auth = Some(auth.clone());
        self
    }

    /// Sets the time of the application's clock. Default: the system's.
    pub fn now(mut self, now: Timestamp) -> Self {
        self.now = Some(now);
        self
    }

    /// Returns the methods of requests to a route. GET is sent as HEAD, too.
    pub(super) fn methods(&self, route: &Route) -> Vec<Method> {
        let has_own_head = |other: &Route| other.method() == "HEAD" && other.path() == route.path();
        match route.method() {
            "ANY" => vec![Method::GET, Method::HEAD, Method::POST],
            "GET" if !self.routes.iter().any(has_own_head) => vec![Method::GET, Method::HEAD],
            other => Method::from_bytes(other.as_bytes()).into_iter().collect(),
        }
    }

    /// Returns the value of a path parameter. That of the route counts first.
    pub(super) fn value(&self, route: &str, name: &str) -> Option<&str> {
        let of = |wanted: Option<&str>| {
            let mut all = self.parameters.iter();
            let found = all.find(|(route, own, _)| route.as_deref() == wanted && own == name);
            found.map(|(.., value)| &**value)
        };
        let fallback = (name == FALLBACK.0).then_some(FALLBACK.1);
        of(Some(route)).or_else(|| of(None)).or(fallback)
    }

    /// Returns the body of requests to a route: media type and content.
    pub(super) fn content(&self, route: &Route) -> Option<(&str, &[u8])> {
        let body = self.bodies.iter().find(|(named, ..)| *named == key(route));
        body.map(|(_, media_type, content)| (&**media_type, &**content))
    }

    /// Returns `true` if the test need not reach the route of a finding.
    pub(super) fn accepts(&self, finding: &str) -> bool {
        let mut accepted = self.unreached.iter().filter_map(|route| finding.strip_prefix(&**route));
        accepted.any(|rest| rest.starts_with(": "))
    }

    /// Returns the settings for routes and path parameters that the report does not have.
    pub(super) fn unknown_names(&self) -> Vec<String> {
        let of_parameters = self.parameters.iter().filter_map(|(route, ..)| route.as_ref());
        let of_bodies = self.bodies.iter().map(|(route, ..)| route);
        let named = of_parameters.chain(of_bodies).chain(&self.unreached);
        let is_known = |name: &str| self.routes.iter().any(|route| key(route) == *name);
        let unknown = named.filter(|name| !is_known(name));
        let mut findings: Vec<String> =
            unknown.map(|name| format!("{name}: the report has no such route")).collect();
        for (_, name, _) in &self.parameters {
            if !self.routes.iter().any(|route| parameters(route.path()).contains(name)) {
                findings.push(format!("`{name}`: no route has such a parameter"));
            }
        }
        findings
    }
}

/// Returns the name of a route in the settings: `GET /users/{id}`.
pub(super) fn key(route: &Route) -> String {
    format!("{} {}", route.method(), route.path())
}
