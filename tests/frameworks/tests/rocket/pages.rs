//! Catchers of rocket: pages of rejections, and concealed routes.

use auth_core::{Auth, require};
use rocket::http::{Accept, Header, Method, Status};
use rocket::request::Request;
use rocket::response::Responder;
use rocket::response::content::RawHtml;
use rocket::{Catcher, catch, catchers, get, routes};
use tests::callers::{CallerBook, Pace};
use tests::vectors::Table;

use super::{CHALLENGE, admin, auth, bare, client, get_as, is_swallowed, logged, request};

#[require(role = "admin", conceal)]
#[get("/concealed")]
fn concealed() -> &'static str {
    "in"
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
