//! Routes of rocket: spellings, methods and ranks.

use std::sync::atomic::Ordering;

use auth_core::require;
use rocket::http::Method;
use rocket::http::uri::Segments;
use rocket::http::uri::fmt::Path;
use rocket::{State, get, options, routes};

use super::{Count, admin, answer, auth, bare, client, get_as, request};

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
