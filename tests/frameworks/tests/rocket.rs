//! Guards among the parts of rocket: routes, ranks, catchers, fairings.
#![allow(
    clippy::needless_pass_by_value,
    clippy::unused_async,
    reason = "handlers are as rocket wants them"
)]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use auth_core::policy::Rule;
use auth_core::{Auth, Guard, Identity, MaybeIdentity, Policy, Rejection, policy, require};
use rocket::config::{Config, Ident, LogLevel};
use rocket::fairing::AdHoc;
use rocket::http::uri::Segments;
use rocket::http::uri::fmt::Path;
use rocket::http::{Accept, Header, Method, Status};
use rocket::local::blocking::Client;
use rocket::request::Request;
use rocket::response::content::RawHtml;
use rocket::response::{Responder, status};
use rocket::{
    Build, Catcher, Rocket, Route, State, catch, catchers, delete, get, options, post, routes,
};
use tests::callers::{CallerBook, Pace};
use tests::log::Log;
use tests::vectors::Table;

policy! {
    Admins = role = "admin";
}

const CHALLENGE: &str = r#"Bearer realm="api""#;
const PROBLEM: &str = r#"{"type":"about:blank","title":"Unauthorized","status":401}"#;

fn auth() -> Auth {
    Auth::new(CallerBook::new(&Table::load().callers(), Pace::AtOnce))
}

fn bare() -> Rocket<Build> {
    let mut config = Config::debug_default();
    (config.log_level, config.ident) = (LogLevel::Off, Ident::none());
    rocket::custom(config)
}

fn client(rocket: Rocket<Build>) -> Client {
    Client::untracked(rocket).unwrap()
}

#[derive(Debug, Eq, PartialEq)]
struct Answer {
    status: u16,
    challenge: Vec<String>,
    caching: Option<String>,
    content_type: Option<String>,
    body: String,
}

fn answer(request: rocket::local::blocking::LocalRequest<'_>) -> Answer {
    let response = request.dispatch();
    let headers = response.headers();
    let one = |name| headers.get_one(name).map(str::to_owned);
    Answer {
        status: response.status().code,
        challenge: headers.get("www-authenticate").map(str::to_owned).collect(),
        caching: one("cache-control"),
        content_type: one("content-type"),
        body: response.into_string().unwrap_or_default(),
    }
}

fn request<'c>(
    client: &'c Client,
    method: Method,
    path: &'c str,
    token: Option<&str>,
) -> rocket::local::blocking::LocalRequest<'c> {
    let mut request = client.req(method, path);
    if let Some(token) = token {
        request.add_header(Header::new("authorization", format!("Bearer {token}")));
    }
    request
}

fn get_as(client: &Client, path: &str, token: Option<&str>) -> Answer {
    answer(request(client, Method::Get, path, token))
}

fn logged(work: impl FnOnce() -> Answer) -> (Answer, Vec<String>) {
    let log = Log::default();
    let answer = log.collect(work);
    (answer, log.events())
}

fn is_swallowed(events: &[String]) -> bool {
    let messages = ["a rejection was discarded", "did not become the response"];
    events.iter().any(|event| messages.iter().any(|message| event.contains(message)))
}

#[require(role = "admin")]
#[get("/admin")]
fn admin() -> &'static str {
    "in"
}

#[require(role = "admin", conceal)]
#[get("/concealed")]
fn concealed() -> &'static str {
    "in"
}

mod orders {
    use super::{Admins, Guard, get, require};
    use tracing::instrument;

    #[require(role = "admin")]
    #[get("/above")]
    pub(crate) async fn above() -> &'static str {
        "in"
    }

    #[require(role = "admin")]
    #[instrument(skip_all)]
    #[get("/instrument-above")]
    pub(crate) async fn instrument_above() -> &'static str {
        "in"
    }

    #[require(role = "admin")]
    #[get("/instrument-below")]
    #[instrument(skip_all)]
    pub(crate) async fn instrument_below() -> &'static str {
        "in"
    }

    #[instrument(skip_all)]
    #[require(role = "admin")]
    #[get("/instrument-outside")]
    pub(crate) async fn instrument_outside() -> &'static str {
        "in"
    }

    #[cfg_attr(all(), require(role = "admin"))]
    #[cfg_attr(all(), get("/cfg-attr"))]
    pub(crate) fn cfg_attr() -> &'static str {
        "in"
    }

    #[require(role = "admin")]
    #[require(authenticated)]
    #[get("/twice")]
    pub(crate) fn twice(_proof: Guard<Admins>) -> &'static str {
        "in"
    }
}

#[test]
fn every_order_of_attributes_that_compiles_is_guarded() {
    let routes = routes![
        orders::above,
        orders::instrument_above,
        orders::instrument_below,
        orders::instrument_outside,
        orders::cfg_attr,
        orders::twice,
    ];
    let paths: Vec<_> = routes.iter().map(|route| route.uri.to_string()).collect();
    let client = client(bare().mount("/", routes).attach(auth()));
    assert_eq!(paths.len(), 6);
    for path in &paths {
        let statuses =
            [None, Some("editor"), Some("admin")].map(|token| get_as(&client, path, token).status);
        assert_eq!(statuses, [401, 403, 200], "{path}");
    }
}

/// Counts how often a handler ran.
#[derive(Default)]
struct Count(AtomicUsize);

#[require(role = "admin")]
#[get("/one/<_>")]
fn one(count: &State<Count>) {
    count.0.fetch_add(1, Ordering::SeqCst);
}

#[require(role = "admin")]
#[get("/rest/<rest..>")]
fn rest(rest: Segments<'_, Path>, count: &State<Count>) -> String {
    count.0.fetch_add(1, Ordering::SeqCst);
    rest.collect::<Vec<_>>().join("|")
}

#[require(role = "admin")]
#[options("/one/<_>")]
fn asked(count: &State<Count>) {
    count.0.fetch_add(1, Ordering::SeqCst);
}

#[test]
fn s8_whenever_a_handler_ran_the_guard_had_allowed() {
    let routes = || routes![one, rest, asked];
    let rocket = bare().mount("/", routes()).mount("/a/b", routes()).mount("/a", routes());
    let client = client(rocket.manage(Count::default()).attach(auth()));
    let paths = [
        "/one/7",
        "/a/one/7",
        "/a/b/one/7",
        "/one/7/",
        "//one/7",
        "/one//7",
        "/one/%37",
        "/%6fne/7",
        "/one/a%2Fb",
        "/one/%ff",
        "/one/7?x=y",
        "/rest",
        "/rest/",
        "/rest/a/b",
        "/rest//a",
        "/rest/a%2Fb/../c",
        "/a/b/rest/x",
        "/A/one/7",
        "/one/",
        "/nowhere",
    ];
    let (mut reached, mut missed) = (0, 0);
    for method in [Method::Get, Method::Head, Method::Options, Method::Post] {
        for path in paths {
            let count = || client.rocket().state::<Count>().unwrap().0.swap(0, Ordering::SeqCst);
            let allowed = answer(request(&client, method, path, Some("admin")));
            let ran = count();
            assert_eq!(ran == 1, allowed.status == 200, "{method} {path}: {allowed:?}");
            for (token, expected) in
                [(None, 401), (Some("editor"), 403), (Some("forged"), 401), (Some("outage"), 503)]
            {
                let refused = answer(request(&client, method, path, token));
                assert_eq!(count(), 0, "{method} {path} {token:?}");
                assert_eq!(
                    refused.status,
                    if ran == 1 { expected } else { allowed.status },
                    "{method} {path} {token:?}"
                );
            }
            *(if ran == 1 { &mut reached } else { &mut missed }) += 1;
        }
    }
    assert!(reached >= 40 && missed >= 20, "{reached} {missed}");
}

#[get("/admin", rank = 20)]
fn open_route_behind() -> &'static str {
    "open"
}

#[test]
fn rejected_request_does_not_reach_the_next_route() {
    let client = client(bare().mount("/", routes![admin, open_route_behind]).attach(auth()));
    assert_eq!(get_as(&client, "/admin", None).status, 401);
    assert_eq!(get_as(&client, "/admin", Some("editor")).status, 403);
    assert_eq!(get_as(&client, "/admin", Some("admin")).body, "in");
}

#[test]
fn rejection_is_the_whole_response() {
    let client = client(bare().mount("/", routes![admin]).attach(auth()));
    for accept in [Accept::HTML, Accept::JSON, Accept::Any] {
        let refused = answer(request(&client, Method::Get, "/admin", None).header(accept));
        let expected = Answer {
            status: 401,
            challenge: vec![CHALLENGE.to_owned()],
            caching: Some("no-store".to_owned()),
            content_type: Some("application/problem+json".to_owned()),
            body: PROBLEM.to_owned(),
        };
        assert_eq!(refused, expected);
    }
    let unavailable = request(&client, Method::Get, "/admin", Some("outage"));
    let response = unavailable.dispatch();
    assert_eq!(
        (response.status(), response.headers().get_one("retry-after")),
        (Status::ServiceUnavailable, Some("7"))
    );
}

#[test]
fn on_rejection_rewords_and_keeps_the_challenge() {
    let auth = Auth::builder()
        .authenticator(CallerBook::new(&Table::load().callers(), Pace::AtOnce))
        .on_rejection(|_| {
            http::Response::builder()
                .status(200)
                .header("x-page", "1")
                .body("Go away".to_owned())
                .unwrap()
        })
        .build()
        .unwrap();
    let client = client(bare().mount("/", routes![admin]).attach(auth));
    let response = request(&client, Method::Get, "/admin", None).dispatch();
    assert_eq!(response.headers().get_one("x-page"), Some("1"));
    assert_eq!(response.headers().get_one("content-type"), Some("text/plain; charset=utf-8"));
    let refused = get_as(&client, "/admin", None);
    assert_eq!(
        (refused.status, refused.challenge, refused.body.as_str()),
        (401, vec![CHALLENGE.to_owned()], "Go away")
    );
}

#[catch(401)]
fn own_page() -> RawHtml<&'static str> {
    RawHtml("our own page")
}

#[catch(default)]
fn own_default(status: Status, _request: &Request<'_>) -> (Status, &'static str) {
    (status, "our own default")
}

#[test]
fn s3_s9_page_of_a_catcher_gets_the_headers() {
    let client = client(
        bare()
            .mount("/", routes![admin])
            .register("/", catchers![own_page, own_default])
            .attach(auth()),
    );
    let refused = get_as(&client, "/admin", None);
    assert_eq!((refused.status, refused.body.as_str()), (401, "our own page"));
    assert_eq!(
        (refused.challenge, refused.caching.as_deref()),
        (vec![CHALLENGE.to_owned()], Some("no-store"))
    );
    let refused = get_as(&client, "/admin", Some("editor"));
    assert_eq!((refused.status, refused.body.as_str()), (403, "our own default"));
    assert_eq!((refused.challenge, refused.caching.as_deref()), (vec![], Some("no-store")));
}

/// A page that is as long as rocket's own for 401, and of its type.
#[catch(401)]
async fn lookalike(status: Status, request: &Request<'_>) -> RawHtml<String> {
    let page = Catcher::default()
        .handler
        .handle(status, request)
        .await
        .unwrap()
        .body_mut()
        .to_string()
        .await;
    RawHtml(page.unwrap().replace("Rocket", "ROCKET"))
}

#[test]
fn only_rocket_s_own_page_gives_way() {
    let client = client(
        bare().mount("/", routes![admin]).register("/", catchers![lookalike]).attach(auth()),
    );
    let refused = get_as(&client, "/admin", None);
    assert!(
        refused.body.contains("ROCKET") && refused.body.ends_with("</html>"),
        "{}",
        refused.body
    );
    assert_eq!((refused.status, refused.challenge.len()), (401, 1));
}

#[catch(401)]
fn turned() -> (Status, &'static str) {
    (Status::Ok, "come in")
}

#[catch(401)]
fn panicking() -> &'static str {
    panic!("a catcher that panics")
}

#[test]
fn catcher_that_changes_status_or_panics_is_logged() {
    let client_with =
        |catchers| client(bare().mount("/", routes![admin]).register("/", catchers).attach(auth()));
    let turned = client_with(catchers![turned]);
    let (answer, events) = logged(|| get_as(&turned, "/admin", None));
    // That is the application's own doing, and its handler did not run.
    assert_eq!(
        (answer.status, answer.body.as_str(), is_swallowed(&events)),
        (200, "come in", true)
    );
    let panicking = client_with(catchers![panicking]);
    let (answer, events) = logged(|| get_as(&panicking, "/admin", None));
    assert_eq!((answer.status, is_swallowed(&events)), (500, true));
}

#[get("/own")]
fn own_401() -> status::Unauthorized<&'static str> {
    status::Unauthorized("log in at the front desk")
}

#[get("/own-by-status")]
fn own_by_status() -> Status {
    Status::Unauthorized
}

#[test]
fn status_401_of_the_handler_stays_untouched() {
    let client = client(bare().mount("/", routes![own_401, own_by_status]).attach(auth()));
    let own = get_as(&client, "/own", None);
    assert_eq!(
        (own.status, own.body.as_str(), own.challenge.len(), own.caching),
        (401, "log in at the front desk", 0, None)
    );
    let own = get_as(&client, "/own-by-status", None);
    assert!(
        own.body.contains("<!DOCTYPE html>") && own.challenge.is_empty() && own.caching.is_none(),
        "{own:?}"
    );
}

#[catch(404)]
fn own_404(request: &Request<'_>) -> String {
    format!("no {}", request.uri().path().segments().count())
}

#[test]
fn concealed_rejection_equals_any_unknown_route() {
    let not_found = Auth::builder()
        .authenticator(CallerBook::new(&Table::load().callers(), Pace::AtOnce))
        .not_found(|| http::Response::new("a page that rocket does not know".to_owned()))
        .build()
        .unwrap();
    let key =
        auth_core::request::CredentialSource::Header(http::HeaderName::from_static("x-api-key"));
    let book = CallerBook::new(&Table::load().callers(), Pace::AtOnce);
    let keys = Auth::new(book.of(auth_core::request::Scheme::new("ApiKey").unwrap(), "keys", key));
    for (auth, is_keyed) in [(auth(), false), (not_found, false), (keys, true)] {
        for catchers in [catchers![], catchers![own_404], catchers![own_default]] {
            let client = client(
                bare().mount("/", routes![concealed]).register("/", catchers).attach(auth.clone()),
            );
            for token in [None, Some("editor"), Some("forged"), Some("outage")] {
                let cases = [Method::Get, Method::Head]
                    .map(|method| [Accept::HTML, Accept::JSON].map(|accept| (method, accept)));
                for (method, accept) in cases.concat() {
                    let all = |path| {
                        let mut request =
                            request(&client, method, path, token.filter(|_| !is_keyed))
                                .header(accept.clone());
                        if let Some(key) = token.filter(|_| is_keyed) {
                            request.add_header(Header::new("x-api-key", key.to_owned()));
                        }
                        let response = request.dispatch();
                        let mut headers: Vec<_> =
                            response.headers().iter().map(|header| header.to_string()).collect();
                        headers.sort();
                        (response.status(), headers, response.into_string())
                    };
                    assert_eq!(all("/concealed"), all("/unknown"), "{method} {token:?}");
                }
            }
            if !is_keyed {
                assert_eq!(get_as(&client, "/concealed", Some("admin")).body, "in");
            }
        }
    }
}

#[get("/returned/<kind>")]
fn returned(identity: Identity, kind: &str) -> Result<&'static str, Rejection> {
    struct Concealed;
    impl Policy for Concealed {
        const RULE: Rule = Rule::role("admin");
        const CONCEALED: bool = true;
    }
    if kind == "concealed" {
        identity.check::<Concealed>()?;
    } else {
        identity.check::<Admins>()?;
    }
    Ok("in")
}

#[test]
fn returned_rejection_is_the_response_and_logged_once() {
    let strips = AdHoc::on_response("strips", |_, response| {
        Box::pin(async move {
            response.remove_header("cache-control");
        })
    });
    let client = client(bare().mount("/", routes![returned]).attach(strips).attach(auth()));
    let (refused, events) = logged(|| get_as(&client, "/returned/plain", Some("editor")));
    assert_eq!((refused.status, refused.caching.as_deref()), (403, Some("no-store")));
    assert_eq!(refused.body, r#"{"type":"about:blank","title":"Forbidden","status":403}"#);
    let refusals = |events: &[String]| {
        events.iter().filter(|event| event.contains("request rejected")).count()
    };
    assert_eq!((refusals(&events), is_swallowed(&events)), (1, false), "{events:?}");
    let (refused, events) = logged(|| get_as(&client, "/returned/concealed", Some("editor")));
    assert_eq!(refused, Answer { ..get_as(&client, "/unknown", Some("editor")) });
    assert_eq!((refusals(&events), is_swallowed(&events)), (1, false), "{events:?}");
    assert_eq!(get_as(&client, "/returned/plain", Some("admin")).body, "in");
}

#[get("/option")]
fn option(identity: Option<Identity>) -> &'static str {
    if identity.is_some() { "somebody" } else { "nobody" }
}

#[get("/maybe")]
fn maybe(caller: MaybeIdentity) -> String {
    caller.0.map_or("nobody".to_owned(), |identity| identity.subject().to_owned())
}

#[test]
fn option_that_discards_a_rejection_is_logged() {
    let client = client(bare().mount("/", routes![option, maybe]).attach(auth()));
    let (answer, events) = logged(|| get_as(&client, "/option", Some("forged")));
    assert_eq!((answer.status, answer.body.as_str(), is_swallowed(&events)), (200, "nobody", true));
    let (answer, events) = logged(|| get_as(&client, "/option", Some("editor")));
    assert_eq!((answer.body.as_str(), is_swallowed(&events)), ("somebody", false));
    assert_eq!(get_as(&client, "/maybe", None).body, "nobody");
    assert_eq!(get_as(&client, "/maybe", Some("editor")).body, "editor");
    assert_eq!(get_as(&client, "/maybe", Some("forged")).status, 401);
}

#[test]
fn fairing_before_auth_cannot_strip_the_challenge() {
    let strips = AdHoc::on_response("strips", |_, response| {
        Box::pin(async move {
            response.remove_header("www-authenticate");
            response.set_raw_header("cache-control", "public");
        })
    });
    let client = client(bare().mount("/", routes![admin]).attach(strips).attach(auth()));
    let refused = get_as(&client, "/admin", None);
    assert_eq!(
        (refused.challenge, refused.caching.as_deref()),
        (vec![CHALLENGE.to_owned()], Some("no-store"))
    );
}

#[test]
fn two_auths_or_guards_without_auth_do_not_launch() {
    let launches = |rocket: Rocket<Build>| {
        let log = Log::default();
        let launches = log.collect(|| {
            Client::untracked(rocket).map_err(|error| error.kind().to_string()).is_ok()
        });
        (launches, log.events())
    };
    assert!(launches(bare().mount("/", routes![admin]).attach(auth())).0);
    let (is_up, events) = launches(bare().mount("/", routes![admin]).attach(auth()).attach(auth()));
    assert!(!is_up && events.iter().any(|event| event.contains("a second `Auth`")), "{events:?}");
    let without: [Vec<Route>; 5] = [
        routes![admin],
        routes![option],
        routes![maybe],
        routes![returned],
        routes![orders::twice],
    ];
    for routes in without {
        let name = format!("{routes:?}");
        assert!(!launches(bare().mount("/", routes)).0, "{name}");
    }
    assert!(launches(bare().mount("/", routes![own_401])).0);
}

#[require(path.name == subject)]
#[get("/<_>/<name>/<_>", rank = 2)]
fn named(name: &str) -> String {
    name.to_owned()
}

#[require(path.rest == subject)]
#[get("/rest/<rest..>", rank = 1)]
fn named_rest(rest: Segments<'_, Path>) -> String {
    rest.collect::<Vec<_>>().join("/")
}

/// A token that is the name of the caller of this subject.
fn token_of(subject: &str) -> String {
    format!("caller{:?}", subject.as_bytes())
        .replace(|sign: char| !sign.is_ascii_alphanumeric(), "-")
}

#[test]
fn path_parameters_equal_those_of_the_handler() {
    let texts = [
        ("alice", "alice"),
        ("a%2Fb", "a/b"),
        ("a%252Fb", "a%2Fb"),
        ("a%25b", "a%b"),
        ("%2B7", "+7"),
        ("+7", "+7"),
        ("007", "007"),
        ("%61lice", "alice"),
        ("a%20b", "a b"),
    ];
    let callers = texts.map(|(_, text)| {
        let caller =
            tests::callers::Caller { subject: Some(text.to_owned()), ..Default::default() };
        (token_of(text), caller)
    });
    let book = CallerBook::new(&Arc::new(callers.into_iter().collect()), Pace::AtOnce);
    let routes = || routes![named, named_rest];
    let client = client(
        bare().mount("/", routes()).mount("/mounted/deep", routes()).attach(Auth::new(book)),
    );
    for (_, subject) in texts {
        let token = token_of(subject);
        for (raw, text) in texts {
            for path in
                [format!("/x/{raw}/y"), format!("/mounted/deep/x/{raw}/y"), format!("/rest/{raw}")]
            {
                let answer = get_as(&client, &path, Some(&token));
                assert_eq!(answer.status == 200, text == subject, "{path} {subject}");
                assert!(
                    answer.status == 403 || answer.body == subject,
                    "{path} {subject}: {answer:?}"
                );
            }
        }
        for path in ["/x/%ff/y", "/x//y", "/rest", "/rest/", "/rest/%ff"] {
            assert_ne!(get_as(&client, path, Some(&token)).status, 200, "{path} {subject}");
        }
    }
    let slash = &token_of("a/b");
    assert_eq!(get_as(&client, "/rest/a/b", Some(slash)).body, "a/b");
    // Rocket's segments are never empty, neither in the guard nor in the handler.
    assert_eq!(get_as(&client, "/rest/a//b", Some(slash)).body, "a/b");
}

#[require(ip = "10.0.0.0/8")]
#[get("/intranet")]
fn intranet() -> &'static str {
    "in"
}

#[test]
fn s37_address_is_the_connection_s() {
    let client = client(bare().mount("/", routes![intranet]).attach(auth()));
    let from = |peer: Option<&str>, real_ip: Option<&'static str>| {
        let mut request = client.get("/intranet");
        if let Some(peer) = peer {
            request.set_remote(peer.parse().unwrap());
        }
        if let Some(real_ip) = real_ip {
            request.add_header(Header::new("x-real-ip", real_ip));
        }
        request.dispatch().status().code
    };
    assert_eq!(from(Some("10.1.2.3:1"), None), 200);
    assert_eq!(from(Some("10.1.2.3:1"), Some("192.0.2.1")), 200);
    assert_eq!(from(Some("192.0.2.1:1"), Some("10.1.2.3")), 403);
    assert_eq!(from(None, Some("10.1.2.3")), 403);
}

#[get("/caller")]
fn caller(identity: Identity) -> String {
    identity.subject().to_owned()
}

#[test]
fn clones_of_a_request_do_not_share_their_caller() {
    let client = client(bare().mount("/", routes![caller]).attach(auth()));
    let first = request(&client, Method::Get, "/caller", Some("admin"));
    let mut second = first.clone();
    second.replace_header(Header::new("authorization", "Bearer editor"));
    assert_eq!((answer(first).body.as_str(), answer(second).body.as_str()), ("admin", "editor"));
}

#[require(role = "admin")]
#[delete("/users/<id>")]
async fn delete_user(id: u64) -> String {
    format!("deleted {id}")
}

#[test]
fn test_calls_a_guarded_handler_with_the_proof() {
    let admin = Identity::builder("https://issuer.example", "ada").role("admin").build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    assert_eq!(runtime.block_on(delete_user(admin.check().unwrap(), 7)), "deleted 7");
    let other = Identity::builder("https://issuer.example", "bob").build().unwrap();
    assert!(other.check().map(|proof| delete_user(proof, 7)).is_err());
}

#[require(role = "admin")]
#[post("/upload", data = "<text>")]
fn upload(text: String) -> String {
    text
}

/// Sends the head of a request and 14 bytes of a body that never ends, and reads what comes back.
fn refused_halfway(port: u16, token: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(
        stream,
        "POST /upload HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000\r\nauthorization: Bearer {token}\r\n\r\n14 bytes, then"
    )
    .unwrap();
    let mut answer = Vec::new();
    let mut piece = [0; 1024];
    while !answer.ends_with(b"}") {
        let read = stream.read(&mut piece).unwrap();
        assert!(read > 0, "{}", String::from_utf8_lossy(&answer));
        answer.extend_from_slice(&piece[..read]);
    }
    String::from_utf8(answer).unwrap()
}

/// Serves over a socket while `test` runs.
fn serve(auth: Auth, routes: Vec<Route>, test: impl FnOnce(u16)) {
    let (sender, receiver) = std::sync::mpsc::channel();
    let listening = AdHoc::on_liftoff("port", |rocket| {
        Box::pin(async move {
            let _ = sender.send((rocket.config().port, rocket.shutdown()));
        })
    });
    let mut config =
        Config { port: 0, workers: 1, log_level: LogLevel::Off, ..Config::debug_default() };
    (config.shutdown.ctrlc, config.shutdown.signals) =
        (false, std::collections::HashSet::default());
    let server = rocket::custom(config).mount("/", routes).attach(auth).attach(listening);
    let server = std::thread::spawn(|| rocket::execute(server.launch()).is_ok());
    let (port, shutdown) = receiver.recv().unwrap();
    test(port);
    shutdown.notify();
    assert!(server.join().unwrap());
}

#[test]
fn connection_without_body_stays_open_after_rejection() {
    let client = client(bare().mount("/", routes![caller]).attach(auth()));
    for (name, value, closes) in [("content-length", "0", false), ("content-length", "7", true)] {
        let mut request = request(&client, Method::Get, "/caller", Some("forged"));
        request.add_header(Header::new("host", "localhost"));
        request.add_header(Header::new(name, value));
        let response = request.dispatch();
        assert_eq!(response.status().code, 401);
        assert_eq!(response.headers().contains("connection"), closes, "{name}: {value}");
    }
}

#[test]
fn s41_body_of_rejected_request_is_not_awaited() {
    for pace in [Pace::AtOnce, Pace::Later] {
        let auth = Auth::new(CallerBook::new(&Table::load().callers(), pace));
        serve(auth, routes![upload], |port| {
            for (token, status) in [("editor", "403"), ("forged", "401"), ("outage", "503")] {
                let answer = refused_halfway(port, token);
                assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
                assert!(
                    answer.contains("application/problem+json") && answer.contains("no-store"),
                    "{answer}"
                );
                // Rocket reads no further, so the connection cannot go on.
                assert!(answer.contains("connection: close"), "{answer}");
            }
        });
    }
}

#[require(ip = "127.0.0.0/8")]
#[get("/internal")]
fn internal() -> &'static str {
    "internal"
}

#[require(role = "admin")]
#[get("/admin")]
fn for_admins() -> &'static str {
    "admin"
}

/// Sends a request with these header lines, and returns the status.
fn status_of(port: u16, path: &str, lines: &[&[u8]]) -> u16 {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let mut head =
        format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n").into_bytes();
    for line in lines {
        head.extend_from_slice(line);
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(b"\r\n");
    stream.write_all(&head).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).split(' ').nth(1).unwrap().parse().unwrap()
}

#[test]
fn s37_line_that_is_not_utf8_makes_no_client_a_proxy() {
    let proxies = ["127.0.0.1".parse().unwrap(), "127.0.0.2".parse().unwrap()];
    let auth = Auth::builder()
        .authenticator(CallerBook::new(&Table::load().callers(), Pace::AtOnce))
        .trusted_proxies(auth_core::request::ForwardedHeader::XForwardedFor, proxies);
    serve(auth.build().unwrap(), routes![internal], |port| {
        let of = |lines: &[&[u8]]| status_of(port, "/internal", lines);
        assert_eq!(of(&[b"x-forwarded-for: 127.0.0.3"]), 200);
        assert_eq!(of(&[b"x-forwarded-for: 198.51.100.66"]), 403);
        assert_eq!(of(&[]), 403);
        assert_eq!(of(&[b"x-forwarded-for: \xff"]), 403);
        assert_eq!(of(&[b"x-forwarded-for: \xff, 198.51.100.66"]), 403);
        // The inner one of two proxies writes a line of its own.
        assert_eq!(
            of(&[b"x-forwarded-for: \xff, 198.51.100.66", b"x-forwarded-for: 127.0.0.2"]),
            403
        );
        assert_eq!(of(&[b"x-forwarded-for: 127.0.0.3", b"x-forwarded-for: 127.0.0.2"]), 200);
    });
}

#[test]
fn s7_authorization_that_is_not_utf8_counts_as_none() {
    // Rocket does not report the line that it drops. The documented consequence allows no request
    // without valid credentials.
    serve(auth(), routes![for_admins], |port| {
        let of = |lines: &[&[u8]]| status_of(port, "/admin", lines);
        assert_eq!(of(&[b"authorization: Bearer admin", b"authorization: Bearer editor"]), 401);
        assert_eq!(of(&[b"authorization: Bearer \xff"]), 401);
        assert_eq!(of(&[b"authorization: Bearer editor", b"authorization: Bearer \xff"]), 403);
        assert_eq!(of(&[b"authorization: Bearer admin", b"authorization: Bearer \xff"]), 200);
        assert_eq!(of(&[b"authorization: Bearer \xff", b"authorization: Bearer admin"]), 200);
    });
}

/// A responder that answers with a body of unknown length.
struct Streamed;

impl<'r> Responder<'r, 'static> for Streamed {
    fn respond_to(self, _request: &'r Request<'_>) -> rocket::response::Result<'static> {
        let page: &[u8] = b"streamed page";
        rocket::Response::build()
            .raw_header("content-type", "text/html; charset=utf-8")
            .streamed_body(page)
            .ok()
    }
}

#[catch(401)]
fn streamed() -> (Status, Streamed) {
    (Status::Unauthorized, Streamed)
}

#[test]
fn streamed_page_is_not_read() {
    let client =
        client(bare().mount("/", routes![admin]).register("/", catchers![streamed]).attach(auth()));
    let refused = get_as(&client, "/admin", None);
    assert_eq!(
        (refused.status, refused.body.as_str(), refused.challenge.len()),
        (401, "streamed page", 1)
    );
}

mod checks {
    use super::{Count, Ordering, Responder, State, get, post, require};

    #[require(any(role = "admin", check(owner == identity.subject())))]
    #[get("/sync/<owner>")]
    pub(crate) fn sync(owner: &str, count: &State<Count>) -> String {
        count.0.fetch_add(1, Ordering::SeqCst);
        format!("of {owner}")
    }

    #[require(any(role = "admin", check(later(&owner).await == identity.subject())))]
    #[get("/later/<owner>")]
    pub(crate) async fn awaited(
        owner: String,
        count: &State<Count>,
    ) -> Result<String, std::io::Error> {
        count.0.fetch_add(1, Ordering::SeqCst);
        if owner.is_empty() {
            return Err(std::io::Error::other("nobody"));
        }
        Ok(format!("of {owner}"))
    }

    async fn later(owner: &str) -> &str {
        tokio::task::yield_now().await;
        owner
    }

    #[require(check(owner.parse::<u64>().map(|_| true)?))]
    #[get("/fails/<owner>")]
    pub(crate) fn fails<'r>(
        owner: &'r str,
        count: &State<Count>,
    ) -> impl Responder<'r, 'static> + use<'r> {
        count.0.fetch_add(1, Ordering::SeqCst);
        let _ = owner;
        "in"
    }

    #[require(check(body == identity.subject()))]
    #[post("/nothing", data = "<body>")]
    pub(crate) fn nothing(body: &str, count: &State<Count>) {
        count.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn check_decides_before_the_handler_s_body_runs() {
    let routes = routes![checks::sync, checks::awaited, checks::fails, checks::nothing];
    let client = client(bare().mount("/", routes).manage(Count::default()).attach(auth()));
    let get = |path, token| (Method::Get, path, token, "");
    let post = |token, body| (Method::Post, "/nothing", token, body);
    let cases = [
        (get("/sync/editor", Some("editor")), 200, "of editor"),
        (get("/sync/editor", Some("admin")), 200, "of editor"),
        (get("/sync/editor", Some("reader")), 403, ""),
        (get("/sync/editor", None), 401, ""),
        (get("/later/editor", Some("editor")), 200, "of editor"),
        (get("/later/editor", Some("reader")), 403, ""),
        (get("/later/editor", None), 401, ""),
        (get("/fails/7", Some("reader")), 200, "in"),
        (get("/fails/seven", Some("reader")), 503, ""),
        (get("/fails/7", None), 401, ""),
        (post(Some("reader"), "reader"), 200, ""),
        (post(Some("reader"), "editor"), 403, ""),
        (post(None, "reader"), 401, ""),
    ];
    for ((method, path, token, body), status, text) in cases {
        let found = answer(request(&client, method, path, token).body(body));
        let ran = client.rocket().state::<Count>().unwrap().0.swap(0, Ordering::SeqCst);
        assert_eq!((found.status, ran), (status, usize::from(status == 200)), "{path} {token:?}");
        if status == 200 {
            assert_eq!(found.body, text, "{path} {token:?}");
        } else {
            assert_eq!(
                found.content_type.as_deref(),
                Some("application/problem+json"),
                "{path} {token:?}"
            );
            assert_eq!(found.caching.as_deref(), Some("no-store"), "{path} {token:?}");
        }
        assert_eq!(found.challenge.len(), usize::from(status == 401), "{path} {token:?}");
    }
}
