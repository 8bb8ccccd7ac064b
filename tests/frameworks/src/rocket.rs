//! rocket 0.5.

use std::io::Cursor;
use std::net::SocketAddr;

use auth_core::{Auth, public, require};
use rocket::config::{Config, LogLevel};
use rocket::data::{Data, FromData, ToByteUnit as _};
use rocket::http::uri::Segments;
use rocket::http::uri::fmt::Path;
use rocket::http::{Header, Method, Status};
use rocket::local::asynchronous::{Client, LocalResponse};
use rocket::request::{FromRequest, Outcome, Request};
use rocket::response::{Responder, Response};
use rocket::route::Handler;
use rocket::shield::Shield;
use rocket::{Build, Route, State, catch, catchers, post, routes};
use tests::drivers::{Driver, Exception, Received, Sent};
use tests::trace::Trace;

use crate::grouped;

/// The driver for rocket. Rocket's test client has a body of its own, and rocket reads the
/// beginning of each body. Here, a polled body means that code after the guard reads it.
#[derive(Clone, Copy, Debug)]
pub struct Rocket;

/// The driver for rocket with the rules around mounted routes, not on handlers.
#[derive(Clone, Copy, Debug)]
pub struct RocketGroups;

/// A request guard that tells when it runs.
struct Witness;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Witness {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        request.rocket().state::<Trace>().unwrap().reach_extractor();
        Outcome::Success(Self)
    }
}

/// A body that tells when it is read.
struct Read;

#[rocket::async_trait]
impl<'r> FromData<'r> for Read {
    type Error = ();

    async fn from_data(
        request: &'r Request<'_>,
        data: Data<'r>,
    ) -> rocket::data::Outcome<'r, Self> {
        request.rocket().state::<Trace>().unwrap().reach_body();
        data.open(1.mebibytes()).into_bytes().await.unwrap();
        rocket::data::Outcome::Success(Self)
    }
}

macro_rules! handlers {
    ($($name:ident: { $($rule:tt)* })*) => {
        $(
            #[require($($rule)*)]
            #[post("/<id>", data = "<_body>")]
            async fn $name(_witness: Witness, trace: &State<Trace>, id: &str, _body: Read) -> &'static str {
                let _ = id;
                trace.reach_handler();
                "ok"
            }
        )*

        fn guarded() -> Vec<(&'static str, Vec<Route>)> {
            vec![$((concat!("/", stringify!($name)), of_all_methods(&routes![$name]))),*]
        }

        /// The rules as guards of mounted routes.
        fn groups() -> Vec<(&'static str, Vec<Route>)> {
            let inner = of_all_methods(&routes![unguarded]);
            vec![$((
                concat!("/", stringify!($name)),
                grouped::routes(grouped::rules::$name, inner.clone()),
            )),*]
        }

        const RULES: &[(&str, &str)] = &[$((stringify!($name), stringify!($($rule)*))),*];
    };
}

tests::each_rule!(handlers);

/// The handler inside a guarded group.
#[post("/<id>", data = "<_body>")]
fn unguarded(_witness: Witness, trace: &State<Trace>, id: &str, _body: Read) -> &'static str {
    let _ = id;
    trace.reach_handler();
    "ok"
}

#[public("the decision tables show that it stays open")]
#[post("/open", data = "<_body>")]
fn open(_witness: Witness, trace: &State<Trace>, _body: Read) -> &'static str {
    trace.reach_handler();
    "ok"
}

#[require(role = "admin")]
#[require(scope = "posts:write")]
#[post("/stacked/<id>", data = "<_body>")]
fn stacked(_witness: Witness, trace: &State<Trace>, id: u32, _body: Read) -> &'static str {
    let _ = id;
    trace.reach_handler();
    "ok"
}

#[require(role = "admin")]
#[post("/typed/<id>", data = "<_body>")]
fn typed(_witness: Witness, trace: &State<Trace>, id: u32, _body: Read) -> &'static str {
    let _ = id;
    trace.reach_handler();
    "ok"
}

#[require(path.user == subject)]
#[post("/misspelt/<id>", data = "<_body>")]
fn misspelt(_witness: Witness, trace: &State<Trace>, id: &str, _body: Read) -> &'static str {
    let _ = id;
    trace.reach_handler();
    "ok"
}

#[require(role = "admin", report_only)]
#[post("/reported", data = "<_body>")]
fn reported(_witness: Witness, trace: &State<Trace>, _body: Read) -> &'static str {
    trace.reach_handler();
    "ok"
}

#[require(claim.tenant == path.id)]
#[post("/<id..>", data = "<_body>")]
fn rest(
    _witness: Witness,
    trace: &State<Trace>,
    id: Segments<'_, Path>,
    _body: Read,
) -> &'static str {
    let _ = id.count();
    trace.reach_handler();
    "ok"
}

#[catch(404)]
fn nothing() -> Nothing {
    Nothing
}

/// A response without a body, with a known length.
struct Nothing;

impl<'r> Responder<'r, 'static> for Nothing {
    fn respond_to(self, _request: &'r Request<'_>) -> rocket::response::Result<'static> {
        Response::build().status(Status::NotFound).sized_body(0, Cursor::new("")).ok()
    }
}

const METHODS: [Method; 7] = [
    Method::Delete,
    Method::Get,
    Method::Options,
    Method::Patch,
    Method::Post,
    Method::Put,
    Method::Trace,
];

/// A route's handler, without its sentinels.
#[derive(Clone)]
struct Bare(Route);

#[rocket::async_trait]
impl Handler for Bare {
    async fn handle<'r>(
        &self,
        request: &'r Request<'_>,
        data: Data<'r>,
    ) -> rocket::route::Outcome<'r> {
        self.0.handler.handle(request, data).await
    }
}

/// Returns the routes for all methods, without the sentinels. Sentinels prevent the launch of an
/// application with guards and without `Auth`.
fn of_all_methods(routes: &[Route]) -> Vec<Route> {
    let of_all = |route: &Route| {
        let made = |method| Route::new(method, route.uri.path(), Bare(route.clone()));
        METHODS.map(made)
    };
    routes.iter().flat_map(of_all).collect()
}

fn application(
    guarded: Vec<(&'static str, Vec<Route>)>,
    auth: Option<&Auth>,
    trace: Trace,
) -> rocket::Rocket<Build> {
    let mut config = Config::debug_default();
    (config.log_level, config.ident) = (LogLevel::Off, rocket::config::Ident::none());
    let open = routes![open, stacked, typed, misspelt, reported];
    let mut rocket = rocket::custom(config).manage(trace).attach(Shield::new());
    rocket = rocket.register("/", catchers![nothing]);
    rocket = rocket.mount("/", of_all_methods(&open));
    rocket = rocket.mount("/rest", of_all_methods(&routes![rest]));
    for (base, routes) in guarded {
        rocket = rocket.mount(base, routes);
    }
    match auth {
        Some(auth) => rocket.attach(auth.clone()),
        None => rocket,
    }
}

macro_rules! drivers {
    ($($driver:ident: $routes:ident)*) => {$(
        impl Driver for $driver {
            async fn send(&self, auth: Option<&Auth>, sent: &Sent) -> Received {
                send($routes(), auth, sent).await
            }

            fn rules(&self) -> &'static [(&'static str, &'static str)] {
                RULES
            }

            fn pattern(&self, route: &str) -> String {
                route.replace('{', "<").replace('}', ">")
            }

            fn exceptions(&self) -> &'static [Exception] {
                EXCEPTIONS
            }
        }
    )*};
}

drivers! { Rocket: guarded RocketGroups: groups }

async fn send(
    guarded: Vec<(&'static str, Vec<Route>)>,
    auth: Option<&Auth>,
    sent: &Sent,
) -> Received {
    let trace = Trace::default();
    let client = Client::untracked(application(guarded, auth, trace.clone())).await.unwrap();
    let mut request = client.req(sent.method.parse().unwrap(), sent.path.clone()).body(&sent.body);
    for (name, value) in sent.lines() {
        // As rocket's server, which drops such a line; the test client cannot send one.
        if let Ok(value) = String::from_utf8(value) {
            request = request.header(Header::new(name.to_owned(), value));
        }
    }
    if let Some(peer) = sent.peer {
        request.set_remote(SocketAddr::new(peer, 4711));
    }
    receive(request.dispatch().await, trace).await
}

const EXCEPTIONS: &[Exception] = &[
    Exception {
        label: "no-auth",
        response: Some("misconfigured-by-rocket"),
        // No `Auth` completes the response, and a request guard sets nothing but the status.
        reason: "rocket launches such an application only without its sentinels, as here, and its own \
                 page is the response",
    },
    Exception {
        label: "only-trusted-addresses",
        response: Some("forbidden"),
        reason: "rocket drops lines that are not UTF-8, so that more addresses may have stood there",
    },
    Exception {
        label: "line-not-utf8",
        response: None,
        reason: "rocket drops a line that is not UTF-8 without a trace, and allows the other one",
    },
    Exception {
        label: "parameter-twice",
        response: None,
        reason: "rocket rejects a route with a duplicate parameter, and has no nested routers",
    },
    Exception {
        label: "propfind",
        response: None,
        reason: "rocket responds 400 to methods that it does not know",
    },
];

async fn receive(response: LocalResponse<'_>, trace: Trace) -> Received {
    let status = response.status().code;
    let mut headers: Vec<_> = response
        .headers()
        .iter()
        .map(|header| (header.name().as_str().to_lowercase(), header.value().to_owned()))
        .collect();
    // Rocket's server adds it when it sends the answer.
    if let Some(size) = response.body().preset_size() {
        headers.push(("content-length".to_owned(), size.to_string()));
    }
    headers.sort();
    Received { status, headers, body: response.into_string().await.unwrap_or_default(), trace }
}
