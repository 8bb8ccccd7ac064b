//! Responses of rocket: each rejection is complete, wherever it was made.

use auth_core::policy::Rule;
use auth_core::{Auth, Identity, MaybeIdentity, Policy, Rejection};
use rocket::fairing::AdHoc;
use rocket::http::{Accept, Method, Status};
use rocket::response::status;
use rocket::{get, routes};
use tests::callers::{CallerBook, Pace};
use tests::vectors::Table;

use super::{
    Admins, Answer, CHALLENGE, PROBLEM, admin, answer, auth, bare, client, get_as, is_swallowed,
    logged, request,
};

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

#[get("/own")]
pub(super) fn own_401() -> status::Unauthorized<&'static str> {
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

#[get("/returned/<kind>")]
pub(super) fn returned(identity: Identity, kind: &str) -> Result<&'static str, Rejection> {
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
pub(super) fn option(identity: Option<Identity>) -> &'static str {
    if identity.is_some() { "somebody" } else { "nobody" }
}

#[get("/maybe")]
pub(super) fn maybe(caller: MaybeIdentity) -> String {
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
