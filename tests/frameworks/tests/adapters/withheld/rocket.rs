//! rocket.

use auth_core::{Guard, Identity, MaybeIdentity, Rejection, public, require};
use http::Method;
use rocket::config::{Config, Ident, LogLevel};
use rocket::http::{Cookie, CookieJar, Header, Status};
use rocket::local::blocking::Client;
use rocket::request::{FromRequest, Outcome};
use rocket::response::{Redirect, Responder, stream::TextStream};
use rocket::{
    Build, Request, Response, Rocket, async_trait, catch, catchers, get, options, routes,
};

use super::{Admins, HEADER, SECRET, auth, request};

/// The response of each handler, with this status.
struct Answer(u16);

impl<'r> Responder<'r, 'static> for Answer {
    fn respond_to(self, request: &'r Request<'_>) -> rocket::response::Result<'static> {
        let cookies: &CookieJar<'_> = request.cookies();
        cookies.add(Cookie::new("session", SECRET));
        Response::build_from(SECRET.respond_to(request)?)
            .status(Status::new(self.0))
            .header(Header::new(HEADER, SECRET))
            .ok()
    }
}

#[get("/open")]
fn open() -> Answer {
    Answer(200)
}

#[get("/wrong")]
fn wrong() -> Answer {
    Answer(400)
}

#[get("/broken")]
fn broken() -> Answer {
    Answer(503)
}

#[get("/upgraded")]
fn upgraded() -> Answer {
    Answer(101)
}

#[get("/known")]
fn known(_caller: Identity) -> Answer {
    Answer(200)
}

#[get("/perhaps")]
fn perhaps(_caller: MaybeIdentity) -> Answer {
    Answer(200)
}

#[get("/discarded")]
fn discarded(_proof: Option<Guard<Admins>>) -> Answer {
    Answer(200)
}

#[require(role = "admin")]
#[get("/guarded")]
fn guarded() -> Answer {
    Answer(200)
}

#[public("a test")]
#[get("/public")]
fn shown() -> Answer {
    Answer(200)
}

#[require(role = "admin", report_only)]
#[get("/reported")]
fn reported() -> Answer {
    Answer(200)
}

#[require(check(identity.subject() == "editor"))]
#[get("/checked")]
fn checked() -> Answer {
    Answer(200)
}

#[require(check(identity.subject() == "nobody"))]
#[get("/failing")]
fn failing() -> Answer {
    Answer(200)
}

#[require(role = "admin")]
#[get("/forwarded")]
fn forwards(_other: Forwards) -> Answer {
    Answer(200)
}

#[get("/stream")]
fn stream() -> TextStream![&'static str] {
    TextStream! { yield SECRET; }
}

#[get("/moved")]
fn moved() -> Redirect {
    Redirect::to(format!("/{SECRET}"))
}

#[options("/<_..>")]
fn preflight() -> Answer {
    Answer(204)
}

/// A request guard that passes each request on to the next route.
struct Forwards;

#[async_trait]
impl<'r> FromRequest<'r> for Forwards {
    type Error = std::convert::Infallible;

    async fn from_request(_: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        Outcome::Forward(Status::NotFound)
    }
}

/// The route after [`forwards`], with no guard or only an `Identity`.
#[get("/forwarded", rank = 2)]
fn forwarded() -> Answer {
    Answer(200)
}

#[get("/forwarded", rank = 2)]
fn forwarded_known(_caller: Identity) -> Answer {
    Answer(200)
}

#[require(role = "admin")]
#[get("/forwarded", rank = 2)]
fn forwarded_guarded() -> Answer {
    Answer(200)
}

#[require(role = "admin", from = request)]
async fn own(request: &Request<'_>) -> Result<(), Rejection> {
    let _ = request;
    Ok(())
}

struct Denied;

#[async_trait]
impl<'r> FromRequest<'r> for Denied {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        assert!(own(request).await.is_err());
        Outcome::Success(Self)
    }
}

#[get("/denied")]
fn denied(_denied: Denied) -> Answer {
    Answer(200)
}

#[get("/group/<_id>")]
fn member(_proof: Guard<Admins>, _id: u8) -> Answer {
    Answer(200)
}

fn bare() -> Rocket<Build> {
    let mut config = Config::debug_default();
    (config.log_level, config.ident) = (LogLevel::Off, Ident::none());
    rocket::custom(config)
}

fn rocket() -> Rocket<Build> {
    let routes = routes![
        open, stream, moved, wrong, broken, upgraded, known, perhaps, discarded, guarded, shown,
        reported, checked, failing, denied, member
    ];
    bare().mount("/", routes).attach(auth())
}

fn send(client: &Client, request: &http::Request<()>) -> http::Response<bytes::Bytes> {
    let mut sent =
        client.req(request.method().as_str().parse().unwrap(), request.uri().path().to_owned());
    for (name, value) in request.headers() {
        sent.add_header(Header::new(name.to_string(), value.to_str().unwrap().to_owned()));
    }
    let response = sent.dispatch();
    let mut received = http::Response::builder().status(response.status().code);
    for header in response.headers().iter() {
        received = received.header(header.name().as_str(), header.value());
    }
    received.body(response.into_bytes().unwrap_or_default().into()).unwrap()
}

fn status(client: &Client, path: &str, token: &str) -> u16 {
    send(client, &request(Method::GET, path, token)).status().as_u16()
}

#[test]
fn rocket_sends_no_response_without_a_decision() {
    let client = Client::untracked(rocket()).unwrap();
    tests::withheld::run(|path| path.replace("/7", "/<_id>"), |request| send(&client, &request));
}

#[test]
fn rocket_discarded_rejection_withholds_the_response() {
    let client = Client::untracked(rocket()).unwrap();
    for (token, expected) in [("", 500), ("editor", 500), ("admin", 200)] {
        assert_eq!(status(&client, "/discarded", token), expected, "{token}");
    }
}

#[test]
fn rocket_decision_of_another_route_does_not_count() {
    for (second, expected) in [
        (routes![forwarded], 500),
        (routes![forwarded_known], 500),
        (routes![forwarded_guarded], 200),
    ] {
        let rocket = bare().mount("/", routes![forwards]).mount("/", second).attach(auth());
        let client = Client::untracked(rocket).unwrap();
        assert_eq!(status(&client, "/forwarded", "admin"), expected);
    }
}

#[catch(401)]
fn login() -> Redirect {
    Redirect::to("/login")
}

#[catch(404)]
fn start() -> Redirect {
    Redirect::to("/start")
}

#[test]
fn rocket_redirects_of_catchers_are_sent() {
    let client = Client::untracked(rocket().register("/", catchers![login, start])).unwrap();
    assert_eq!(status(&client, "/guarded", ""), 303);
    assert_eq!(status(&client, "/unknown", ""), 303);
    // No guard decided: the handler has only an `Identity` argument.
    assert_eq!(status(&client, "/known", ""), 500);
}

#[test]
fn rocket_route_for_preflights_needs_a_decision() {
    let client = Client::untracked(rocket().mount("/", routes![preflight])).unwrap();
    let response = send(&client, &tests::layers::preflight("/guarded"));
    assert_eq!(response.status(), 500);
}
